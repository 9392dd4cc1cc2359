// When a pipeline of a job has last ended well.

import Foundation
import GRDB

extension JournalReader {
    /// - Returns: nil if it never has, as far as the journal knows.
    public func lastSuccess(ofPipeline pipeline: String, inJob job: String) throws -> Date? {
        let time = try file.read { db in
            try String.fetchOne(
                db,
                sql: """
                    SELECT CAST(max(pipeline.finished_at) AS TEXT)
                    FROM _weir_night_pipelines AS pipeline JOIN _weir_nights USING (night_id)
                    WHERE job = ? AND name = ? AND status = 'succeeded'
                    """,
                arguments: [job, pipeline])
        }
        return time.flatMap(JournalTime.date)
    }
}
