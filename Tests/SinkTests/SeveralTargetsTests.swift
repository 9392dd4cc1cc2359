// Tables that are written in one transaction.

import Ledger
import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Sink

@Suite struct SeveralTargetsTests {
    private static func plans(_ bench: SinkBench, _ tables: [String]) -> [TargetPlan] {
        tables.enumerated().map { position, table in
            var spec = bench.spec
            spec.table = Located(table, at: .start)
            return TargetPlan(spec: spec, databasePath: bench.path, position: position, schema: bench.columns) { _, _, _ in }
        }
    }

    private static func started(_ bench: SinkBench, _ tables: [String]) throws -> SinkWriter {
        let writer = try SinkWriter(plans(bench, tables))
        let runs = try writer.start(
            tables.map { table in
                var run = bench.run()
                run.table = table
                return .new(run)
            })
        #expect(runs == (1...tables.count).map(Int64.init))
        try writer.beginInput(tables.indices.map { TargetInput(target: $0, SinkBench.account($0)) })
        return writer
    }

    private static func batch(_ ids: ClosedRange<Int>, of input: Int) -> RowBatch {
        let batch = SinkBench.batch(ids, firstRecord: ids.lowerBound)
        batch.inputIndex = input
        batch.streamOffset = ids.lowerBound * 100
        return batch
    }

    private static let counts = "SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b)"

    @Test("a transaction ends only where all targets stand at the same place")
    func commonPlace() throws {
        var bench = try SinkBench()
        bench.spec.commit = CommitThresholds(rows: 1, bytes: .max, seconds: 1e9)
        let writer = try Self.started(bench, ["a", "b"])
        try writer.write(Self.batch(1...3, of: 0))
        #expect(writer.metrics.commits == 0)
        try writer.write(Self.batch(1...3, of: 1))
        #expect(writer.metrics.commits == 1)
        #expect(try bench.seen(Self.counts) == [[3, 3]])
        try writer.write(Self.batch(4...5, of: 0))
        try writer.interrupt(error: "enough")
        #expect(try bench.seen(Self.counts) == [[3, 3]])
        #expect(try bench.seen("SELECT status FROM _weir_runs") == [["interrupted"], ["interrupted"]])
    }

    @Test("what one target can't finish, none does")
    func commonEnd() throws {
        let bench = try SinkBench()
        let writer = try Self.started(bench, ["a", "b"])
        try writer.write(Self.batch(1...3, of: 0))
        try writer.write(Self.batch(1...3, of: 1))
        try writer.endInput([0, 1], SinkBench.end(records: 3))
        #expect(try writer.accounts().map { $0.map(\.inserted) } == [[3], [3]])
        #expect(try bench.seen("SELECT count(*) FROM b") == [[0]])
        writer.abort(.failed, error: "a reason")
        #expect(try bench.seen("SELECT count(*) FROM sqlite_schema WHERE name IN ('a', 'b')") == [[0]])
        #expect(try bench.seen("SELECT status, error FROM _weir_runs") == [["failed", "a reason"], ["failed", "a reason"]])
    }

    @Test("the runs of one load know each other, those of a table alone know nobody")
    func groups() throws {
        let bench = try SinkBench()
        try bench.load([[1, "one"]])
        #expect(try bench.seen("SELECT count(*) FROM _weir_groups") == [[0]])
        let writer = try SinkWriter(Self.plans(bench, ["a", "b"]))
        #expect(try writer.start([.new(bench.run()), .new(bench.run())]) == [2, 3])
        #expect(try bench.seen("SELECT run_id, group_id FROM _weir_groups") == [[2, 2], [3, 2]])
    }
}
