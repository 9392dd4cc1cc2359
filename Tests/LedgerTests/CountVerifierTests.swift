// verify-counts on databases made by hand.

import GRDB
import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct CountVerifierTests {
    @Test("runs of all kinds that end well balance", arguments: [
        ["append"], ["append", "append"], ["replace"], ["replace", "append"], ["append", "replace", "append", "replace", "append"],
    ])
    func balanced(_ modes: [String]) throws {
        let bench = try LedgerBench()
        try bench.change("INSERT INTO t VALUES (1), (2)")
        for mode in modes {
            try bench.run(mode: mode, inputs: [try bench.input(records: 4, rejected: 1), try bench.input(records: 2, index: 1)])
        }
        let report = try bench.verify()
        #expect(report.isBalanced, "\(report.allProblems)")
        #expect(report.allProblems == [])
        #expect(report.rows.actual == report.rows.expected)
    }

    @Test("another pipeline's rows in the same table are counted too")
    func otherPipeline() throws {
        let bench = try LedgerBench()
        try bench.run(inputs: [try bench.input(records: 4)])
        try bench.run(pipeline: "q", inputs: [try bench.input(records: 3)])
        #expect(try bench.problems() == [])
        #expect(try bench.verify().rows.expected == 7)
    }

    @Test("a row that was deleted or added is missed or too many")
    func rows() throws {
        let bench = try LedgerBench()
        try bench.run(inputs: [try bench.input(records: 4)])
        try bench.change("DELETE FROM t WHERE rowid = 1")
        #expect(try bench.problems() == ["table \"t\": 3 rows, and the ledger says 4: 1 row missing"])
        try bench.change("INSERT INTO t VALUES (1), (2), (3)")
        #expect(try bench.problems() == ["table \"t\": 6 rows, and the ledger says 4: 2 rows too many"])
        try bench.change("DROP TABLE t")
        #expect(try bench.problems() == ["table \"t\": the table is gone; 4 rows should be in it"])
    }

    @Test("a table that is not there is none too few for a run that left no row")
    func noTable() throws {
        let bench = try LedgerBench()
        try bench.run(.failed)
        try bench.change("DROP TABLE t")
        #expect(try bench.problems() == ["run 1: it did not end well (failed): a reason"])
    }

    @Test("nor are the contents of a table that is not there in doubt, unless a row should be in it")
    func noTableDeep() throws {
        func problems(records: Int, contents: UInt64 = 0) throws -> [String] {
            let bench = try LedgerBench()
            var account = try bench.input(records: records)
            account.input.contents = contents
            try bench.run(inputs: [account])
            try bench.change("DROP TABLE t")
            return try bench.problems(deep: true)
        }
        #expect(try problems(records: 0) == [])
        #expect(try problems(records: 0, contents: 7)
            == ["table \"t\": the contents of its rows are not what was loaded (checksum)"])
        #expect(try problems(records: 4) == [
            "table \"t\": the table is gone; 4 rows should be in it",
            "table \"t\": its contents can't be verified: there is no table",
        ])
    }

    @Test("an input that grew, shrank, changed or is gone is told apart")
    func inputs() throws {
        func problems(_ change: (LedgerBench) throws -> Void) throws -> [String] {
            let bench = try LedgerBench()
            try bench.run(inputs: [try bench.input(records: 3)])
            try change(bench)
            return try bench.problems()
        }
        #expect(try problems { try $0.folder.write("in1.csv", "id\n0\n1\n2\n3\n") } == [
            "in1.csv: size of the file in bytes: 9 when it was loaded, 11 now",
            "in1.csv: length of the content in bytes: 9 when it was loaded, 11 now",
            "in1.csv: records: 3 when it was loaded, 4 now", "in1.csv: the content has changed since it was loaded (CRC-32)",
        ])
        #expect(try problems { try $0.folder.write("in1.csv", "id\n0\n7\n2\n") }
            == ["in1.csv: the content has changed since it was loaded (CRC-32)"])
        let gone = try problems { try $0.folder.remove("in1.csv") }
        #expect(gone.count == 1 && gone[0].hasPrefix("in1.csv: it can't be counted again: "))
    }

    @Test("a reject that was deleted is missed at its stage")
    func rejects() throws {
        let bench = try LedgerBench()
        try bench.run(inputs: [try bench.input(records: 4, rejected: 2)])
        try bench.change("DELETE FROM _weir_rejects WHERE record = 0")
        let seal = "run 1: its entries in the ledger have been changed since it ended (the seal does not fit)"
        #expect(try bench.problems() == ["in1.csv: decode: 2 rejects by the tally, 1 kept in _weir_rejects", seal])
    }

    @Test("a kept reject that was altered breaks the seal")
    func alteredReject() throws {
        let bench = try LedgerBench()
        try bench.run(inputs: [try bench.input(records: 4, rejected: 2)])
        try bench.change("UPDATE _weir_rejects SET raw = x'01' WHERE record = 0")
        #expect(try bench.problems()
            == ["run 1: its entries in the ledger have been changed since it ended (the seal does not fit)"])
    }

    @Test("counts that were changed so that all equations hold still break the seal")
    func consistentLie() throws {
        let bench = try LedgerBench()
        try bench.run(inputs: [try bench.input(records: 4)])
        try bench.change("UPDATE _weir_inputs SET records = 3; UPDATE _weir_stages SET \"in\" = 3, out = 3; UPDATE _weir_stages SET inserted = 3 WHERE inserted = 4")
        try bench.change("DELETE FROM t WHERE rowid = 1; UPDATE _weir_runs SET rows_after = 3")
        let problems = try bench.problems()
        #expect(problems.contains("in1.csv: records: 3 when it was loaded, 4 now"))
        #expect(problems.contains { $0.contains("the seal does not fit") })
    }

    @Test("a run that failed or was killed is a problem as long as nothing has made up for it", arguments: [
        (RunStatus.failed, "it did not end well (failed): a reason", "it did not end well (failed): a reason"),
        (.interrupted, "it did not end well (interrupted): a reason", "it did not end well (interrupted): a reason"),
        (
            .running, "it never ended: it was killed; run pipeline \"p\" again, and it goes on where this one stopped",
            "it never ended: it was killed; run pipeline \"p\" again, and it begins anew"
        ),
    ])
    func unfinished(_ status: RunStatus, _ append: String, _ replace: String) throws {
        for (mode, problem) in [("append", append), ("replace", replace)] {
            let bench = try LedgerBench()
            try bench.run(inputs: [try bench.input(records: 4)])
            try bench.run(status, mode: mode)
            #expect(try bench.problems() == ["run 2: \(problem)"])
            // Nothing of it was left, so the next good run makes up for it.
            try bench.run(inputs: [try bench.input(records: 1)])
            #expect(try bench.problems() == [])
        }
    }

    @Test("a failed append that left rows stays a problem until the table is replaced")
    func leftRows() throws {
        let bench = try LedgerBench()
        try bench.run(.failed, inputs: [try bench.input(records: 4, isComplete: false)])
        #expect(try bench.problems() == [
            "in1.csv: it was not read to its end: 4 records committed", "run 1: it did not end well (failed): a reason",
        ])
        #expect(try bench.verify().rows.isBalanced)
        try bench.run(inputs: [try bench.input(records: 1)])
        #expect(try !bench.verify().isBalanced)
        try bench.run(mode: "replace", inputs: [try bench.input(records: 1)])
        #expect(try bench.problems() == [])
    }

    @Test("entries of a run that was removed are orphans")
    func orphans() throws {
        let bench = try LedgerBench()
        try bench.run(inputs: [try bench.input(records: 2, rejected: 1)])
        try bench.run(inputs: [try bench.input(records: 2)])
        try bench.change("DELETE FROM _weir_runs WHERE run_id = 1")
        let problems = try bench.problems()
        for table in ["_weir_inputs", "_weir_stages", "_weir_rejects"] {
            #expect(problems.contains("\(table) has entries of runs that _weir_runs lacks: 1"))
        }
    }

    @Test("what is not there is named")
    func nothing() throws {
        let bench = try LedgerBench()
        let missing = bench.folder.path("none.sqlite")
        #expect(throws: LedgerError.databaseMissing(path: missing)) {
            try CountVerifier.verify(database: missing, pipeline: "p", table: "t")
        }
        #expect(throws: LedgerError.noRun(path: bench.path, pipeline: "p", table: "t")) { try bench.verify() }
        try bench.run()
        #expect(throws: LedgerError.noRun(path: bench.path, pipeline: "q", table: "t")) { try bench.verify(pipeline: "q") }
        #expect(throws: LedgerError.noRun(path: bench.path, pipeline: "p", table: "u")) { try bench.verify(table: "u") }
        try bench.change("DROP TABLE _weir_meta")
        #expect(throws: LedgerError.noLedger(path: bench.path)) { try bench.verify() }
    }

    @Test("SQLite's errors have the exit codes that a run gives them", arguments: [
        (ResultCode.SQLITE_BUSY, ExitCode.tryAgain), (.SQLITE_NOTADB, .badData), (.SQLITE_CORRUPT, .badData),
        (.SQLITE_ERROR, .unbalanced), (.SQLITE_READONLY_ROLLBACK, .unbalanced), (.SQLITE_IOERR, .ioError),
        (.SQLITE_READONLY_DIRECTORY, .noInput), (.SQLITE_READONLY_CANTINIT, .noInput), (.SQLITE_CANTOPEN, .noInput),
    ])
    func sqliteErrors(_ code: ResultCode, _ exit: ExitCode) {
        let error = LedgerError(DatabaseError(resultCode: code, message: "SQLite's words"), path: "/d.sqlite")
        #expect(error.exitCode == exit && error.description.contains("/d.sqlite"))
    }

    @Test("of files that SQLite can't open, the one in the way is told")
    func cannotOpen() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("d.sqlite", "")
        func error() -> LedgerError {
            LedgerError(DatabaseError(resultCode: .SQLITE_CANTOPEN, message: "m"), path: path)
        }
        #expect(error() == .unreadable(path: path, message: "m"))
        try folder.write("d.sqlite-wal", "")
        #expect(error() == .logOutOfReach(path: path))
        try folder.remove("d.sqlite")
        #expect(error() == .permissionDenied(path: path))
    }

    @Test("a file that is no database is bad data")
    func noDatabase() throws {
        let bench = try LedgerBench()
        let text = try bench.folder.write("text.sqlite", String(repeating: "no database ", count: 500))
        let error = try #require(throws: LedgerError.self) {
            try CountVerifier.verify(database: text, pipeline: "p", table: "t")
        }
        #expect(error.exitCode == .badData)
    }

    @Test("verifying writes nothing")
    func readOnly() throws {
        let bench = try LedgerBench()
        try bench.run(inputs: [try bench.input(records: 4, rejected: 1)])
        let before = try bench.folder.bytes("d.sqlite")
        _ = try bench.verify()
        #expect(try bench.folder.bytes("d.sqlite") == before)
        #expect(!bench.folder.exists("d.sqlite-journal") && !bench.folder.exists("d.sqlite-wal"))
    }
}
