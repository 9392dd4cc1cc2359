// How the raw records of an input have to be written to be read again like the input itself.

import Ledger
import Readers
import RowModel

/// The format of raw records, and what stands in front of them and behind.
struct RawLayout: Equatable {
    let format: RecordFormat
    /// The names in the header of the file; nil where it has none.
    let names: [String]?

    /// - Parameters:
    ///   - input: whose rejects they are.
    ///   - origin: the input that they were first read from, if `input` is a retry.
    ///   - other: how the bytes are understood now; nil for as they were when `input` was loaded.
    /// - Throws: ``RejectError/headerUnknown(input:reason:)``, ``Readers/ReadError``: headers are not kept with the
    ///   rejects, so an input's is read from the file, if that is what it was.
    init(of input: InputRecord, from origin: InputRecord, format other: RecordFormat? = nil) throws {
        format = other ?? Self.format(of: input, from: origin)
        let input = origin
        guard case .csv(let dialect) = format, dialect.header == .present else {
            names = nil
            return
        }
        let path = input.identity.path
        guard input.reading.isRepeatable else {
            throw RejectError.headerUnknown(input: path, reason: "can't be read a second time")
        }
        guard let status = FileStatus(path: path) else {
            throw RejectError.headerUnknown(input: path, reason: "is gone")
        }
        guard status.size == input.identity.size, status.modified == input.identity.modified else {
            throw RejectError.headerUnknown(input: path, reason: "has changed since it was loaded")
        }
        names = try CSVInputHeader.names(
            path: path, dialect: dialect, compression: input.reading.compression, encoding: input.reading.encoding,
            maxRecordBytes: DecodePlan.largestRecordBytes)
    }

    /// The content of a retry has neither header nor lines to skip, but what it came from may have both, and a footer.
    private static func format(of input: InputRecord, from origin: InputRecord) -> RecordFormat {
        guard case .csv(var dialect) = input.reading.format, case .csv(let original) = origin.reading.format else {
            return input.reading.format
        }
        dialect.header = original.header
        dialect.skipLines = original.skipLines
        dialect.footerLines = original.footerLines
        return .csv(dialect)
    }

    /// What two layouts differ in; nil if in nothing that matters.
    func difference(from other: RawLayout) -> String? {
        if format != other.format { return "formats" }
        return names == other.names ? nil : "headers"
    }

    /// What a reader expects in front of the records.
    /// - Parameter firstRecord: behind it.
    func preamble(firstRecord: [UInt8]) -> [UInt8] {
        if format == .json { return [] }
        guard case .csv(let dialect) = format else { return Self.mark(before: firstRecord) }
        let skipped = [UInt8](repeating: UInt8(ascii: "\n"), count: dialect.skipLines)
        guard let names else { return skipped.isEmpty ? Self.mark(before: firstRecord) : skipped }
        let fields = names.enumerated().map { dialect.field($1, isFirst: $0 == 0) }
        return skipped + fields.joined(separator: dialect.fieldMark) + dialect.recordMark
    }

    /// What a reader cuts off behind the records.
    var footer: [UInt8] {
        guard case .csv(let dialect) = format else { return [] }
        return [UInt8](repeating: UInt8(ascii: "\n"), count: dialect.footerLines)
    }

    /// A byte order mark that is data has to stand behind one that is not.
    private static func mark(before record: [UInt8]) -> [UInt8] {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return record.starts(with: mark) ? mark : []
    }
}

extension CSVDialect {
    /// A text as a field, in quotes where it would else be read as something different.
    fileprivate func field(_ text: String, isFirst: Bool) -> [UInt8] {
        let bytes = Array(text.utf8)
        let marks = Set([fieldMark[0], recordMark[0], 0x0A, 0x0D])
        guard let quote,
            bytes.contains(where: { marks.contains($0) || $0 == quote }) || (isFirst && bytes.first == comment && comment != nil)
        else { return bytes }
        return [quote] + bytes.flatMap { $0 == quote || $0 == escape ? [escape, $0] : [$0] } + [quote]
    }
}
