// The names of a CSV input whose columns nobody has said. Used by InputSample, through InputReader.

import RowModel

/// Decodes the header alone, as a row without cells, so that its reader stops behind it.
final class CSVHeaderDecoder: RecordDecoder {
    private(set) var names: [String] = []
    private(set) var records = 0
    private let dialect: CSVDialect
    private let maxRecordBytes: Int
    private var skipper: LineSkipper

    init(dialect: CSVDialect, maxRecordBytes: Int) {
        self.dialect = dialect
        self.maxRecordBytes = maxRecordBytes
        skipper = LineSkipper(lines: dialect.skipLines, marks: CSVMarks(dialect))
    }

    func decode(_ batch: RowBatch, blockEnd: Int, isFinal: Bool) throws -> Int {
        let header = try CSVHeader.read(
            UnsafeBufferPointer(start: batch.arena, count: blockEnd), from: 0, isFinal: isFinal, dialect: dialect,
            streamOffset: batch.streamOffset, limit: maxRecordBytes, skipper: &skipper)
        if let names = header.names {
            self.names = names
            batch.rowCount = 1
        }
        return header.end
    }

    func goOn(afterRecord records: Int) {
        self.records = records
    }
}
