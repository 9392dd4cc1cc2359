// The table, held against what the ledger says must be in it.

import GRDB
import RowModel

/// What was found in the table.
struct TableVerdict {
    var rows: RowsVerdict
    /// nil: not asked for.
    var contents: ContentsVerdict?
    /// Rows by input, where they say which it was: what the ledger expects, and what is there.
    var inputs: [Int: InputRows] = [:]
    var problems: [String] = []

    struct InputRows {
        var expected: Standing
        var found: Standing
        /// Whether the checksums were compared too.
        var isDeep: Bool

        var problem: String? {
            if expected.rows != found.rows {
                return "\(found.rows.counted("row")) of it in the table, and the ledger says \(expected.rows.grouped)"
            }
            guard isDeep, expected.contents != found.contents else { return nil }
            return "its \(found.rows.counted("row")) in the table are not what was loaded (checksum)"
        }
    }
}

struct TableVerification {
    let table: String
    /// The runs that make up the table, oldest first.
    let runs: [StoredCounts.Run]
    let rowsBefore: Int
    let isDeep: Bool

    private static let otherContents = "the contents of its rows are not what was loaded (checksum)"

    func verdict(in db: Database) throws -> TableVerdict {
        let expected = StandingRows(behind: runs, rowsBefore: rowsBefore)
        guard try db.tableExists(table) else { return withoutTable(expected) }
        let hasLineage = try hasColumn(LineageName.input, db)
        let (check, verdict) = isDeep ? try contentsCheck(db) : (nil, nil)
        // One count of SQLite's own is faster than a look at each row.
        guard hasLineage || check != nil else {
            return TableVerdict(rows: RowsVerdict(expected: expected.rows, actual: try count(db)), contents: verdict)
        }
        let scan = TableScan(
            table: table, columns: check?.columns ?? [], hasLineage: hasLineage, afterRowid: check?.afterRowid)
        let found = try scan.standing(in: db)
        let rows = scan.afterRowid == nil ? found.rows : try count(db)
        var result = TableVerdict(rows: RowsVerdict(expected: expected.rows, actual: rows), contents: verdict)
        if hasLineage { compareInputs(expected, found, isDeep: check != nil, &result) }
        if scan.afterRowid != nil, rows - found.rows != rowsBefore {
            result.contents = ContentsVerdict(
                unknown: "the rows that were there before the first run are no longer those with the lowest rowids (VACUUM may number them anew)")
        } else if let check {
            result.contents = contents(check, expected, found, rows: result.rows)
        }
        return result
    }

    /// A table that is not there holds what an empty one does.
    private func withoutTable(_ expected: StandingRows) -> TableVerdict {
        var verdict = TableVerdict(rows: RowsVerdict(expected: expected.rows, actual: nil))
        guard isDeep else { return verdict }
        if expected.rows > 0 {
            verdict.contents = ContentsVerdict(unknown: "there is no table")
        } else {
            verdict.contents = ContentsVerdict(problems: expected.contents == 0 ? [] : [Self.otherContents])
        }
        return verdict
    }

    /// What to look at, or why nothing can be compared.
    private func contentsCheck(_ db: Database) throws -> (ContentsCheck?, ContentsVerdict?) {
        do {
            let check = try ContentsCheck(of: runs, rowsBefore: rowsBefore, table: table, in: db)
            for column in check.columns where try !hasColumn(column, db) {
                return (nil, ContentsVerdict(problems: ["column \"\(column)\" is gone"]))
            }
            return (check, nil)
        } catch let error as ContentsCheck.Impossible {
            return (nil, ContentsVerdict(unknown: error.reason))
        }
    }

    private func compareInputs(
        _ expected: StandingRows, _ found: StandingRows, isDeep: Bool, _ result: inout TableVerdict
    ) {
        for run in runs where run.record.hasLineage {
            for input in run.accounts.map(\.input.index) {
                result.inputs[input] = .init(expected: expected[input], found: found[input], isDeep: isDeep)
            }
        }
        for case let (input?, standing) in found.byInput where result.inputs[input] == nil {
            result.problems.append(
                "\(standing.rows.counted("row")) of table \"\(table)\" say that they came from input \(input), which no run has loaded")
        }
    }

    private func contents(
        _ check: ContentsCheck, _ expected: StandingRows, _ found: StandingRows, rows: RowsVerdict
    ) -> ContentsVerdict {
        var verdict = ContentsVerdict(checkedRows: found.rows - (check.ignoresUnknownRows ? found[nil].rows : 0))
        // Where rows are missing or too many, that is what is told.
        if !check.ignoresUnknownRows, rows.isBalanced, expected[nil].contents != found[nil].contents {
            verdict.problems.append(Self.otherContents)
        }
        return verdict
    }

    private func count(_ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM main.\(TableScan.quoted(table))") ?? 0
    }

    private func hasColumn(_ name: String, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT count(*) > 0 FROM pragma_table_xinfo(?, 'main') WHERE name = ? COLLATE NOCASE", arguments: [table, name])
            ?? false
    }
}
