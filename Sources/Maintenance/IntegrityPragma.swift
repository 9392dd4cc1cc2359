// SQLite's own check of a whole database.

import GRDB
import PipelineSpec

/// `PRAGMA quick_check` or `PRAGMA integrity_check` (https://sqlite.org/pragma.html#pragma_integrity_check).
struct IntegrityPragma {
    private let name: String
    /// Most faults that are told.
    private static let listed = 5

    init(_ check: IntegrityCheck) {
        name = check == .full ? "integrity_check" : "quick_check"
    }

    /// - Returns: the first few; nil for a database that is sound.
    func faults(of database: DatabaseQueue) throws -> [String]? {
        let lines = try database.read { db in
            try String.fetchAll(db, sql: "PRAGMA main.\(name)(\(Self.listed))")
        }
        return lines == ["ok"] ? nil : lines
    }
}
