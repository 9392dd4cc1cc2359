// What a journal keeps of the runs of a pipeline.

import Foundation

/// A run as `weir run --json` has printed it, as far as a page about a night needs it.
struct PrintedRun: Decodable, Equatable {
    /// nil if it failed before it was entered in the ledger.
    var run: Int64?
    var database: String
    var records: Int
    var inserted: Int
    var updated: Int
    var dropped: Int
    var rejected: Int

    /// - Parameter summaries: a JSON array of such runs; none are found in anything else.
    static func list(_ summaries: String) -> [PrintedRun] {
        (try? JSONDecoder().decode([PrintedRun].self, from: Data(summaries.utf8))) ?? []
    }
}
