// Rows that are lost or made between two stages: noticed before they are committed.

import Ledger
import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Sink

@Suite struct ImbalanceTests {
    /// What is wrong when these batches are committed; the table must then hold nothing of them.
    private static func imbalances(stages: [String] = ["decode", "filter", "sink"], _ batches: [RowBatch]) throws -> [String] {
        let bench = try SinkBench()
        let writer = try bench.started(stages: stages)
        let error = sinkError {
            for batch in batches { try writer.write(batch) }
            try writer.endInput(0, SinkBench.end(records: batches.reduce(0) { $0 + $1.tallies[0].in }))
            _ = try writer.finish()
        }
        writer.abort(.failed, error: "\(error.map(String.init(describing:)) ?? "")")
        #expect(try bench.seen("SELECT name FROM sqlite_schema WHERE name = 't'") == [])
        #expect(try bench.seen("SELECT count(*) FROM _weir_inputs") == [[0]])
        guard case .unbalanced(let input, let imbalances) = error else { return [] }
        #expect(input == "/in/0.csv" && error?.exitCode == .unbalanced)
        return imbalances.map(\.description)
    }

    private static func batch(_ rows: ClosedRange<Int>, filter: Tally) -> RowBatch {
        let batch = SinkBench.batch(rows, firstRecord: rows.lowerBound)
        batch.tallies.append(filter)
        return batch
    }

    private static func tally(pass: Int, drop: Int = 0) -> Tally {
        var tally = Tally()
        tally.pass(pass)
        tally.drop(drop)
        return tally
    }

    @Test("tallies that are true are no imbalance")
    func truth() throws {
        let batch = SinkBench.batch(1...5)
        var filter = Tally()
        filter.drop(2)
        filter.pass(3)
        _ = batch.compact { $0 < 3 }
        batch.tallies.append(filter)
        let bench = try SinkBench()
        let writer = try bench.started(stages: ["decode", "filter", "sink"])
        try writer.write(batch)
        try writer.endInput(0, SinkBench.end(records: 5))
        #expect(try writer.finishedRows() == 3)
    }

    @Test("a row lost on the way to a transform is missing there")
    func lostBetween() throws {
        #expect(try Self.imbalances([Self.batch(1...4, filter: Self.tally(pass: 4)), Self.batch(5...9, filter: Self.tally(pass: 4))])
            == ["decode.out = filter.in fails: 9 ≠ 8 (1 missing)", "filter.out = sink.in fails: 8 ≠ 9 (1 too many)"])
    }

    @Test("a row lost on the way to the sink is missing there")
    func lostBeforeSink() throws {
        let batch = Self.batch(1...4, filter: Self.tally(pass: 4))
        _ = batch.compact { $0 != 2 }
        #expect(try Self.imbalances([batch]) == ["filter.out = sink.in fails: 4 ≠ 3 (1 missing)"])
    }

    @Test(
        "a batch that is not the next one is refused before it is written",
        arguments: [(7...9, "6 ≠ 4 (2 missing)"), (1...4, "0 ≠ 4 (4 too many)"), (4...6, "3 ≠ 4 (1 too many)")])
    func notNext(rows: ClosedRange<Int>, difference: String) throws {
        let batches = [1...4, rows].map { Self.batch($0, filter: Self.tally(pass: $0.count)) }
        #expect(
            try Self.imbalances(batches)
                == ["records read before this batch = records that reached the sink fails: \(difference)"])
    }

    @Test("a row made from nothing is one too many")
    func made() throws {
        #expect(try Self.imbalances([Self.batch(1...4, filter: Self.tally(pass: 3, drop: 1))])
            == ["filter.out = sink.in fails: 3 ≠ 4 (1 too many)"])
    }

    @Test("a stage that keeps no tally is found")
    func noTally() throws {
        #expect(try Self.imbalances([SinkBench.batch(1...2)])
            == ["stages before the sink = tallies of the batch fails: 2 ≠ 1 (1 missing)"])
    }

    @Test("a tally of a stage that is not there is found")
    func oneTallyTooMany() throws {
        #expect(try Self.imbalances(stages: ["decode", "sink"], [Self.batch(1...2, filter: Self.tally(pass: 2))])
            == ["stages before the sink = tallies of the batch fails: 1 ≠ 2 (1 too many)"])
    }

    @Test("a tally that does not balance in itself is found")
    func brokenTally() throws {
        let batch = Self.batch(1...2, filter: Tally(stored: 2, added: 0, out: 2, dropped: 1, rejected: 0))
        #expect(try Self.imbalances([batch])
            == ["filter.in + added = out + dropped + rejected fails: 2 ≠ 3 (1 too many)"])
    }

    @Test("a reject that is counted but not kept is found, and so is one that is kept but not counted")
    func rejects() throws {
        let uncounted = Self.batch(1...2, filter: Self.tally(pass: 2))
        uncounted.noteReject(row: 0, stage: 1, column: nil, reason: "no")
        uncounted.noteReject(row: 1, stage: 5, column: nil, reason: "no")
        #expect(try Self.imbalances([uncounted]) == [
            "filter.rejected = rejects kept fails: 0 ≠ 1 (1 too many)",
            "rejects of stage 5, which there is not = rejects kept fails: 0 ≠ 1 (1 too many)",
        ])

        let unkept = SinkBench.batch(1...2, rejects: 2)
        unkept.tallies.append(Self.tally(pass: 2))
        unkept.rejects.removeLast()
        #expect(try Self.imbalances([unkept]) == ["decode.rejected = rejects kept fails: 2 ≠ 1 (1 missing)"])
    }

    @Test("records that the reader read and nobody received are found at the end of the input")
    func lostBatch() throws {
        let bench = try SinkBench()
        let writer = try bench.started()
        try writer.write(SinkBench.batch(1...3))
        let error = sinkError { try writer.endInput(0, SinkBench.end(records: 5)) }
        guard case .unbalanced(_, let imbalances) = error else { return #expect(Bool(false), "\(error as Any)") as Void }
        #expect(imbalances.map(\.description) == ["records read = records that reached the sink fails: 5 ≠ 3 (2 missing)"])
    }

    @Test("a trigger that skips rows is caught at the batch")
    func skippingTrigger() throws {
        let bench = try SinkBench()
        try bench.change("CREATE TABLE t(id INTEGER, name TEXT)")
        try bench.change("CREATE TRIGGER g BEFORE INSERT ON t WHEN new.id = 2 BEGIN SELECT raise(IGNORE); END")
        let writer = try bench.started()
        let error = sinkError { try writer.write(SinkBench.batch(1...3)) }
        guard case .unbalanced(_, let imbalances) = error else { return #expect(Bool(false), "\(error as Any)") as Void }
        #expect(imbalances.map(\.description) == ["rows given to SQLite = rows inserted, updated or ignored fails: 3 ≠ 2 (1 missing)"])
    }

    @Test("rows that vanish from the table during the run are caught at its end")
    func vanished() throws {
        let bench = try SinkBench()
        try bench.change("CREATE TABLE t(id INTEGER, name TEXT)")
        try bench.change("CREATE TRIGGER g AFTER INSERT ON t WHEN new.id = 2 BEGIN DELETE FROM t WHERE id = 1; END")
        let writer = try bench.started()
        try writer.write(SinkBench.batch(1...3))
        try writer.endInput(0, SinkBench.end(records: 3))
        let error = sinkError { _ = try writer.finish() }
        guard case .unbalanced(let what, let imbalances) = error else { return #expect(Bool(false), "\(error as Any)") as Void }
        #expect(what == "table \"t\"")
        #expect(imbalances.map(\.description) == ["inserted − removed = count(*) after − before fails: 3 ≠ 2 (1 missing)"])
        writer.abort(.failed, error: "unbalanced")
        #expect(try bench.seen("SELECT status FROM _weir_runs") == [["failed"]])
    }
}
