// What the ledger says of a run, for a page about it.

import GRDB
import RowModel
import Testing

@testable import Ledger

@Suite struct LedgerStatementsTests {
    private static func statements(_ bench: LedgerBench, run: Int64? = nil) throws -> [RunStatement] {
        try LedgerStatements(path: bench.path).statements(RunChoice(run: run))
    }

    @Test("totals are those of all accounts, and accounts are walked as they are read at once")
    func totals() throws {
        let bench = try LedgerBench()
        let accounts = try (0..<40).map { try bench.input(records: $0, rejected: $0 / 2, index: $0) }
        let run = try bench.run(inputs: accounts)
        let statement = try #require(try Self.statements(bench).first)
        #expect(statement.record.id == run && statement.isBalanced && statement.isSealIntact == true)
        #expect(
            statement.totals.records == (0..<40).reduce(0, +) && statement.totals.inputs == 40
                && statement.totals.complete == 40)
        #expect(statement.totals.rejected == accounts.reduce(0) { $0 + $1.rejected })
        #expect(statement.totals.written.inserted == accounts.reduce(0) { $0 + $1.inserted })
        #expect(statement.totals.stages.map(\.name) == ["decode", "select", "sink"])
        #expect(statement.inputs.map(\.rejected) == statement.inputs.map(\.rejected).sorted(by: >))
        try bench.queue.read { db in
            var walked: [InputAccount] = []
            try LedgerReader(db).forEachAccount(ofRun: run) { walked.append($0) }
            #expect(try walked == LedgerReader(db).accounts(ofRun: run))
        }
    }

    @Test("the newest run is meant, unless it was undone or another is named")
    func choice() throws {
        let bench = try LedgerBench()
        let input = try bench.input(records: 1)
        let first = try bench.run(inputs: [input])
        let second = try bench.run(.failed, inputs: [input])
        #expect(try Self.statements(bench).map(\.record.id) == [second])
        try bench.queue.write { db in
            try LedgerWriter.markUndone(LedgerReader(db).runs().last!, in: db)
        }
        #expect(try Self.statements(bench).map(\.record.id) == [first])
        #expect(try Self.statements(bench, run: second).map(\.record.status) == [.undone])
        #expect(throws: LedgerError.noSuchRun(path: bench.path, run: 9, pipeline: nil)) {
            try Self.statements(bench, run: 9)
        }
        #expect(throws: LedgerError.noRuns(path: bench.path, pipeline: "x", tables: [])) {
            try LedgerStatements(path: bench.path).statements(RunChoice(pipeline: "x"))
        }
    }

    @Test("runs that were committed together come together")
    func group() throws {
        let bench = try LedgerBench()
        let first = try bench.run(inputs: [try bench.input(records: 1)])
        let second = try bench.run(inputs: [try bench.input(records: 1, index: 1)])
        try bench.change("UPDATE _weir_runs SET target_table = 'other' WHERE run_id = \(second)")
        try bench.change("INSERT INTO _weir_groups VALUES (\(first), \(first)), (\(second), \(first))")
        #expect(try Self.statements(bench).map(\.record.id) == [first, second])
        #expect(try Self.statements(bench, run: first).map(\.record.id) == [first, second])
    }

    @Test("a run without an end was killed, unless somebody has the database")
    func killed() throws {
        let bench = try LedgerBench()
        try bench.run(.running, inputs: [try bench.input(records: 1)])
        #expect(try Self.statements(bench)[0].state == .killed)
        let lock = try HeldLock(path: LockFile.path(ofDatabase: bench.path))
        #expect(try Self.statements(bench)[0].state == .running)
        withExtendedLifetime(lock) {}
    }

    @Test("an entry that was changed breaks the seal, and one that does not balance is named with its input")
    func changed() throws {
        let bench = try LedgerBench()
        let account = try bench.input(records: 3)
        try bench.run(inputs: [account])
        try bench.change("UPDATE _weir_stages SET out = 2 WHERE stage = 0")
        let statement = try #require(try Self.statements(bench).first)
        #expect(statement.isSealIntact == false && !statement.isBalanced)
        #expect(statement.imbalances.first?.path == account.input.identity.path)
    }

    @Test(
        "a ledger that makes no sense is told, and nothing crashes",
        arguments: [
            "UPDATE _weir_inputs SET records = 'many'", "UPDATE _weir_stages SET stage = 5 WHERE stage = 1",
            "DELETE FROM _weir_inputs", "UPDATE _weir_runs SET status = 'odd'",
            "UPDATE _weir_stages SET out = 9223372036854775807",
            "UPDATE _weir_inputs SET records = 9223372036854775807", "UPDATE _weir_runs SET spec_text = x'00'",
        ])
    func damaged(_ sql: String) throws {
        let bench = try LedgerBench()
        try bench.run(inputs: [try bench.input(records: 3), try bench.input(records: 2, index: 1)])
        try bench.change(sql)
        #expect(throws: LedgerError.self) {
            let ledger = try LedgerStatements(path: bench.path)
            for statement in try ledger.statements(RunChoice()) {
                _ = try ledger.trail(upTo: statement.record, last: 30)
            }
        }
    }

    @Test(
        "the runs before are those of the same pipeline and table, with their numbers, without those that were undone")
    func trail() throws {
        let bench = try LedgerBench()
        let first = try bench.run(inputs: [try bench.input(records: 5, rejected: 1)])
        try bench.run(pipeline: "other", inputs: [try bench.input(records: 1, index: 1)])
        let undone = try bench.run(.failed, inputs: [try bench.input(records: 1, index: 2)])
        try bench.queue.write { db in try LedgerWriter.markUndone(LedgerReader(db).runs().last!, in: db) }
        let last = try bench.run(inputs: [try bench.input(records: 7, index: 3)])
        let ledger = try LedgerStatements(path: bench.path)
        let trail = try ledger.trail(upTo: ledger.statements(RunChoice())[0].record, last: 30)
        #expect(trail.runs.map(\.record.id) == [first, last])
        #expect(
            trail.runs.map(\.records) == [5, 7] && trail.runs.map(\.rowsWritten) == [4, 7]
                && trail.runs.map(\.rejected) == [1, 0])
        #expect(trail.usualRows == nil && trail.deviation == nil)
        #expect(try ledger.trail(upTo: trail.runs[1].record, last: 1).runs.map(\.record.id) == [last])
        let named = try ledger.statements(RunChoice(run: undone))[0]
        #expect(try ledger.trail(upTo: named.record, last: 30).runs.map(\.record.id) == [first, undone])
    }

    @Test("a run is compared with those before it, and with none behind it")
    func usual() throws {
        let bench = try LedgerBench()
        let runs = try [10, 20, 30, 12, 99, 99].enumerated().map { index, records in
            try bench.run(inputs: [try bench.input(records: records, index: index)])
        }
        let ledger = try LedgerStatements(path: bench.path)
        let trail = try ledger.trail(upTo: ledger.statements(RunChoice(run: runs[3]))[0].record, last: 30)
        #expect(trail.runs.map(\.record.id) == Array(runs.prefix(4)))
        #expect(trail.usualRows?.median == 20 && trail.deviation == -40)
    }
}
