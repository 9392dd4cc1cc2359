// The header of a CSV file, for whoever needs it without the records.

import RowModel

public enum CSVInputHeader {
    /// The names of a CSV input's fields, however much stands in front of them.
    /// - Throws: ``ReadError`` if the file can't be read, or has no header.
    public static func names(
        path: String, dialect: CSVDialect, compression: Compression, encoding: TextEncoding = .utf8,
        maxRecordBytes: Int
    ) throws(ReadError) -> [String] {
        let decoder = CSVHeaderDecoder(dialect: dialect, maxRecordBytes: maxRecordBytes)
        let reader = InputReader(
            input: try DecodedInput(path: path, compression: compression, encoding: encoding), name: path,
            inputIndex: 0, encoding: encoding, maxRecordBytes: maxRecordBytes,
            pool: BatchPool(shape: BatchShape(slots: 0, rowCapacity: 1, blockBytes: 64 << 10), limit: 1),
            decoder: decoder)
        _ = try reader.next()
        return decoder.names
    }
}
