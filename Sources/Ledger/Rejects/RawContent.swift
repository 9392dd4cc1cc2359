// Raw records, one behind the other, as a content of their format.

import RowModel

/// Writes raw records so that a reader finds each of them again: CSV and NDJSON with what ends a record behind each, JSON
/// as one array.
public struct RawContent: Sendable {
    /// In front of the first record.
    public let start: [UInt8]
    /// Behind the last one.
    public let end: [UInt8]
    private let isArray: Bool
    private let recordMark: [UInt8]
    private var isEmpty = true

    public init(_ format: RecordFormat) {
        isArray = format == .json
        start = isArray ? [UInt8(ascii: "[")] : []
        end = isArray ? Array("\n]\n".utf8) : []
        recordMark = format.recordMark
    }

    /// The next record, with what parts it from the others.
    public mutating func piece(_ raw: [UInt8]) -> [UInt8] {
        defer { isEmpty = false }
        if isArray { return Array((isEmpty ? "\n" : ",\n").utf8) + raw }
        return raw + recordMark
    }
}
