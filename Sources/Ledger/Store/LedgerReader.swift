// Reads the ledger back into values.

import Foundation
import GRDB
import RowModel

/// Reads runs and accounts from a database's ledger. Trusts nothing it finds: a row that can't be what Weir wrote is a
/// ``LedgerError/malformed(_:)``.
public struct LedgerReader {
    let db: Database

    public init(_ db: Database) {
        self.db = db
    }

    /// All runs into `table`, or into any, oldest first.
    public func runs(into table: String? = nil) throws -> [RunRecord] {
        try runs("?1 IS NULL OR target_table = ?1 COLLATE NOCASE", [table])
    }

    /// The runs that were committed together, oldest first.
    func runs(ofGroup group: Int64) throws -> [RunRecord] {
        try runs("run_id IN (SELECT run_id FROM _weir_groups WHERE group_id = ?)", [group])
    }

    private func runs(_ condition: String, _ arguments: StatementArguments) throws -> [RunRecord] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT run_id, pipeline, target_table, mode, status, error, spec_digest, params, started_at,
                  finished_at, rows_before, rows_after, rowid_before, columns, lineage, seal, \(try group) AS group_id,
                  \(try folderOfShards) AS merged_from
                FROM _weir_runs AS run WHERE \(condition) ORDER BY run_id
                """,
            arguments: arguments
        ).map(run)
    }

    private var group: String {
        get throws {
            try LedgerSchema.hasGroups(in: db)
                ? "(SELECT member.group_id FROM _weir_groups AS member WHERE member.run_id = run.run_id)" : "NULL"
        }
    }

    private var folderOfShards: String {
        get throws {
            try LedgerSchema.hasMerged(in: db)
                ? "(SELECT merged.folder FROM \(MergedShard.table) AS merged WHERE merged.run_id = run.run_id LIMIT 1)" : "NULL"
        }
    }

    private func run(_ row: Row) throws -> RunRecord {
        guard let status = RunStatus(rawValue: try text(row, "status")) else {
            throw LedgerError.malformed("_weir_runs.status makes no sense: \(row)")
        }
        return RunRecord(
            id: Int64(try integer(row, "run_id")), pipeline: try text(row, "pipeline"), table: try text(row, "target_table"),
            mode: try text(row, "mode"), status: status, error: try optionalText(row, "error"),
            specDigest: try text(row, "spec_digest"), parameters: try text(row, "params"),
            startedAt: try text(row, "started_at"), finishedAt: try optionalText(row, "finished_at"),
            rowsBefore: try count(row, "rows_before"), rowsAfter: try optionalCount(row, "rows_after"),
            rowidBefore: try optionalInteger(row, "rowid_before").map(Int64.init), columns: try columns(row),
            hasLineage: try integer(row, "lineage") != 0, group: try optionalInteger(row, "group_id").map(Int64.init),
            seal: try optionalText(row, "seal"), mergedFrom: try optionalText(row, "merged_from"))
    }

    private func columns(_ row: Row) throws -> [String] {
        let names = try? JSONDecoder().decode([String].self, from: Data(try text(row, "columns").utf8))
        guard let names else { throw LedgerError.malformed("_weir_runs.columns makes no sense: \(row)") }
        return names
    }

    /// The accounts of a run, in the order of its inputs.
    /// - Parameter wanted: one of its inputs; nil for all.
    public func accounts(ofRun run: Int64, input wanted: Int? = nil) throws -> [InputAccount] {
        var stages: [Int: [StageRecord]] = [:]
        let stageRows = try Row.fetchCursor(
            db,
            sql: """
                SELECT input_id, stage, name, "in", added, out, dropped, rejected, inserted, updated, ignored
                FROM _weir_stages WHERE run_id = ? AND \(Self.isInput(wanted)) ORDER BY input_id, stage
                """,
            arguments: [run])
        while let row = try stageRows.next() {
            let input = try integer(row, "input_id")
            guard try integer(row, "stage") == stages[input]?.count ?? 0 else {
                throw LedgerError.malformed("run \(run): a stage before this one is missing: \(row)")
            }
            stages[input, default: []].append(try stage(row))
        }
        var displaced = try displacements(ofRun: run, input: wanted)
        // Of thousands of inputs most are read alike; and a cursor, since a row as GRDB copies it takes more than an account.
        var readings: [String: InputReading] = [:]
        var accounts: [InputAccount] = []
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT input_id, path, size, modified_ns, reading, records, blank_lines, comment_lines, decoded_bytes, read_bytes, crc32,
                  contents, complete
                FROM _weir_inputs WHERE run_id = ? AND \(Self.isInput(wanted)) ORDER BY input_id
                """,
            arguments: [run])
        while let row = try rows.next() {
            let input = try input(row, &readings)
            accounts.append(
                InputAccount(
                    input: input, stages: stages.removeValue(forKey: input.index) ?? [],
                    displaced: displaced.removeValue(forKey: input.index) ?? []))
        }
        guard stages.isEmpty, displaced.isEmpty else {
            let table = stages.isEmpty ? "_weir_displaced" : "_weir_stages"
            throw LedgerError.malformed("run \(run): \(table) has entries of an input that _weir_inputs lacks")
        }
        return accounts
    }

    /// Spelt out, since SQLite finds no row by the key where a parameter may also mean all of them.
    private static func isInput(_ wanted: Int?) -> String {
        wanted.map { "input_id = \($0)" } ?? "true"
    }

    func displacements(ofRun run: Int64, input: Int?) throws -> [Int: [Displacement]] {
        var found: [Int: [Displacement]] = [:]
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT input_id, earlier_input_id, reason, rows, contents FROM _weir_displaced
                WHERE run_id = ? AND \(Self.isInput(input)) ORDER BY input_id, earlier_input_id, reason
                """,
            arguments: [run])
        while let row = try rows.next() {
            guard let reason = Displacement.Reason(rawValue: try text(row, "reason")) else {
                throw LedgerError.malformed("_weir_displaced.reason makes no sense: \(row)")
            }
            let earlier = try integer(row, "earlier_input_id")
            found[try integer(row, "input_id"), default: []].append(
                Displacement(
                    earlierInput: earlier == LedgerWriter.unknownInput ? nil : earlier, reason: reason, rows: try count(row, "rows"),
                    contents: UInt64(bitPattern: Int64(try integer(row, "contents")))))
        }
        return found
    }

    /// Kept rejects of a run by input and stage.
    public func rejectCounts(ofRun run: Int64) throws -> [RejectPlace: Int] {
        var counts: [RejectPlace: Int] = [:]
        let rows = try Row.fetchCursor(
            db, sql: "SELECT input_id, stage, count(*) AS n FROM _weir_rejects WHERE run_id = ? GROUP BY input_id, stage",
            arguments: [run])
        while let row = try rows.next() {
            counts[RejectPlace(input: try integer(row, "input_id"), stage: try integer(row, "stage"))] = try integer(row, "n")
        }
        return counts
    }

    public struct RejectPlace: Hashable, Sendable {
        public var input: Int
        public var stage: Int
    }

    /// - Parameter readings: by their text, as far as they were met.
    func input(_ row: Row, _ readings: inout [String: InputReading]) throws -> InputRecord {
        let readingText = try text(row, "reading")
        guard
            let reading = readings[readingText]
                ?? (try? JSONDecoder().decode(InputReading.self, from: Data(readingText.utf8)))
        else {
            throw LedgerError.malformed("_weir_inputs.reading makes no sense: \(row)")
        }
        readings[readingText] = reading
        let identity = InputIdentity(
            path: try text(row, "path"), size: try count(row, "size"), modified: try integer(row, "modified_ns"))
        var input = InputRecord(index: try integer(row, "input_id"), identity: identity, reading: reading)
        input.records = try count(row, "records")
        input.blankLines = try count(row, "blank_lines")
        input.commentLines = try count(row, "comment_lines")
        input.decodedBytes = try count(row, "decoded_bytes")
        if let bytes = try optionalCount(row, "read_bytes"),
            let crc32 = try optionalInteger(row, "crc32").flatMap({ UInt32(exactly: $0) })
        {
            input.readMark = ReadMark(bytes: bytes, crc32: crc32)
        }
        input.contents = UInt64(bitPattern: Int64(try integer(row, "contents")))
        input.isComplete = try integer(row, "complete") != 0
        return input
    }

    func stage(_ row: Row) throws -> StageRecord {
        let tally = Tally(
            stored: try count(row, "in"), added: try count(row, "added"), out: try count(row, "out"),
            dropped: try count(row, "dropped"), rejected: try count(row, "rejected"))
        let written = try optionalCount(row, "inserted").map { inserted in
            WrittenRows(inserted: inserted, updated: try count(row, "updated"), ignored: try count(row, "ignored"))
        }
        return StageRecord(name: try text(row, "name"), tally: tally, written: written)
    }

    // GRDB's own subscripts would crash on a value of another type, and a ledger may have been edited.

    /// More than this is no count but damage, and adding such numbers up would overflow.
    private static let mostCounted = 1 << 50

    func count(_ row: Row, _ column: String) throws -> Int {
        guard let value = try optionalCount(row, column) else {
            throw LedgerError.malformed("\(column) is null: \(row)")
        }
        return value
    }

    func optionalCount(_ row: Row, _ column: String) throws -> Int? {
        guard let value = try optionalInteger(row, column) else { return nil }
        guard (0...Self.mostCounted).contains(value) else {
            throw LedgerError.malformed("\(column) can't be a count: \(row)")
        }
        return value
    }

    func integer(_ row: Row, _ column: String) throws -> Int {
        guard let value = try optionalInteger(row, column) else {
            throw LedgerError.malformed("\(column) is null: \(row)")
        }
        return value
    }

    func optionalInteger(_ row: Row, _ column: String) throws -> Int? {
        switch (row[column] as DatabaseValue).storage {
        case .int64(let value): Int(value)
        case .null: nil
        default: throw LedgerError.malformed("\(column) is not a number: \(row)")
        }
    }

    func text(_ row: Row, _ column: String) throws -> String {
        guard let value = try optionalText(row, column) else {
            throw LedgerError.malformed("\(column) is null: \(row)")
        }
        return value
    }

    func optionalText(_ row: Row, _ column: String) throws -> String? {
        switch (row[column] as DatabaseValue).storage {
        case .string(let value): value
        case .null: nil
        default: throw LedgerError.malformed("\(column) is not text: \(row)")
        }
    }
}
