// Stores what a run has measured of itself.

import GRDB

extension LedgerWriter {
    /// Stores the measures of this attempt at the run in the place of an earlier one's.
    /// - Parameter samples: in order of time, each at a time of its own.
    public func save(_ measures: RunMeasures, _ samples: [RunSample], in db: Database) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO _weir_measures(run_id, seconds, file_bytes, decoded_bytes, decode_seconds,
                  transform_seconds, insert_seconds, commit_seconds, finish_seconds, commits, channel_high_watermark,
                  channel_peak_level, reader_held_seconds, sink_starved_seconds, peak_memory_bytes)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                runID, measures.seconds, measures.fileBytes, measures.decodedBytes, measures.decodeSeconds,
                measures.transformSeconds, measures.insertSeconds, measures.commitSeconds, measures.finishSeconds,
                measures.commits, measures.channelHighWatermark, measures.channelPeakLevel, measures.readerHeldSeconds,
                measures.sinkStarvedSeconds, measures.peakMemoryBytes,
            ])
        try db.execute(sql: "DELETE FROM _weir_samples WHERE run_id = ?", arguments: [runID])
        let statement = try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO _weir_samples(run_id, seconds, records, rows_written, channel_level, commit_seconds,
                  memory_bytes) VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
        for sample in samples {
            try statement.execute(arguments: [
                runID, sample.seconds, sample.records, sample.rowsWritten, sample.channelLevel, sample.commitSeconds,
                sample.memoryBytes,
            ])
        }
    }
}
