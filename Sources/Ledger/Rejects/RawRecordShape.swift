// What a raw record alone is, by the grammar of the recount.

import RowModel

/// What becomes of a raw record that is read again, in a content of such records.
public struct RawRecordShape: Sendable, Equatable {
    /// Records that it is: usually one; another number where the format has changed since it was refused.
    public var records: Int
    /// Whether what follows it would be a record of its own. A record with a quote that never closes would swallow it.
    public var endsItself: Bool
}

/// Looks at raw records one by one.
public struct RawRecordGrammar {
    /// In front of a record.
    private let counter: RecordCounter
    private let content: RawContent
    /// What is a record wherever one begins.
    private let probe: [UInt8]

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
            probe = dialect.fieldMark
        case .ndjson, .json:
            probe = Array("{}".utf8)
        }
        content = RawContent(format)
        var counter = RecordCounter(format)
        // So that one within the record is data.
        Self.add(RecordCounter.mark + content.start, to: &counter)
        self.counter = counter
    }

    public func shape(of raw: [UInt8]) -> RawRecordShape {
        var (content, counter) = (content, counter)
        Self.add(content.piece(raw), to: &counter)
        let alone = counts(counter)
        Self.add(content.piece(probe), to: &counter)
        let followed = counts(counter)
        return RawRecordShape(
            records: alone.records, endsItself: followed.records == alone.records + 1 && !followed.isBroken)
    }

    private func counts(_ counter: RecordCounter) -> RecordCounts {
        var counter = counter
        Self.add(content.end, to: &counter)
        return counter.finish()
    }

    private static func add(_ bytes: [UInt8], to counter: inout RecordCounter) {
        bytes.withUnsafeBytes { counter.add($0) }
    }
}
