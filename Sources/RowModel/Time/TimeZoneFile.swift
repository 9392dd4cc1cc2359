// A compiled zone of the time zone database → its rules.

import Foundation

/// Reads TZif (RFC 9636), versions 2 and later.
struct TimeZoneFile {
    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// nil for bytes that are no such file, are cut short, or count leap seconds.
    static func rules(_ bytes: [UInt8]) -> TimeZoneRules? {
        var file = TimeZoneFile(bytes)
        guard let first = file.header(), first.version >= UInt8(ascii: "2") else { return nil }
        file.position += first.length(timeBytes: 4)
        guard let header = file.header() else { return nil }
        return file.rules(header)
    }

    private struct Header {
        var version: UInt8
        var utcIndicators, standardIndicators, leaps, times, types, characters: Int

        /// Bytes of the block behind the header.
        func length(timeBytes: Int) -> Int {
            times * (timeBytes + 1) + types * 6 + characters + leaps * (timeBytes + 4) + standardIndicators
                + utcIndicators
        }
    }

    private mutating func header() -> Header? {
        guard position + 44 <= bytes.count, bytes[position...].starts(with: "TZif".utf8) else { return nil }
        let counts = (0..<6).map { integer(at: position + 20 + 4 * $0, bytes: 4) }
        guard counts.allSatisfy({ $0 < 1 << 20 }) else { return nil }
        defer { position += 44 }
        return Header(
            version: bytes[position + 4], utcIndicators: Int(counts[0]), standardIndicators: Int(counts[1]),
            leaps: Int(counts[2]), times: Int(counts[3]), types: Int(counts[4]), characters: Int(counts[5]))
    }

    private func rules(_ header: Header) -> TimeZoneRules? {
        let end = position + header.length(timeBytes: 8)
        guard end < bytes.count, header.types > 0, header.leaps == 0 else { return nil }
        let indexes = position + header.times * 8
        let types = indexes + header.times
        let offsets = (0..<header.types).map { Int(Int32(truncatingIfNeeded: integer(at: types + 6 * $0, bytes: 4))) }
        let transitions = (0..<header.times).map { integer(at: position + 8 * $0, bytes: 8) }
        guard zip(transitions, transitions.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        let chosen = bytes[indexes..<types].map(Int.init)
        guard chosen.allSatisfy({ $0 < offsets.count }), offsets.allSatisfy({ abs($0) < 86_400 }) else { return nil }
        let footer = bytes[end...].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true).first ?? []
        let rule = TimeZoneRule(Substring(decoding: footer, as: UTF8.self))
        guard footer.isEmpty || rule != nil else { return nil }
        return TimeZoneRules(
            transitions: transitions, offsets: chosen.map { offsets[$0] }, firstOffset: offsets[0], rule: rule)
    }

    /// Big-endian; within the bytes.
    private func integer(at start: Int, bytes count: Int) -> Int64 {
        Int64(bitPattern: bytes[start..<start + count].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}

/// Where the system keeps the time zone database.
enum TimeZoneDatabase {
    private static let folders = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/var/db/timezone/zoneinfo"]

    /// The folder that is there; `TZDIR` comes first, as for the C library.
    private static var folder: String? {
        let given = ProcessInfo.processInfo.environment["TZDIR"].map { [$0] } ?? []
        return (given + folders).first { FileManager.default.fileExists(atPath: $0) }
    }

    /// - Throws: ``TimeFormatError`` for a zone that is not there, with one that is near.
    static func rules(_ name: String) throws(TimeFormatError) -> TimeZoneRules {
        guard let folder else {
            throw TimeFormatError(
                message: "there is no time zone database on this system (package tzdata, or TZDIR)", part: .zone)
        }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isName = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { byte in
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte & ~0x20
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
            }
        }
        if isName, let contents = FileManager.default.contents(atPath: "\(folder)/\(name)"),
            let rules = TimeZoneFile.rules(Array(contents))
        {
            return rules
        }
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        throw TimeFormatError(
            message: "unknown time zone \(ValueExcerpt(name.utf8)); "
                + "zones are those of the IANA database, such as Europe/Berlin",
            suggestion: closestMatch(to: name, among: names.sorted()), part: .zone)
    }
}
