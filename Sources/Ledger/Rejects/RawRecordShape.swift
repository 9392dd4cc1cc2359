// What a raw record alone is, by the grammar of the recount.

import RowModel

/// What becomes of a raw record that is read again, followed by its end.
public struct RawRecordShape: Sendable, Equatable {
    /// Records that it is: usually one; another number where the format has changed since it was refused.
    public var records: Int
    /// Whether what follows it would begin a line of its own. A record with a quote that never closes would swallow it.
    public var endsItself: Bool
}

/// Looks at raw records one by one.
public struct RawRecordGrammar {
    private let start: RecordCounter
    /// A line that is a record wherever a line begins.
    private let probe: [UInt8]

    private let recordMark: [UInt8]

    /// - Parameter format: its header, `skip_lines` and `footer_lines` do not matter here.
    public init(_ format: RecordFormat) {
        var format = format
        switch format {
        case .csv(var dialect):
            dialect.header = .absent
            dialect.skipLines = 0
            dialect.footerLines = 0
            format = .csv(dialect)
            // Two empty fields. The delimiter is neither quote nor comment.
            probe = dialect.fieldMark + dialect.recordMark
        case .ndjson, .json:
            probe = Array("{}\n".utf8)
        }
        recordMark = format.recordMark
        var counter = RecordCounter(format)
        // So that one within the record is data.
        Self.add(RecordCounter.mark, to: &counter)
        start = counter
    }

    public func shape(of raw: [UInt8]) -> RawRecordShape {
        var counter = start
        Self.add(raw, to: &counter)
        Self.add(recordMark, to: &counter)
        var alone = counter
        Self.add(probe, to: &counter)
        let records = alone.finish().records
        return RawRecordShape(records: records, endsItself: counter.finish().records == records + 1)
    }

    private static func add(_ bytes: [UInt8], to counter: inout RecordCounter) {
        bytes.withUnsafeBytes { counter.add($0) }
    }
}
