// One input of a run as the ledger keeps it.

import Foundation
import RowModel

/// Which file an input was, so that a later look can tell whether it still is the same.
public struct InputIdentity: Sendable, Hashable {
    /// Absolute path of a file, free of links, so that it is the same by whatever name the file was reached; else
    /// what the input is called, such as `command: curl -fsS https://…`.
    public var path: String
    /// Bytes of the file, or those that were read.
    public var size: Int
    /// Modification time of a file, else when reading began; in nanoseconds since 1970.
    public var modified: Int

    public init(path: String, size: Int, modified: Int) {
        self.path = path
        self.size = size
        self.modified = modified
    }
}

/// How an input's bytes were understood: what a recount needs to know.
public struct InputReading: Sendable, Hashable, Codable {
    public var format: RecordFormat
    public var compression: Compression
    /// nil for UTF-8.
    private var otherEncoding: TextEncoding?
    /// Where the bytes came from; nil for a file.
    private var once: Origin?
    /// What of the file was read; nil for all of it.
    public var part: InputPart?

    public enum Origin: String, Sendable, Codable {
        case file, command, stdin
        /// Raw records that an earlier run has refused, out of the ledger.
        case rejects
        /// A file in which such records were mended.
        case mended
    }

    public init(
        format: RecordFormat, compression: Compression, encoding: TextEncoding = .utf8, origin: Origin = .file,
        part: InputPart? = nil
    ) {
        self.format = format
        self.compression = compression
        otherEncoding = encoding == .utf8 ? nil : encoding
        once = origin == .file ? nil : origin
        self.part = part
    }

    /// Of the content, before it was UTF-8.
    public var encoding: TextEncoding { otherEncoding ?? .utf8 }

    public var origin: Origin { once ?? .file }

    /// Whether the input can be counted again.
    public var isRepeatable: Bool { origin == .file }

    private enum CodingKeys: String, CodingKey {
        case format, compression, otherEncoding = "encoding", once = "origin", part
    }
}

/// An input as it stands in `_weir_inputs`.
public struct InputRecord: Sendable, Equatable {
    /// Its number, unique among all inputs of all runs into the database.
    public var index: Int
    public var identity: InputIdentity
    public var reading: InputReading
    /// Records whose rows and rejects are committed.
    public var records: Int
    public var blankLines: Int
    public var commentLines: Int
    /// Offset in the decoded bytes behind the last committed record; at the end, the length of the decoded bytes, or
    /// the offset of the part's end.
    public var decodedBytes: Int
    /// How far it was read when the last record was committed, a little further than that; at the end, all of it.
    public var readMark: ReadMark?
    /// Checksum of the rows that it has inserted or updated (``RowModel/ContentHash``).
    public var contents: UInt64
    /// Whether the input was read to its end and all of it is committed.
    public var isComplete: Bool

    public init(index: Int, identity: InputIdentity, reading: InputReading) {
        self.index = index
        self.identity = identity
        self.reading = reading
        records = 0
        blankLines = 0
        commentLines = 0
        decodedBytes = 0
        readMark = nil
        contents = 0
        isComplete = false
    }
}
