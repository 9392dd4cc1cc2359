// verify-counts: asks again, later, without the loader. Reads only.

import Foundation
import GRDB
import RowModel

/// Checks the ledger of one pipeline and table against itself, the table and the inputs.
///
/// Shares no code with the path that loaded the rows: the equations are checked from what is stored, the rows are
/// counted by SQLite, the inputs by ``recount(path:compression:format:)``.
public enum CountVerifier {
    /// - Parameters:
    ///   - database: path of the target database; opened for reading only.
    ///   - deep: whether the contents of the table are compared with the checksums kept at load too.
    ///   - progress: told of each input before it is counted.
    /// - Throws: ``LedgerError`` if there is nothing to verify, or the database can't be read. A count that is wrong is
    ///   no error but part of the report.
    public static func verify(
        database: String, pipeline: String, table: String, deep: Bool = false, progress: (String) -> Void = { _ in }
    ) throws -> VerificationReport {
        guard FileManager.default.fileExists(atPath: database) else {
            throw LedgerError.databaseMissing(path: database)
        }
        let stored: StoredCounts
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(10)
            stored = try DatabaseQueue(path: database, configuration: configuration).read { db in
                try StoredCounts(of: pipeline, table: table, path: database, deep: deep, in: db)
            }
        } catch let error as DatabaseError {
            throw LedgerError(error, path: database)
        }
        // The files are counted after the database is let go, so that nobody who writes has to wait.
        return report(stored, database: database, pipeline: pipeline, table: table, progress: progress)
    }

    private static func report(
        _ stored: StoredCounts, database: String, pipeline: String, table: String, progress: (String) -> Void
    ) -> VerificationReport {
        var verdicts = stored.runs.map { run in verdict(on: run, stored, database, progress) }
        if let failed = stored.failedReplace {
            verdicts.append(
                RunVerdict(
                    run: failed.id, status: failed.status.rawValue, startedAt: failed.startedAt, inputs: [],
                    problems: [problem(ofUnfinished: failed, database)]))
        }
        return VerificationReport(
            database: database, pipeline: pipeline, table: table, runs: verdicts,
            rows: stored.table.rows, contents: stored.table.contents, problems: stored.orphans + stored.table.problems)
    }

    private static func verdict(
        on counts: StoredCounts.Run, _ stored: StoredCounts, _ database: String, _ progress: (String) -> Void
    ) -> RunVerdict {
        let run = counts.record
        var problems: [String] = []
        if run.status == .complete {
            if !counts.isSealIntact {
                problems.append("its entries in the ledger have been changed since it ended (the seal does not fit)")
            }
            if let after = run.rowsAfter, after - run.rowsBefore != counts.gained {
                problems.append("rows after − rows before = \((after - run.rowsBefore).grouped), and \(counts.gained.grouped) were gained")
            }
        } else {
            problems.append(problem(ofUnfinished: run, database))
        }
        let inputs = counts.accounts.map { account in
            progress(account.input.identity.path)
            let index = account.input.index
            return InputVerification(
                account: account, rejects: counts.rejects[index] ?? [:], reloadedBy: stored.reloaded[index],
                rows: stored.table.inputs[index]
            ).verdict()
        }
        return RunVerdict(
            run: run.id, status: run.status.rawValue, startedAt: run.startedAt, inputs: inputs, problems: problems)
    }

    private static func problem(ofUnfinished run: RunRecord, _ database: String) -> String {
        switch run.status {
        case .running:
            LockFile.holder(ofDatabase: database).map { "it is still running (\($0))" }
                ?? "it never ended: it was killed; run pipeline \"\(run.pipeline)\" again, and it "
                + (run.replaces ? "begins anew" : "goes on where this one stopped")
        default: "it did not end well (\(run.status.rawValue)): \(run.error ?? "no reason is stored")"
        }
    }
}
