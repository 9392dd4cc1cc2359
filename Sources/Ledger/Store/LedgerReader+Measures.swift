// Reads what a run has measured of itself.

import GRDB

extension LedgerReader {
    /// The measures of the last attempt at a run.
    /// - Returns: nil for a run that was killed, or that a Weir which did not measure has made.
    /// - Throws: ``LedgerError/malformed(_:)``, `DatabaseError`.
    public func measures(ofRun run: Int64) throws -> RunMeasures? {
        guard try LedgerSchema.hasMeasures(in: db) else { return nil }
        let row = try Row.fetchOne(db, sql: "SELECT * FROM _weir_measures WHERE run_id = ?", arguments: [run])
        return try row.map { row in
            var measures = RunMeasures()
            measures.seconds = try measure(row, "seconds")
            measures.fileBytes = try count(row, "file_bytes")
            measures.decodedBytes = try count(row, "decoded_bytes")
            measures.decodeSeconds = try measure(row, "decode_seconds")
            measures.transformSeconds = try measure(row, "transform_seconds")
            measures.insertSeconds = try measure(row, "insert_seconds")
            measures.commitSeconds = try measure(row, "commit_seconds")
            measures.finishSeconds = try measure(row, "finish_seconds")
            measures.commits = try count(row, "commits")
            measures.channelHighWatermark = try count(row, "channel_high_watermark")
            measures.channelPeakLevel = try count(row, "channel_peak_level")
            measures.readerHeldSeconds = try measure(row, "reader_held_seconds")
            measures.sinkStarvedSeconds = try measure(row, "sink_starved_seconds")
            measures.peakMemoryBytes = try count(row, "peak_memory_bytes")
            return measures
        }
    }

    /// The samples of the last attempt at a run, in order of time; none where there are no measures.
    /// - Throws: ``LedgerError/malformed(_:)``, `DatabaseError`.
    public func samples(ofRun run: Int64) throws -> [RunSample] {
        guard try LedgerSchema.hasMeasures(in: db) else { return [] }
        let rows = try Row.fetchAll(
            db, sql: "SELECT * FROM _weir_samples WHERE run_id = ? ORDER BY seconds LIMIT \(Self.mostSamples)",
            arguments: [run])
        return try rows.map { row in
            RunSample(
                seconds: try measure(row, "seconds"), records: try count(row, "records"),
                rowsWritten: try count(row, "rows_written"), channelLevel: try count(row, "channel_level"),
                commitSeconds: try measure(row, "commit_seconds"), memoryBytes: try count(row, "memory_bytes"))
        }
    }

    /// Far more than a run stores.
    private static let mostSamples = 10_000

    /// A number that is finite and not negative.
    private func measure(_ row: Row, _ column: String) throws -> Double {
        let value: Double? =
            switch (row[column] as DatabaseValue).storage {
            case .double(let value): value
            case .int64(let value): Double(value)
            default: nil
            }
        guard let value, value.isFinite, value >= 0 else {
            throw LedgerError.malformed("\(column) can't be a measure: \(row)")
        }
        return value
    }
}
