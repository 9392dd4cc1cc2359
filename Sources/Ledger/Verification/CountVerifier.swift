// verify-counts: asks again, later, without the loader. Reads only.

import Foundation
import GRDB
import RowModel

/// Checks the ledger of one pipeline and table against itself, the table and the inputs.
///
/// Shares no code with the path that loaded the rows: the equations are checked from what is stored, the rows are counted by
/// SQLite, the inputs by ``recount(path:compression:format:)``.
public enum CountVerifier {
    /// - Parameters:
    ///   - database: path of the target database; opened for reading only.
    ///   - progress: told of each input before it is counted.
    /// - Throws: ``LedgerError`` if there is nothing to verify, or the database can't be read. A count that is wrong is no error but part
    ///   of the report.
    public static func verify(
        database: String, pipeline: String, table: String, progress: (String) -> Void = { _ in }
    ) throws -> VerificationReport {
        guard FileManager.default.fileExists(atPath: database) else {
            throw LedgerError.databaseMissing(path: database)
        }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(10)
            let queue = try DatabaseQueue(path: database, configuration: configuration)
            return try queue.read { db in
                try verify(db, path: database, pipeline: pipeline, table: table, progress: progress)
            }
        } catch let error as DatabaseError {
            throw LedgerError.unreadable(path: database, message: error.message ?? error.description)
        }
    }

    private static func verify(
        _ db: Database, path: String, pipeline: String, table: String, progress: (String) -> Void
    ) throws -> VerificationReport {
        guard try LedgerSchema.exists(in: db) else { throw LedgerError.noLedger(path: path) }
        try LedgerSchema.checkVersion(db)
        let reader = LedgerReader(db)
        let runs = try reader.runs(into: table)
        guard runs.contains(where: { $0.pipeline == pipeline }) else {
            throw LedgerError.noRun(path: path, pipeline: pipeline, table: table)
        }
        let history = LedgerHistory(runs)
        var expected = history.rowsBefore
        var verdicts: [RunVerdict] = []
        for run in history.contributing {
            let accounts = try reader.accounts(ofRun: run.id)
            let inserted = accounts.reduce(0) { $0 + $1.inserted }
            expected += inserted
            // A run that failed without leaving a row is history once a later one ended well.
            if run.status != .complete, inserted == 0, run != runs.last { continue }
            verdicts.append(try verdict(on: run, accounts, reader, db, progress))
        }
        if let failed = history.failedLast, !history.contributing.contains(failed) {
            verdicts.append(
                RunVerdict(
                    run: failed.id, status: failed.status.rawValue, startedAt: failed.startedAt, inputs: [],
                    problems: [problem(ofUnfinished: failed)]))
        }
        return VerificationReport(
            database: path, pipeline: pipeline, table: table, runs: verdicts,
            rows: RowsVerdict(expected: expected, actual: try count(table, in: db)),
            problems: try orphans(runs: Set(try reader.allRunIDs()), in: db))
    }

    private static func verdict(
        on run: RunRecord, _ accounts: [InputAccount], _ reader: LedgerReader, _ db: Database, _ progress: (String) -> Void
    ) throws -> RunVerdict {
        var problems: [String] = []
        if run.status == .complete {
            if try Seal.compute(run: run.id, in: db) != run.seal {
                problems.append("its entries in the ledger have been changed since it ended (the seal does not fit)")
            }
            let inserted = accounts.reduce(0) { $0 + $1.inserted }
            if let after = run.rowsAfter, after - run.rowsBefore != inserted {
                problems.append("rows after − rows before = \(after - run.rowsBefore), and \(inserted) were inserted")
            }
        } else {
            problems.append(problem(ofUnfinished: run))
        }
        let rejects = try reader.rejectCounts(ofRun: run.id)
        let inputs = accounts.map { account in
            progress(account.input.identity.path)
            let kept = rejects.filter { $0.key.input == account.input.index }
            return InputVerification(
                account: account, rejects: Dictionary(uniqueKeysWithValues: kept.map { ($0.key.stage, $0.value) }),
                runIsComplete: run.status == .complete
            ).verdict()
        }
        return RunVerdict(
            run: run.id, status: run.status.rawValue, startedAt: run.startedAt, inputs: inputs, problems: problems)
    }

    private static func problem(ofUnfinished run: RunRecord) -> String {
        switch run.status {
        case .running: "it never ended: it was killed, or it is still running"
        default: "it did not end well (\(run.status.rawValue)): \(run.error ?? "no reason is stored")"
        }
    }

    private static func count(_ table: String, in db: Database) throws -> Int? {
        guard try db.tableExists(table) else { return nil }
        let name = "\"" + table.replacing("\"", with: "\"\"") + "\""
        return try Int.fetchOne(db, sql: "SELECT count(*) FROM main.\(name)")
    }

    /// Entries that no run in the ledger owns: somebody removed the run.
    private static func orphans(runs: Set<Int64>, in db: Database) throws -> [String] {
        try ["_weir_inputs", "_weir_stages", "_weir_rejects"].compactMap { table in
            let owners = try Int64.fetchSet(db, sql: "SELECT DISTINCT run_id FROM \(table)")
            let lost = owners.subtracting(runs).sorted()
            guard !lost.isEmpty else { return nil }
            return "\(table) has entries of runs that _weir_runs lacks: \(lost.map(String.init).joined(separator: ", "))"
        }
    }
}
