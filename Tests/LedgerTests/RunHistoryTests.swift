// The runs of a ledger in a row.

import Foundation
import GRDB
import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct RunHistoryTests {
    private func history(_ bench: LedgerBench, pipeline: String? = nil, last: Int = 100) throws -> RunHistory {
        try RunHistory(database: bench.path, of: RunChoice(pipeline: pipeline), last: last)
    }

    /// An input like ``BalanceLawTests``' with a number.
    private func account(_ index: Int, _ random: inout SeededGenerator) -> InputAccount {
        var account = BalanceLawTests.balanced(using: &random)
        account.input.index = index
        account.input.identity.path = "/in\(index)"
        return account
    }

    private func enter(
        _ accounts: [InputAccount], _ status: RunStatus = .complete, pipeline: String = "p", table: String = "t", in bench: LedgerBench
    ) throws {
        try bench.queue.write { db in
            let writer = try LedgerWriter(
                starting: RunStart(
                    pipeline: pipeline, table: table, mode: "append", specPath: "/s.yaml", specText: "s", loadIdentity: "s",
                    parameters: [:], columns: [], hasLineage: false, toolVersion: "test"),
                in: db)
            for account in accounts { try writer.save(account, in: db) }
            if status != .running { try writer.finish(status, error: nil, rowsAfter: 0, in: db) }
        }
    }

    @Test("a run's totals are the sums over its accounts, and its broken inputs those that the balance law finds")
    func totals() throws {
        var random = SeededGenerator()
        for _ in 0..<60 {
            let bench = try LedgerBench()
            var next = 0
            var runs: [[InputAccount]] = []
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                var accounts: [InputAccount] = []
                for _ in 0..<Int.random(in: 0...6, using: &random) {
                    var account = account(next, &random)
                    next += 1
                    if Bool.random(using: &random) { Self.change(&account, &random) }
                    accounts.append(account)
                }
                runs.append(accounts)
                try enter(accounts, in: bench)
            }
            let entries = try history(bench).entries
            for (entry, accounts) in zip(entries, runs) {
                let comment = Comment("\(accounts), WEIR_SEED=\(random.seed)")
                let totals = entry.totals
                #expect(totals.inputs == accounts.count, comment)
                #expect(totals.records == accounts.reduce(0) { $0 + $1.input.records }, comment)
                #expect(totals.written == accounts.reduce(WrittenRows()) { $0 + $1.written }, comment)
                #expect(totals.rejected == accounts.reduce(0) { $0 + $1.rejected }, comment)
                #expect(totals.dropped == accounts.reduce(0) { $0 + $1.dropped }, comment)
                #expect(totals.added == accounts.flatMap(\.stages).reduce(0) { $0 + $1.tally.added }, comment)
                #expect(entry.imbalancedInputs == accounts.count { !BalanceLaw.imbalances(of: $0).isEmpty }, comment)
            }
            #expect(entries.count == runs.count)
        }
    }

    /// One number is another, or all stages are gone.
    private static func change(_ account: inout InputAccount, _ random: inout SeededGenerator) {
        let position = Int.random(in: account.stages.indices, using: &random)
        var stage = account.stages[position]
        let tally = stage.tally
        switch Int.random(in: 0..<6, using: &random) {
        case 0: account.input.records += 1
        case 1: account.stages = []
        case 2: stage.tally = Tally(stored: tally.in + 1, added: tally.added, out: tally.out, dropped: tally.dropped, rejected: tally.rejected)
        case 3: stage.tally = Tally(stored: tally.in, added: tally.added, out: tally.out + 1, dropped: tally.dropped, rejected: tally.rejected)
        case 4: stage.written?.ignored += 1
        default: account.displaced = []
        }
        if !account.stages.isEmpty { account.stages[position] = stage }
    }

    @Test("each run is held against the last 14 before it that ended well and read something, of its pipeline and table")
    func usual() throws {
        var random = SeededGenerator()
        let bench = try LedgerBench()
        var series: [String: [Int]] = [:]
        var expected: [Usual?] = []
        for index in 0..<60 {
            let pipeline = ["p", "q"].randomElement(using: &random)!
            let table = ["t", "T", "u"].randomElement(using: &random)!
            let status: RunStatus = [.complete, .complete, .complete, .failed, .undone].randomElement(using: &random)!
            let isRetry = Int.random(in: 0..<6, using: &random) == 0
            var accounts: [InputAccount] = []
            if Int.random(in: 0..<5, using: &random) > 0 {
                var account = account(index, &random)
                account.input.records = max(1, account.input.records)
                if isRetry {
                    account.input.reading = InputReading(
                        format: .ndjson, compression: .none, origin: [.rejects, .mended].randomElement(using: &random)!)
                }
                accounts = [account]
            }
            try enter(accounts, status, pipeline: pipeline, table: table, in: bench)
            let key = pipeline + table.lowercased()
            if status == .complete, !accounts.isEmpty, !isRetry {
                expected.append(Usual(of: Array((series[key] ?? []).suffix(14))))
                series[key, default: []].append(accounts[0].written.inserted + accounts[0].written.updated)
            } else {
                expected.append(nil)
            }
        }
        let entries = try history(bench).entries
        #expect(entries.map(\.usual) == expected, "WEIR_SEED=\(random.seed)")
        #expect(expected.contains { $0 != nil })
        // What is left out of the picture is compared with all the same.
        #expect(try history(bench, last: 5).entries.map(\.usual) == expected.suffix(5), "WEIR_SEED=\(random.seed)")
        let comparable = try bench.queue.read { db in
            try LedgerReader(db).comparableRuns(ofPipeline: "p", into: "t", limit: 4).map(\.rowsWritten)
        }
        #expect(comparable == Array((series["pt"] ?? []).suffix(4).reversed()), "WEIR_SEED=\(random.seed)")
    }

    @Test("a run without an end is running while somebody has the database's lock, and was killed otherwise")
    func killed() throws {
        let bench = try LedgerBench()
        try enter([], in: bench)
        try enter([], .running, in: bench)
        #expect(try history(bench).entries.map(\.state) == [.complete, .killed])
        let lock = open(LockFile.path(ofDatabase: bench.path), O_RDWR | O_CREAT, 0o644)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        #expect(try history(bench).entries.map(\.state) == [.complete, .running])
    }

    @Test("where the holder of the lock has begun runs since, these and those of their group are alive", arguments: [
        (nil, [false, false, false, false]),
        ("just started", [true, true, true, true]),
        ("pid 1, since 2026-11-19T09:00:00Z", [true, true, true, true]),
        ("pid 1, since 2026-11-19T03:00:00Z", [false, false, false, true]),
        ("pid 1, since 2026-11-19T02:00:00Z", [true, false, true, true]),
        ("pid 1, since ", [true, true, true, true]),
    ] as [(String?, [Bool])])
    func alive(_ holder: String?, _ expected: [Bool]) {
        // Begun in the order 1, 2, 3, 4; the third is committed together with the first.
        let runs = ["2026-11-19T01:00:00.000Z", "2026-11-19T01:30:00.000Z", "2026-11-19T02:00:00.200Z", "2026-11-19T03:00:00.000Z"]
            .enumerated().map { index, start in
                RunRecord(
                    id: Int64(index + 1), pipeline: "p", table: "t\(index)", mode: "append", status: .running, error: nil, specDigest: "",
                    parameters: "{}", startedAt: start, finishedAt: nil, rowsBefore: 0, rowsAfter: nil, columns: [], hasLineage: false,
                    group: index % 2 == 0 ? 1 : nil, seal: nil)
            }
        let live = LiveRuns(runs, holder: holder)
        #expect(runs.map { live.state(of: $0) == .running } == expected)
    }

    @Test("it lasts as long as it has measured, or else from its start to its end")
    func seconds() throws {
        let bench = try LedgerBench()
        try enter([], in: bench)
        try enter([], .running, in: bench)
        try bench.change(
            "UPDATE _weir_runs SET started_at = '2026-11-19T23:59:59.500Z', finished_at = '2026-11-20T00:01:00.750Z' WHERE run_id = 1")
        #expect(try history(bench).entries.map(\.totals.seconds) == [61.25, nil])
        try bench.change("UPDATE _weir_runs SET finished_at = 'soon' WHERE run_id = 1")
        #expect(try history(bench).entries[0].totals.seconds == nil)
        try bench.change("INSERT INTO _weir_measures VALUES (1, 2.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)")
        #expect(try history(bench).entries[0].totals.seconds == 2.5)
        try bench.change("DROP TABLE _weir_measures")
        #expect(try history(bench).entries.count == 2)
    }

    @Test("what can't be told is an error that says so")
    func errors() throws {
        let bench = try LedgerBench()
        #expect(try history(bench).entries.isEmpty)
        try enter([], in: bench)
        #expect(throws: LedgerError.noRuns(path: bench.path, pipeline: "q", tables: [])) { try history(bench, pipeline: "q") }
        #expect(throws: LedgerError.databaseMissing(path: "/no/such")) {
            try RunHistory(database: "/no/such", of: RunChoice(), last: 1)
        }
        for damage in ["_weir_runs SET status = 'odd'", "_weir_stages SET out = 'x'", "_weir_stages SET out = \(Int.max)", "_weir_inputs SET reading = '{'"] {
            let bench = try LedgerBench()
            try bench.run(inputs: [try bench.input(records: 3)])
            try bench.run(inputs: [try bench.input(records: 3, index: 1)])
            try bench.change("UPDATE \(damage)")
            // A sum over what is no number is one that does not balance.
            guard let found = try? history(bench) else { continue }
            #expect(found.entries.allSatisfy { $0.imbalancedInputs == 1 }, "\(damage)")
        }
    }
}
