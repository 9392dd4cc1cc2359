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

    private static func refusal(_ bench: SinkBench) -> (run: Int64, rows: Int)? {
        guard case .unfinishedRun(_, _, let run, _, let rows) = sinkError({ try bench.load([[1, "a"]]) }) else { return nil }
        return (run, rows)
    }

    @Test("a run that failed with rows in the table is in the way of the next append")
    func unfinished() throws {
        let bench = try SinkBench()
        try Self.fail(bench)
        let refusal = try #require(Self.refusal(bench))
        #expect(refusal.run == 1 && refusal.rows == 3)
        #expect(try bench.seen("SELECT count(*) FROM t") == [[3]])
        // Being refused twice changes nothing.
        #expect(Self.refusal(bench) != nil)
    }

    @Test("a run that was killed is in the way too")
    func killed() throws {
        let bench = try SinkBench()
        var eager = bench
        eager.spec.commit.seconds = 0
        do { try eager.started().write(SinkBench.batch(1...3)) }
        #expect(Self.refusal(bench)?.rows == 3)
    }

    @Test("a run that failed before its first commit is not")
    func failedEmpty() throws {
        let bench = try SinkBench()
        try bench.started().abort(.failed, error: "early")
        try bench.load([[1, "a"]])
        #expect(try bench.seen("SELECT count(*) FROM t") == [[1]])
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
        #expect(Self.refusal(bench)?.run == 1)
    }

    @Test("a failed replace alone is not in the way")
    func onlyFailedReplace() throws {
        let bench = try SinkBench()
        try bench.load([[1, "a"]])
        try Self.fail(Self.replacing(bench))
        try bench.load([[2, "b"]])
        #expect(try bench.seen("SELECT id FROM t") == [[1], [2]])
    }

    @Test("inputs of complete runs of the pipeline count as loaded, until the table is replaced")
    func loaded() throws {
        let bench = try SinkBench()
        func loaded(_ pipeline: String, _ bench: SinkBench) throws -> [Int64] {
            try SinkWriter(plan: bench.plan()).loadedInputs(pipeline: pipeline).map(\.run)
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
