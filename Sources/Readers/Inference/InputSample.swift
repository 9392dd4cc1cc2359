// The start of an input → typed columns. Called when a spec names no columns.

import RowModel

/// Columns inferred from the start of one input.
public struct InputSample: Sendable {
    /// Decoded bytes that are looked at where a spec gives no columns.
    public static let bytes = 1 << 20

    public let columns: [InferredColumn]
    /// Records that were looked at; those that will be rejects not counted.
    public let records: Int
    /// Why the columns can't be used: two of them were one.
    public let collision: NameCollision?

    /// Looks at about `bytes` of the input's records.
    /// - Throws: ``ReadError`` for what would fail the input when it is loaded, as far as its start shows it.
    public init(
        path: String, format: RecordFormat, compression: Compression, encoding: TextEncoding = .utf8,
        flattening: Flattening? = nil, maxRecordBytes: Int, bytes: Int = Self.bytes
    ) throws(ReadError) {
        switch format {
        case .ndjson, .json:
            let (sample, isWhole) = try Self.start(of: path, compression, encoding, bytes: bytes)
            var inference = JSONInference(flattening: flattening)
            sample.withUnsafeBytes { start in
                switch format {
                case .json: inference.observe(elements: start)
                default: inference.observe(lines: start, isWhole: isWhole)
                }
            }
            self.init(
                columns: inference.result(), records: inference.records, collision: inference.collision())
        case .csv(let dialect):
            let names = try Self.names(path, dialect, compression, encoding, maxRecordBytes: maxRecordBytes)
            let columns = names.enumerated().map { SourceColumn(name: $1, type: .text, slot: $0) }
            let plan = DecodePlan(
                format: format, compression: compression, encoding: encoding, columns: columns, extraColumns: .fail,
                maxRecordBytes: maxRecordBytes)
            try self.init(csv: path, plan: plan, dialect: dialect, bytes: bytes)
        }
    }

    private init(columns: [InferredColumn], records: Int, collision: NameCollision? = nil) {
        self.columns = columns
        self.records = records
        self.collision = collision
    }

    private init(csv path: String, plan: DecodePlan, dialect: CSVDialect, bytes: Int) throws(ReadError) {
        let shape = BatchShape.bounded(slots: plan.columns.count, rowCapacity: 4096, blockBytes: 256 << 10)
        let reader = try InputReader(
            path: path, inputIndex: 0, plan: plan, pool: BatchPool(shape: shape, limit: 2))
        var inference = CSVInference(columns: plan.columns, dialect: dialect)
        var records = 0
        while let batch = try reader.next() {
            inference.observe(batch)
            records += batch.rowCount
            if batch.streamOffset + batch.blockEnd >= bytes { break }
        }
        self.init(columns: inference.result(), records: records)
    }

    /// The names of a CSV input's fields, however much stands in front of them.
    private static func names(
        _ path: String, _ dialect: CSVDialect, _ compression: Compression, _ encoding: TextEncoding,
        maxRecordBytes: Int
    ) throws(ReadError) -> [String] {
        if case .names(let names) = dialect.header { return names }
        return try CSVInputHeader.names(
            path: path, dialect: dialect, compression: compression, encoding: encoding, maxRecordBytes: maxRecordBytes
        ).map(dialect.headerNames.name)
    }

    /// The first decoded bytes, without a byte order mark.
    static func start(
        of path: String, _ compression: Compression, _ encoding: TextEncoding, bytes: Int
    ) throws(ReadError) -> (bytes: [UInt8], isWhole: Bool) {
        let input = try DecodedInput(path: path, compression: compression, encoding: encoding)
        var sample = [UInt8](repeating: 0, count: bytes)
        var count = 0
        var isWhole = false
        while count < sample.count, !isWhole {
            let read = try sample.withUnsafeMutableBufferPointer { buffer throws(ReadError) in
                try input.read(into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[count...])))
            }
            isWhole = read == 0
            count += read
        }
        sample.removeLast(sample.count - count)
        if sample.starts(with: [0xEF, 0xBB, 0xBF]) { sample.removeFirst(3) }
        return (sample, isWhole)
    }
}
