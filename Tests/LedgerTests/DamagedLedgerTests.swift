// A ledger that somebody has edited: an error that says so, never a crash.

import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct DamagedLedgerTests {
    private static func bench() throws -> LedgerBench {
        let bench = try LedgerBench()
        try bench.run(inputs: [try bench.input(records: 5, rejected: 2), try bench.input(records: 3, index: 1)])
        return bench
    }

    /// The table as it is, but without its rules.
    private static func withoutRules(_ table: String) -> String {
        "CREATE TABLE loose AS SELECT * FROM \(table); DROP TABLE \(table); ALTER TABLE loose RENAME TO \(table)"
    }

    @Test("an intact ledger balances")
    func intact() throws {
        #expect(try Self.bench().problems() == [])
    }

    @Test("a value that Weir can't have written is damage", arguments: [
        "UPDATE _weir_runs SET status = 'great'", "UPDATE _weir_runs SET started_at = x'00'",
        "UPDATE _weir_runs SET rows_before = 'many'", "UPDATE _weir_runs SET rows_before = -1",
        "UPDATE _weir_runs SET rows_after = 9223372036854775807", "UPDATE _weir_runs SET mode = x'ff'",
        "UPDATE _weir_inputs SET records = 'many'", "UPDATE _weir_inputs SET records = 1.5", "UPDATE _weir_inputs SET records = -5",
        "UPDATE _weir_inputs SET size = 9223372036854775807", "UPDATE _weir_inputs SET reading = '{'",
        "UPDATE _weir_inputs SET reading = '{}'", "UPDATE _weir_inputs SET path = x'ff'", "UPDATE _weir_inputs SET complete = 'yes'",
        "UPDATE _weir_inputs SET crc32 = 'abc'", "UPDATE _weir_inputs SET input_id = 'x' || input_id",
        "UPDATE _weir_stages SET out = 2.5", "UPDATE _weir_stages SET \"in\" = 9223372036854775807, out = 9223372036854775807, rejected = 9223372036854775807",
        "UPDATE _weir_stages SET inserted = -9223372036854775808", "UPDATE _weir_stages SET updated = NULL WHERE inserted IS NOT NULL",
        "UPDATE _weir_stages SET name = x'00'", "UPDATE _weir_stages SET stage = 7 WHERE stage = 2",
        "UPDATE _weir_rejects SET stage = 'x'", "UPDATE _weir_rejects SET input_id = 1.5",
        "UPDATE _weir_stages SET run_id = 'x'", "UPDATE _weir_inputs SET run_id = x'00'", "UPDATE _weir_rejects SET run_id = 'x'",
        "DELETE FROM _weir_inputs", "DELETE FROM _weir_inputs WHERE input_id = 1", "DELETE FROM _weir_stages WHERE stage = 0",
        "DELETE FROM _weir_stages WHERE stage = 1 AND input_id = 1",
        "DROP TABLE _weir_runs", "DROP TABLE _weir_inputs", "DROP TABLE _weir_stages", "DROP TABLE _weir_rejects",
        "ALTER TABLE _weir_stages DROP COLUMN added",
        withoutRules("_weir_runs") + "; UPDATE _weir_runs SET status = NULL",
        withoutRules("_weir_runs") + "; UPDATE _weir_runs SET run_id = 'x'",
        withoutRules("_weir_inputs") + "; UPDATE _weir_inputs SET records = NULL",
        withoutRules("_weir_inputs") + "; UPDATE _weir_inputs SET run_id = NULL",
        withoutRules("_weir_stages") + "; UPDATE _weir_stages SET dropped = NULL",
        withoutRules("_weir_stages") + "; INSERT INTO _weir_stages SELECT * FROM _weir_stages",
        withoutRules("_weir_inputs") + "; INSERT INTO _weir_inputs SELECT * FROM _weir_inputs",
    ])
    func damage(_ sql: String) throws {
        let bench = try Self.bench()
        try bench.change(sql)
        do {
            let report = try bench.verify()
            #expect(!report.isBalanced && !report.allProblems.isEmpty, "not noticed")
        } catch let error as LedgerError {
            #expect(error.exitCode == .unbalanced, "\(error)")
        } catch {
            #expect(Bool(false), "an error nobody planned for: \(error)")
        }
    }

    @Test("a version that can't be read is no version", arguments: [
        ("UPDATE _weir_meta SET value = 'x'", nil), ("UPDATE _weir_meta SET value = 7", 7), ("DELETE FROM _weir_meta", nil),
        ("UPDATE _weir_meta SET value = NULL", nil), ("UPDATE _weir_meta SET value = x'00'", nil),
    ] as [(String, Int?)])
    func version(_ sql: String, _ found: Int?) throws {
        let bench = try Self.bench()
        try bench.change(sql)
        #expect(throws: LedgerError.version(found: found)) { try bench.verify() }
    }

    @Test("an input or stage that is missing whole breaks the seal")
    func missing() throws {
        let bench = try Self.bench()
        try bench.change("DELETE FROM _weir_inputs WHERE input_id = 1; DELETE FROM _weir_stages WHERE input_id = 1")
        let problems = try bench.problems()
        #expect(problems.contains { $0.contains("the seal does not fit") })
        #expect(problems.contains("table \"t\": 6 rows, and the ledger says 3: 3 rows too many"))
    }
}
