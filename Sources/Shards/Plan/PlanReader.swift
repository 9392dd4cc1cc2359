// Reads a plan, shard by shard.

import Crypto
import Foundation
import RowModel

/// A plan file. Every reading goes through all of it and compares its digest, so that a plan that was edited is met
/// before anything rests on it; only the units that are asked for are kept.
public struct PlanReader: Sendable {
    public let path: String
    public let header: PlanHeader
    /// SHA-256 of all but its last line, in hexadecimal: what a shard is known by to belong to this plan. As the file says;
    /// every other method makes sure that it is so.
    public let digest: String

    /// Reads the head and the last line.
    /// - Throws: ``PlanError``
    public init(path: String) throws(PlanError) {
        self.path = path
        let size = try Self.size(ofFileAt: path)
        let lines = try LineReader(path: path)
        guard let first = try lines.next(), let head = Self.inside(first, PlanLayout.headStart, PlanLayout.headEnd) else {
            throw .notAPlan(path: path, reason: "its first line is not that of a plan")
        }
        struct Version: Decodable { let weir_plan: Int }
        if let found = try? JSONDecoder().decode(Version.self, from: Data(head)).weir_plan, found != PlanHeader.version {
            throw .version(path: path, found: found)
        }
        do {
            header = try JSONDecoder().decode(PlanHeader.self, from: Data(head))
        } catch {
            throw .notAPlan(path: path, reason: "its head makes no sense")
        }
        guard header.isPossible(inFileOf: size) else { throw .notAPlan(path: path, reason: "the numbers in its head make no sense") }
        digest = try Self.digest(ofFileAt: path)
    }

    /// Reads the units of one shard.
    /// - Throws: ``PlanError``
    public func assignment(ofShard shard: Int) throws -> ShardAssignment {
        guard (0..<header.shards).contains(shard) else {
            throw PlanError.noSuchShard(path: path, shard: shard, shards: header.shards)
        }
        var found = ShardAssignment(shard: shard, units: [])
        try read { $0 == shard } take: { found = $0 }
        return found
    }

    /// Reads all shards, one after the other. Only behind the return is it known that the plan is what was made.
    /// - Throws: ``PlanError``, or what `body` throws.
    public func forEachShard(_ body: (ShardAssignment) throws -> Void) throws {
        try read { _ in true } take: { try body($0) }
    }

    /// Reads all of it, and keeps nothing.
    /// - Throws: ``PlanError/changed(path:)`` for one that is not what was made.
    public func check() throws { try read { _ in false } take: { _ in } }

    private func read(_ wanted: (Int) -> Bool, take: (ShardAssignment) throws -> Void) throws {
        let lines = try LineReader(path: path)
        var hash = SHA256()
        var current: Int?
        var json: [UInt8] = []
        var shards = 0
        while let line = try lines.next() {
            if line.starts(with: PlanLayout.digestStart.utf8) {
                let found = hash.finalize().map { String(format: "%02x", $0) }.joined()
                guard found == digest, shards == header.shards else { throw PlanError.changed(path: path) }
                return
            }
            hash.update(bufferPointer: line)
            hash.update(data: [UInt8(ascii: "\n")])
            if let number = Self.inside(line, PlanLayout.shardStart, PlanLayout.shardEnd) {
                guard Int(String(decoding: number, as: UTF8.self)) == shards else { throw PlanError.changed(path: path) }
                current = wanted(shards) ? shards : nil
                shards += 1
                json = [UInt8(ascii: "[")]
            } else if let shard = current {
                if line.starts(with: PlanLayout.unitsEnd.utf8) {
                    json.append(UInt8(ascii: "]"))
                    let assignment = try ShardAssignment(shard: shard, units: units(json))
                    guard assignment.isPossible(with: header) else { throw PlanError.changed(path: path) }
                    try take(assignment)
                    current = nil
                } else {
                    json += line
                }
            }
        }
        throw PlanError.changed(path: path)
    }

    private func units(_ json: [UInt8]) throws(PlanError) -> [PlannedUnit] {
        do {
            return try JSONDecoder().decode([PlannedUnit].self, from: Data(json))
        } catch {
            throw .changed(path: path)
        }
    }

    private static func inside(_ line: UnsafeRawBufferPointer, _ start: String, _ end: String) -> UnsafeRawBufferPointer? {
        guard line.starts(with: start.utf8), line.count >= start.utf8.count + end.utf8.count,
            line[(line.count - end.utf8.count)...].elementsEqual(end.utf8)
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: line[start.utf8.count..<(line.count - end.utf8.count)])
    }

    /// A pipe is not opened, since that would be to wait, and it can't be read twice.
    private static func size(ofFileAt path: String) throws(PlanError) -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw errno == ENOENT || errno == ENOTDIR
                ? .missing(path: path) : .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAPlan(path: path, reason: "it is no file") }
        return Int(status.st_size)
    }

    /// Looks at the file's end only.
    private static func digest(ofFileAt path: String) throws(PlanError) -> String {
        let length = PlanLayout.digestStart.utf8.count + 64 + PlanLayout.digestEnd.utf8.count + 1
        let bytes: [UInt8]
        do {
            // By the path as it is: what `..` means behind a link is for the kernel to say.
            guard let file = FileHandle(forReadingAtPath: path) else {
                throw PlanError.unreadable(path: path, reason: String(cString: strerror(errno)))
            }
            defer { try? file.close() }
            let size = try file.seekToEnd()
            guard size > UInt64(length) else { throw PlanError.changed(path: path) }
            try file.seek(toOffset: size - UInt64(length))
            bytes = Array(try file.readToEnd() ?? Data())
        } catch let error as PlanError {
            throw error
        } catch {
            throw .unreadable(path: path, reason: error.localizedDescription)
        }
        let line = String(decoding: bytes, as: UTF8.self)
        guard line.hasPrefix(PlanLayout.digestStart), line.hasSuffix("\(PlanLayout.digestEnd)\n") else { throw .changed(path: path) }
        return String(line.dropFirst(PlanLayout.digestStart.count).prefix(64))
    }
}

/// The lines of a file, without their line feeds.
///
/// Invariant that makes the raw pointer safe: `line` is getline(3)'s own buffer of `capacity` bytes, which is only
/// replaced by ``next()`` and freed with this.
private final class LineReader {
    private let path: String
    private let file: UnsafeMutablePointer<FILE>
    private var line: UnsafeMutablePointer<CChar>?
    private var capacity = 0

    init(path: String) throws(PlanError) {
        self.path = path
        guard let file = fopen(path, "re") else {
            throw errno == ENOENT || errno == ENOTDIR
                ? .missing(path: path) : .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        self.file = file
    }

    deinit {
        free(line)
        fclose(file)
    }

    /// - Returns: valid until the next call; nil at the end.
    func next() throws(PlanError) -> UnsafeRawBufferPointer? {
        errno = 0
        var count = getline(&line, &capacity, file)
        guard count >= 0 else {
            guard ferror(file) == 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
            return nil
        }
        if count > 0, line![count - 1] == CChar(UInt8(ascii: "\n")) { count -= 1 }
        return UnsafeRawBufferPointer(start: line, count: count)
    }
}
