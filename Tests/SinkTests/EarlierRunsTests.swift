// What earlier runs mean for this one.

import Ledger
import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Sink

@Suite struct EarlierRunsTests {
    /// A run that fails after it has committed rows.
    private static func fail(_ bench: SinkBench) throws {
        var eager = bench
        eager.spec.commit.seconds = 0
        let writer = try eager.started()
        try writer.write(SinkBench.batch(1...3))
        writer.abort(.failed, error: "a reason")
    }

    private static func replacing(_ bench: SinkBench) -> SinkBench {
        var bench = bench
        bench.spec.mode = .replace
        return bench
    }

    private static func unfinished(_ bench: SinkBench) throws -> (run: Int64, rows: Int)? {
        try SinkWriter([bench.plan()]).unfinishedRun().map { ($0.record.id, $0.gained) }
    }

    @Test("a run that failed with rows in the table is the one to go on with")
    func failed() throws {
        let bench = try SinkBench()
        try Self.fail(bench)
        let found = try #require(try Self.unfinished(bench))
        #expect(found.run == 1 && found.rows == 3)
        #expect(try Self.unfinished(Self.replacing(bench)) == nil)
    }

    @Test("a run that was killed is so too")
    func killed() throws {
        let bench = try SinkBench()
        var eager = bench
        eager.spec.commit.seconds = 0
        do { try eager.started().write(SinkBench.batch(1...3)) }
        #expect(try Self.unfinished(bench)?.rows == 3)
    }

    @Test("its rows can be taken out again, and nobody else's")
    func undone() throws {
        let bench = try SinkBench()
        try bench.load([[9, "before"]])
        try Self.fail(bench)
        let writer = try SinkWriter([bench.plan()])
        try writer.undo(#require(try writer.unfinishedRun()))
        #expect(try bench.seen("SELECT id FROM t") == [[9]])
        #expect(try writer.unfinishedRun() == nil)
        #expect(try bench.seen("SELECT status FROM _weir_runs WHERE run_id = 2") == [["undone"]])
    }

    @Test("but not when rows have come between or gone since")
    func notUndone() throws {
        for change in ["INSERT INTO t VALUES (7, 'other')", "DELETE FROM t WHERE id = 2"] {
            let bench = try SinkBench()
            try Self.fail(bench)
            try bench.change(change)
            let rows = try bench.seen("SELECT id FROM t")
            let writer = try SinkWriter([bench.plan()])
            let run = try #require(try writer.unfinishedRun())
            guard case .cannotUndo? = sinkError({ try writer.undo(run) }) else {
                Issue.record("undone after \(change)")
                continue
            }
            #expect(try bench.seen("SELECT id FROM t") == rows)
            #expect(sinkError { try writer.resume(run) }?.exitCode == .unbalanced)
        }
    }

    @Test("nor where a column of the table is its rowid")
    func ownRowid() throws {
        let bench = try SinkBench()
        try bench.load([[1, "a"]])
        try bench.change("DROP TABLE t")
        try bench.change("CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO t VALUES (100, 'old')")
        try Self.fail(bench)
        let writer = try SinkWriter([bench.plan()])
        let run = try #require(try writer.unfinishedRun())
        guard case .cannotUndo? = sinkError({ try writer.undo(run) }) else {
            Issue.record("undone")
            return
        }
    }

    @Test("one run at a time: the second names the first, and can start when that is gone")
    func locked() throws {
        let bench = try SinkBench()
        do {
            let first = try SinkWriter([bench.plan()])
            guard case .running(_, let holder)? = sinkError({ _ = try SinkWriter([bench.plan()]) }) else {
                Issue.record("two at once")
                return
            }
            #expect(holder.contains("since"))
            withExtendedLifetime(first) {}
        }
        try bench.load([[1, "a"]])
    }

    @Test("a run that failed before its first commit is not")
    func failedEmpty() throws {
        let bench = try SinkBench()
        try bench.started().abort(.failed, error: "early")
        try bench.load([[1, "a"]])
        #expect(try bench.seen("SELECT count(*) FROM t") == [[1]])
    }

    @Test("and leaves no table behind that the next spec would have to fit")
    func failedWithoutTable() throws {
        let bench = try SinkBench()
        try bench.started().abort(.failed, error: "early")
        #expect(try bench.seen("SELECT count(*) FROM sqlite_schema WHERE name = 't'") == [[0]])
    }

    @Test("replacing the table is the way out")
    func replaced() throws {
        let bench = try SinkBench()
        try Self.fail(bench)
        try Self.replacing(bench).load([[9, "new"]])
        try bench.load([[10, "more"]])
        #expect(try bench.seen("SELECT id FROM t") == [[9], [10]])
    }

    @Test("but not when the replacing run fails: the rows of the failed append are still there")
    func failedReplace() throws {
        let bench = try SinkBench()
        try Self.fail(bench)
        try Self.fail(Self.replacing(bench))
        #expect(try bench.seen("SELECT count(*) FROM t") == [[3]])
        #expect(try Self.unfinished(bench)?.run == 1)
    }

    @Test("a failed replace alone is not in the way")
    func onlyFailedReplace() throws {
        let bench = try SinkBench()
        try bench.load([[1, "a"]])
        try Self.fail(Self.replacing(bench))
        try bench.load([[2, "b"]])
        #expect(try bench.seen("SELECT id FROM t") == [[1], [2]])
    }

    @Test("a table that is gone is not made anew as if nothing had been loaded into it")
    func tableGone() throws {
        let bench = try SinkBench()
        try bench.load([[1, "a"], [2, "b"]])
        try bench.load([[3, "c"]], pipeline: "other")
        try bench.change("DROP TABLE t")
        let error = sinkError { try bench.load([[4, "d"]]) }
        guard case .tableGone(_, "t", 3) = error else { return #expect(Bool(false), "\(error as Any)") as Void }
        #expect(error?.exitCode == .badData)
        #expect(try bench.seen("SELECT name FROM sqlite_schema WHERE name = 't'") == [])
        try Self.replacing(bench).load([[9, "new"]])
        try bench.load([[10, "more"]])
        #expect(try bench.seen("SELECT id FROM t") == [[9], [10]])
    }

    @Test("a table that is gone before anything was loaded into it is made")
    func emptyTableGone() throws {
        let bench = try SinkBench()
        try bench.load([])
        try bench.change("DROP TABLE t")
        try bench.load([[1, "a"]])
        #expect(try bench.seen("SELECT id FROM t") == [[1]])
    }

    @Test("inputs of complete runs of the pipeline count as loaded, until the table is replaced")
    func loaded() throws {
        let bench = try SinkBench()
        func loaded(_ pipeline: String, _ bench: SinkBench) throws -> [Int64] {
            try SinkWriter([bench.plan()]).loadedInputs(pipeline: pipeline).map(\.run)
        }
        #expect(try loaded("p", bench) == [])
        try bench.load([[1, "a"]])
        try bench.load([[2, "b"]], pipeline: "other")
        try bench.load([[3, "c"]])
        #expect(try loaded("p", bench) == [1, 3])
        #expect(try loaded("other", bench) == [2])
        #expect(try loaded("p", Self.replacing(bench)) == [])
        try Self.fail(Self.replacing(bench))
        #expect(try loaded("p", bench) == [1, 3])
        try Self.replacing(bench).load([[4, "d"]])
        #expect(try loaded("p", bench) == [5])
        #expect(try loaded("other", bench) == [])
    }

    @Test("a ledger of another format is refused")
    func version() throws {
        let bench = try SinkBench()
        try bench.load([[1, "a"]])
        try bench.change("UPDATE _weir_meta SET value = 99")
        #expect(throws: LedgerError.version(found: 99)) { try bench.load([[2, "b"]]) }
    }
}
