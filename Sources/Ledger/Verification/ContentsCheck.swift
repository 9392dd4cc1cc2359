// Whether and how the contents of a table can be compared with the checksums in the ledger.

import GRDB
import RowModel

/// Decides what `--deep` has to look at.
struct ContentsCheck {
    /// Columns that any of the runs has filled.
    let columns: [String]
    /// See ``TableScan/afterRowid``.
    let afterRowid: Int64?
    /// Whether rows without lineage are others' and not looked at.
    let ignoresUnknownRows: Bool

    /// Why the contents can't be compared.
    struct Impossible: Error {
        var reason: String
    }

    /// - Parameters:
    ///   - runs: all that make up the table, oldest first.
    ///   - rowsBefore: rows that were there before the first of them.
    /// - Throws: ``Impossible``; `DatabaseError`.
    init(of counts: [StoredCounts.Run], rowsBefore: Int, table: String, in db: Database) throws {
        let runs = counts.map(\.record)
        try Self.checkUpdates(counts)
        var columns: [String] = []
        var known: Set<String> = []
        for name in runs.flatMap(\.columns) where known.insert(name.asciiLowercased).inserted { columns.append(name) }
        self.columns = columns
        try Self.checkDefaults(columns, runs, table, db)
        guard rowsBefore > 0 else {
            afterRowid = nil
            ignoresUnknownRows = false
            return
        }
        // What those rows held is not known, so they must be told from the others.
        if runs.allSatisfy(\.hasLineage) {
            afterRowid = nil
            ignoresUnknownRows = true
        } else if let rowid = runs.first?.rowidBefore, runs.allSatisfy({ $0.mode == "append" || $0.mode == "ignore" }) {
            afterRowid = rowid
            ignoresUnknownRows = false
        } else {
            throw Impossible(
                reason: "the table had \(rowsBefore.counted("row")) before the first run, and nothing tells them from the others "
                    + "(lineage: true would have)")
        }
    }

    /// The checksum of a row that was updated in part can't be known from what it was updated with.
    private static func checkUpdates(_ runs: [StoredCounts.Run]) throws {
        var columns: Set<String> = []
        for run in runs {
            let own = Set(run.record.columns.map(\.asciiLowercased))
            if run.accounts.contains(where: { $0.written.updated > 0 }), let column = columns.subtracting(own).min() {
                throw Impossible(
                    reason: "run \(run.record.id) updated rows without column \"\(column)\", which an earlier run had filled")
            }
            columns.formUnion(own)
        }
    }

    /// A run that leaves a column out leaves it null, unless the table has a default for it.
    private static func checkDefaults(
        _ columns: [String], _ runs: [RunRecord], _ table: String, _ db: Database
    ) throws {
        let defaults = try String.fetchAll(
            db,
            sql: """
                SELECT name FROM pragma_table_xinfo(?, 'main') WHERE dflt_value IS NOT NULL AND upper(dflt_value) <> 'NULL'
                """,
            arguments: [table]
        ).map(\.asciiLowercased)
        for name in columns where defaults.contains(name.asciiLowercased) {
            guard let run = runs.first(where: { !$0.columns.contains { $0.asciiLowercased == name.asciiLowercased } })
            else { continue }
            throw Impossible(reason: "run \(run.id) left column \"\(name)\" to the table's default, which another run filled")
        }
    }
}
