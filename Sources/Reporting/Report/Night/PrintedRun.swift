// Where a journal's runs stand in a ledger.

import Foundation

/// A run as `weir run --json` has printed it, as far as it takes to find it again.
struct PrintedRun: Decodable, Equatable {
    var run: Int64
    var database: String

    /// The first of a pipeline's runs that was entered in a ledger; those into its other tables are of the same group.
    /// - Parameter summaries: a JSON array of runs; none is found in anything else.
    static func first(_ summaries: String) -> PrintedRun? {
        struct Entry: Decodable {
            var run: Int64?
            var database: String
        }
        let entries = (try? JSONDecoder().decode([Entry].self, from: Data(summaries.utf8))) ?? []
        return entries.lazy.compactMap { entry in
            entry.run.map { PrintedRun(run: $0, database: entry.database) }
        }.first
    }
}
