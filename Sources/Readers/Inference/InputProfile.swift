// The start of an unknown file → what a spec has to say of it. Called for drafts of specs only.

import RowModel

/// What a file looks like, as far as its start shows it.
public struct InputProfile: Sendable {
    /// Decoded bytes that are looked at: more than for a run, since a person waits once and then trusts it.
    private static let bytes = 16 << 20
    /// Enough to tell format and dialect.
    private static let dialectBytes = 1 << 20

    public struct Column: Sendable {
        /// The header's name or the path.
        public var source: String
        public var type: ColumnType
        public var profile: ColumnProfile
    }

    /// nil where the bytes are ASCII, and so in many encodings.
    public let encoding: TextEncoding?
    public private(set) var format: RecordFormat
    public private(set) var columns: [Column]
    public private(set) var records = 0
    /// Records that would be rejects, and why the first.
    public private(set) var rejects = 0
    public private(set) var firstReject: String?

    /// - Throws: ``ReadError`` for a file that can't be read, or is of no known kind.
    public init(path: String, maxRecordBytes: Int) throws(ReadError) {
        let content = try InputSample.start(of: path, .auto, .utf8, bytes: Self.dialectBytes)
        encoding = EncodingSniffer.encoding(of: content.bytes, isWhole: content.isWhole)
        let (start, isWhole) =
            try encoding.map { encoding throws(ReadError) in
                try InputSample.start(of: path, .auto, encoding, bytes: Self.dialectBytes)
            } ?? content
        format = Self.jsonFormat(start, isWhole: isWhole) ?? .csv(DialectSniffer(start, isWhole: isWhole).dialect)
        let sample = try InputSample(
            path: path, format: format, compression: .auto, encoding: encoding ?? .utf8, maxRecordBytes: maxRecordBytes,
            bytes: Self.bytes)
        columns = sample.columns.map { Column(source: $0.from, type: $0.type, profile: ColumnProfile()) }
        try profile(path, maxRecordBytes: maxRecordBytes)
    }

    /// nil for what does not start as JSON does. An object that goes on over several lines is no NDJSON.
    private static func jsonFormat(_ start: [UInt8], isWhole: Bool) -> RecordFormat? {
        switch start.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) {
        case UInt8(ascii: "["): return .json
        case UInt8(ascii: "{"):
            var lines = JSONInference()
            var elements = JSONInference()
            start.withUnsafeBytes {
                lines.observe(lines: $0, isWhole: isWhole)
                elements.observe(elements: $0)
            }
            return lines.records == 0 && elements.records > 0 ? .json : .ndjson
        default: return nil
        }
    }

    /// Reads it once more, every value as text.
    private mutating func profile(_ path: String, maxRecordBytes: Int) throws(ReadError) {
        if columns.isEmpty { return }
        let texts = columns.enumerated().map { slot, column in
            SourceColumn(name: column.source, from: column.source, type: column.type == .json ? .json : .text, slot: slot)
        }
        let plan = DecodePlan(
            format: format, compression: .auto, encoding: encoding ?? .utf8, columns: texts, extraColumns: .ignore,
            maxRecordBytes: maxRecordBytes)
        let shape = BatchShape.bounded(slots: texts.count, rowCapacity: 4096, blockBytes: 256 << 10)
        let reader = try InputReader(path: path, inputIndex: 0, plan: plan, pool: BatchPool(shape: shape, limit: 2))
        while let batch = try reader.next() {
            for row in 0..<batch.rowCount {
                let cells = batch.row(row)
                for index in columns.indices { columns[index].profile.observe(cells[index], in: batch) }
            }
            records += batch.rowCount
            rejects += batch.rejects.count
            if firstReject == nil, let reject = batch.rejects.first { firstReject = "record \(reject.record): \(reject.reason)" }
            if batch.streamOffset + batch.blockEnd >= Self.bytes { break }
        }
        for index in columns.indices { columns[index].profile.finish() }
    }
}
