// weir --version

import BatchSQL
import Readers

extension Weir {
    /// Its own version, then a line for each library that does the work.
    static var versionText: String {
        let inflaters = InflateLibrary.allCases.map { $0 == .preferred ? "\($0.version) (reads gzip)" : $0.version }
        return ([version, "SQLite \(SQLiteLibrary.version)"] + inflaters + [ZstdFormat.version ?? "without zstd"])
            .joined(separator: "\n")
    }
}
