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
    ///   - recounting: whether the files are counted again; without that, only what is stored and what is in the table are
    ///     compared.
    ///   - recounts: of files that other tables were loaded from too; nil to count all of them.
    ///   - progress: told of each input, in order, before its recount is waited for.
    /// - Throws: ``LedgerError`` if there is nothing to verify, or the database can't be read. A count that is wrong is
    ///   no error but part of the report.
    public static func verify(
        database: String, pipeline: String, table: String, deep: Bool = false, recounting: Bool = true,
        remembering recounts: RecountMemory? = nil, progress: (String) -> Void = { _ in }
    ) throws -> VerificationReport {
        let findings = try LedgerFile(path: database).read { db in
            var stored = try StoredCounts(of: pipeline, table: table, path: database, deep: deep, in: db)
            stored.recounting = recounting
            return try Findings(stored, recounts, in: db)
        }
        // The database is let go before the files are waited for, so that nobody who writes has to wait for them.
        return report(findings, database: database, pipeline: pipeline, table: table, progress: progress)
    }

    /// What was stored, what is in the table at that same moment, and what is being found in the files.
    private struct Findings {
        let stored: StoredCounts
        let table: TableVerdict
        let recounts: InputRecounts

        /// The files are counted on threads of their own while SQLite goes through the table on this one.
        init(_ stored: StoredCounts, _ memory: RecountMemory?, in db: Database) throws {
            self.stored = stored
            recounts = InputRecounts(of: stored.inputsToRecount, remembering: memory)
            do {
                table = try stored.table.verdict(in: db)
            } catch {
                recounts.stop()
                throw error
            }
        }
    }

    private static func report(
        _ findings: Findings, database: String, pipeline: String, table: String, progress: (String) -> Void
    ) -> VerificationReport {
        let stored = findings.stored
        var verdicts = stored.runs.indices.map { verdict(onRunAt: $0, findings, database, progress) }
        if let failed = stored.failedReplace {
            verdicts.append(
                RunVerdict(
                    run: failed.id, status: failed.status.rawValue, startedAt: failed.startedAt, inputs: [],
                    problems: [problem(ofUnfinished: failed, database)]))
        }
        return VerificationReport(
            database: database, pipeline: pipeline, table: table, runs: verdicts,
            rows: findings.table.rows, contents: findings.table.contents,
            problems: stored.orphans + findings.table.problems)
    }

    private static func verdict(
        onRunAt position: Int, _ findings: Findings, _ database: String, _ progress: (String) -> Void
    ) -> RunVerdict {
        let counts = findings.stored.runs[position]
        let run = counts.record
        var problems: [String] = []
        if run.status == .complete {
            if !counts.isSealIntact {
                problems.append("its entries in the ledger have been changed since it ended (the seal does not fit)")
            }
            if let after = run.rowsAfter, after - run.rowsBefore != counts.gained {
                problems.append(
                    "rows after − rows before = \((after - run.rowsBefore).grouped), "
                        + "and \(counts.gained.grouped) were gained")
            }
        } else {
            problems.append(problem(ofUnfinished: run, database))
        }
        problems += counts.differences
        let inputs = counts.accounts.enumerated().map { order, account in
            progress(account.input.identity.path)
            let index = account.input.index
            return InputVerification(
                account: account, rejects: counts.rejects[index] ?? [:], retried: counts.retried[index] ?? 0,
                reloadedBy: findings.stored.reloaded[index], rows: findings.table.inputs[index],
                recount: counts.recounts[index].map { .success($0) }
                    ?? findings.recounts.result(at: InputRecounts.Place(run: position, input: order))
            ).verdict()
        }
        return RunVerdict(
            run: run.id, status: run.status.rawValue, startedAt: run.startedAt, inputs: inputs, problems: problems)
    }

    private static func problem(ofUnfinished run: RunRecord, _ database: String) -> String {
        switch run.status {
        case .running:
            LockFile.holder(ofDatabase: database).map { "it is still running (\($0))" }
                ?? "it never ended: it was killed; \(again(run, database)), and it "
                + (run.replaces ? "begins anew" : "goes on where this one stopped")
        default:
            "it did not end well (\(run.status.rawValue)): \(run.error ?? "no reason is stored")"
                + (run.mergedFrom == nil ? "" : "; \(again(run, database))")
        }
    }

    private static func again(_ run: RunRecord, _ database: String) -> String {
        run.mergedFrom.map { "run `weir merge \($0.shellWord) -o \(database.shellWord)` again" }
            ?? "run pipeline \"\(run.pipeline)\" again"
    }
}
