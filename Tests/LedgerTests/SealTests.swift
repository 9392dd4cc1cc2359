// The seal over a finished run.

import GRDB
import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct SealTests {
    private static let oneRow = [
        "_weir_runs": "run_id = 1", "_weir_inputs": "input_id = 1", "_weir_stages": "input_id = 1 AND stage = 1",
    ]

    @Test("any change of any value of the run, its inputs or its stages breaks the seal")
    func anyChange() throws {
        let bench = try LedgerBench()
        let run = try bench.run(inputs: [try bench.input(records: 3), try bench.input(records: 2, index: 1)])
        func seal() throws -> String { try bench.queue.read { db in try Seal.compute(run: run, in: db) } }
        let intact = try seal()
        #expect(try bench.queue.read { db in try String.fetchOne(db, sql: "SELECT seal FROM _weir_runs") } == intact)
        for table in ["_weir_runs", "_weir_inputs", "_weir_stages"] {
            let columns = try bench.queue.read { db in try db.columns(in: table).map(\.name) }
            for column in columns where column != "seal" && column != "run_id" {
                for value in ["'changed'", "NULL", "x'00'", "-17"] {
                    try bench.queue.inDatabase { db in
                        let same = "SELECT count(*) FROM \(table) WHERE \"\(column)\" IS \(value)"
                        let before = try Int.fetchOne(db, sql: same)
                        try db.execute(sql: "SAVEPOINT s")
                        // Some values are refused by the column's own rule.
                        try? db.execute(sql: "UPDATE \(table) SET \"\(column)\" = \(value) WHERE \(Self.oneRow[table]!)")
                        if try Int.fetchOne(db, sql: same) != before {
                            #expect(try Seal.compute(run: run, in: db) != intact, "\(table).\(column) = \(value)")
                        }
                        try db.execute(sql: "ROLLBACK TO s; RELEASE s")
                    }
                }
            }
        }
        #expect(try seal() == intact)
    }

    @Test("an entry that is added or removed breaks it, other runs do not")
    func entries() throws {
        let bench = try LedgerBench()
        let run = try bench.run(inputs: [try bench.input(records: 3)])
        func seal() throws -> String { try bench.queue.read { db in try Seal.compute(run: run, in: db) } }
        let intact = try seal()
        try bench.run(inputs: [try bench.input(records: 1)])
        #expect(try seal() == intact)
        try bench.change("INSERT INTO _weir_stages SELECT run_id, input_id, 9, name, 0, 0, 0, 0, 0, 0, 0, 0 FROM _weir_stages WHERE run_id = 1 AND stage = 0")
        #expect(try seal() != intact)
        try bench.change("DELETE FROM _weir_stages WHERE stage = 9")
        #expect(try seal() == intact)
        try bench.change("DELETE FROM _weir_inputs WHERE run_id = 1")
        #expect(try seal() != intact)
    }

    @Test("values that look alike have different seals: a number and its text, null and the text NULL")
    func lookalikes() throws {
        let bench = try LedgerBench()
        let run = try bench.run(.failed)
        var seals: Set<String> = []
        for value in ["NULL", "'NULL'", "1", "'1'", "1.0", "x'31'", "''", "'a'',''b'"] {
            try bench.change("UPDATE _weir_runs SET error = \(value), rows_after = NULL")
            seals.insert(try bench.queue.read { db in try Seal.compute(run: run, in: db) })
        }
        // TEXT affinity makes the texts of 1 and 1.0 of the numbers.
        #expect(seals.count == 7)
    }

    @Test("a digest is SHA-256 of the text in hexadecimal digits")
    func digest() {
        #expect(Seal.digest(of: "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
