// When a transaction is committed, and what is in it.

import Foundation
import GRDB
import Ledger
import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Sink

@Suite struct CommitTests {
    /// Rows, records by the ledger, tallied rows, and kept rejects, as another program sees them at one moment.
    private static let everything = """
        SELECT (SELECT count(*) FROM t), coalesce(sum(i.records), 0), coalesce(sum(s.inserted), 0),
          (SELECT count(*) FROM _weir_rejects)
        FROM _weir_inputs i LEFT JOIN _weir_stages s USING (run_id, input_id) WHERE s.name = 'sink' OR s.name IS NULL
        """

    private static func bench(rows: Int = .max, bytes: Int = .max, seconds: Double = 1e9) throws -> SinkBench {
        var bench = try SinkBench()
        bench.spec.commit = CommitThresholds(rows: rows, bytes: bytes, seconds: seconds)
        return bench
    }

    @Test("rows, records, tallies and rejects become visible together, and only when a threshold is reached")
    func rows() throws {
        let bench = try Self.bench(rows: 5)
        let writer = try bench.started()
        #expect(try bench.seen(Self.everything) == [[0, 0, 0, 0]])
        try writer.write(SinkBench.batch(1...3, rejects: 2))
        #expect(try bench.seen(Self.everything) == [[0, 0, 0, 0]])
        #expect(writer.metrics.commits == 0)
        try writer.write(SinkBench.batch(4...6, rejects: 1, firstRecord: 6))
        #expect(try bench.seen(Self.everything) == [[6, 9, 6, 3]])
        #expect(writer.metrics.commits == 1)
        try writer.write(SinkBench.batch(7...8, firstRecord: 10))
        #expect(try bench.seen(Self.everything) == [[6, 9, 6, 3]])
        try writer.endInput(0, SinkBench.end(records: 11))
        #expect(try writer.finishedRows() == 8)
        #expect(try bench.seen(Self.everything) == [[8, 11, 8, 3]])
        #expect(try bench.seen("SELECT status, rows_before, rows_after, seal IS NULL FROM _weir_runs")
            == [["complete", 0, 8, 0]])
        #expect(try bench.seen("SELECT complete FROM _weir_inputs") == [[1]])
    }

    @Test("bytes are a threshold too")
    func bytes() throws {
        let bench = try Self.bench(bytes: 100)
        let writer = try bench.started()
        try writer.write(SinkBench.batch(1...2))
        #expect(writer.metrics.commits == 0)
        try writer.write(SinkBench.batch(3...8, firstRecord: 3))
        #expect(writer.metrics.commits == 1)
    }

    @Test("so is the age of a transaction")
    func interval() throws {
        let bench = try Self.bench(seconds: 0.05)
        let writer = try bench.started()
        try writer.write(SinkBench.batch(1...2))
        #expect(writer.metrics.commits == 0)
        Thread.sleep(forTimeInterval: 0.06)
        try writer.write(SinkBench.batch(3...4, firstRecord: 3))
        #expect(writer.metrics.commits == 1)
    }

    @Test("an interval of 0 commits every batch")
    func everyBatch() throws {
        let bench = try Self.bench(seconds: 0)
        let writer = try bench.started()
        for first in [1, 3, 5] {
            try writer.write(SinkBench.batch(first...first + 1, firstRecord: first))
            #expect(try bench.seen("SELECT count(*) FROM t") == [[.integer(Int64(first + 1))]])
        }
    }

    @Test("a batch without rows still brings its rejects and counts")
    func onlyRejects() throws {
        let bench = try Self.bench(seconds: 0)
        let writer = try bench.started()
        try writer.write(SinkBench.batch([], rejects: 3))
        #expect(try bench.seen(Self.everything) == [[0, 3, 0, 3]])
    }

    @Test("a kept reject has its place, reason and raw bytes")
    func rejects() throws {
        let bench = try Self.bench(seconds: 0)
        let writer = try bench.started()
        try writer.write(SinkBench.batch(1...2, rejects: 1))
        let sql = "SELECT run_id, input_id, record, stage, column_name, reason, raw, raw_length FROM _weir_rejects"
        #expect(try bench.seen(sql) == [[1, 0, 3, 0, "id", "is bad", .blob(Array("bad".utf8)), 3]])
    }

    @Test("abort leaves what the last commit left, and says so in the ledger")
    func abort() throws {
        let bench = try Self.bench(rows: 4)
        let writer = try bench.started()
        try writer.write(SinkBench.batch(1...4, rejects: 1))
        try writer.write(SinkBench.batch(5...6, rejects: 1, firstRecord: 6))
        writer.abort(.failed, error: "a reason")
        #expect(try bench.seen(Self.everything) == [[4, 5, 4, 1]])
        #expect(try bench.seen("SELECT status, error, rows_after, seal FROM _weir_runs") == [["failed", "a reason", 4, nil]])
        #expect(try bench.seen("SELECT complete FROM _weir_inputs") == [[0]])
        #expect(try writer.committed().map(\.inserted) == [4])
    }

    @Test("an interruption commits what is counted")
    func interrupt() throws {
        let bench = try Self.bench(rows: 100)
        let writer = try bench.started()
        try writer.write(SinkBench.batch(1...4, rejects: 1))
        try writer.interrupt(error: "stopped")
        #expect(try bench.seen(Self.everything) == [[4, 5, 4, 1]])
    }

    @Test("an interruption commits nothing of a batch that failed halfway, whose rows nobody has counted")
    func interruptAfterFailure() throws {
        let bench = try Self.bench(rows: 100)
        try bench.change("CREATE TABLE t(id INTEGER CHECK (id <> 2), name TEXT); CREATE INDEX i ON t(abs(id))")
        let writer = try bench.started()
        let batch = RowBatch(rows: [1, 2, 3, Int64.min].map { [.integer($0), .text("")] }, slots: 2)
        writer.plan.rows.prepare(batch)
        #expect(throws: (any Error).self) { try writer.write(batch) }
        try writer.interrupt(error: "stopped")
        #expect(try bench.seen(Self.everything) == [[0, 0, 0, 0]])
        #expect(try bench.seen("SELECT status FROM _weir_runs") == [["interrupted"]])
    }

    @Test("abort before the first batch leaves a failed run and no table")
    func abortAtOnce() throws {
        let bench = try Self.bench()
        try bench.started().abort(.interrupted, error: "stopped")
        #expect(try bench.seen("SELECT status, rows_after FROM _weir_runs") == [["interrupted", 0]])
        #expect(try bench.seen("SELECT name FROM sqlite_schema WHERE name = 't'") == [])
    }

    @Test("rows that another program adds or takes away are noticed before the next row goes in", arguments: [
        "INSERT INTO t VALUES (77, 'from elsewhere')", "DELETE FROM t WHERE id = 1",
    ])
    func changedMeanwhile(sql: String) throws {
        let bench = try Self.bench(rows: 2)
        let writer = try bench.started()
        try writer.write(SinkBench.batch(1...2))
        try bench.change("CREATE TABLE other(x)")
        try writer.write(SinkBench.batch(3...4, firstRecord: 3))
        try bench.change(sql)
        let rows = try bench.seen("SELECT id FROM t ORDER BY id")
        let error = sinkError { try writer.write(SinkBench.batch(5...6, firstRecord: 5)) }
        guard case .changedMeanwhile("t", 4, rows.count) = error else {
            Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
            return
        }
        writer.abort(.failed, error: "")
        #expect(try bench.seen("SELECT id FROM t ORDER BY id") == rows)
        #expect(try writer.committed().map(\.inserted) == [4])
    }

    @Test("rows that another program has put into the new table are not dropped with it")
    func abortKeepsRowsOfOthers() throws {
        let bench = try Self.bench()
        let writer = try bench.started()
        try bench.change("INSERT INTO t VALUES (77, 'from elsewhere')")
        writer.abort(.failed, error: "a reason")
        #expect(try bench.seen("SELECT id FROM t") == [[77]])
    }

    @Test("the journal's file is kept between commits, and gone once the writer is", arguments: [true, false])
    func journal(endsWell: Bool) throws {
        let bench = try Self.bench(rows: 2)
        try Self.load(bench, endsWell: endsWell)
        #expect(!FileManager.default.fileExists(atPath: bench.path + "-journal"))
        #expect(try bench.seen("SELECT count(*) FROM t") == [[4]])
    }

    private static func load(_ bench: SinkBench, endsWell: Bool) throws {
        let writer = try bench.started()
        for first in [1, 3] {
            try writer.write(SinkBench.batch(first...first + 1, firstRecord: first))
            #expect(FileManager.default.fileExists(atPath: bench.path + "-journal"))
        }
        try writer.endInput(0, SinkBench.end(records: 4))
        if endsWell { _ = try writer.finish() } else { writer.abort(.failed, error: "a reason") }
    }

    @Test("so it is where the run never began")
    func journalOfNoRun() throws {
        let bench = try Self.bench()
        try bench.change("CREATE TABLE t(other TEXT NOT NULL)")
        #expect(throws: SinkError.self) { _ = try bench.started() }
        #expect(!FileManager.default.fileExists(atPath: bench.path + "-journal"))
    }

    @Test("a database in WAL mode stays in it")
    func wal() throws {
        let bench = try Self.bench()
        try bench.change("CREATE TABLE other(x)")
        try DatabaseQueue(path: bench.path).writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
        }
        try bench.load([[1, "one"]])
        #expect(try bench.seen("PRAGMA journal_mode") == [["wal"]])
        #expect(try bench.seen("SELECT count(*) FROM t") == [[1]])
    }

    @Test("a run without an input ends well")
    func noInput() throws {
        let bench = try Self.bench()
        let writer = try SinkWriter([bench.plan()])
        #expect(try writer.start(bench.run()) == 1)
        #expect(try writer.finishedRows() == 0)
        #expect(try bench.seen("SELECT status FROM _weir_runs") == [["complete"]])
    }

    @Test("several inputs have an account each")
    func inputs() throws {
        let bench = try Self.bench(rows: 3)
        let writer = try bench.started()
        try writer.write(SinkBench.batch(1...2))
        try writer.endInput(0, SinkBench.end(records: 2))
        try writer.beginInput(SinkBench.account(1))
        let second = SinkBench.batch(3...5)
        second.inputIndex = 1
        try writer.write(second)
        try writer.endInput(1, SinkBench.end(records: 3))
        _ = try writer.finish()
        #expect(try bench.seen("SELECT input_id, path, records, complete FROM _weir_inputs ORDER BY 1")
            == [[0, "/in/0.csv", 2, 1], [1, "/in/1.csv", 3, 1]])
    }
}
