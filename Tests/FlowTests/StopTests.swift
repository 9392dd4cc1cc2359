// A run that is told to stop, from within the process.

import RowModel
import Sink
import TestSupport
import Testing

@testable import Flow

@Suite struct StopTests {
    private static let parts = """
        source: { files: a.csv, columns: { id: integer, name: text } }
        sink: { database: d.sqlite, table: t, durability: off, commit: { rows: 10 } }
        flow: { batch_rows: 5, high_watermark: 8KiB, batch_bytes: 4KiB }
        """

    @Test("a run that is interrupted before it begins touches no database")
    func before() async throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...10)
        let interruption = Interruption()
        interruption.request(.termination)
        interruption.request(.interrupt)
        let outcome = await PipelineRun(
            try bench.compile(Self.parts), toolVersion: "test", interruption: interruption
        ).run()[0]
        #expect(outcome.exitCode == .terminated, "the first cause counts")
        #expect(outcome.runID == nil && !bench.folder.exists("d.sqlite"))
    }

    @Test("an interrupted run keeps whole batches, and the next one reads the rest")
    func during() async throws {
        // A run may be faster than the look at it, or struck before it is in the ledger, but not each time.
        for _ in 0..<50 {
            let bench = try FlowBench()
            try bench.csv("a.csv", 1...50_000)
            let interruption = Interruption()
            let watch = JournalWatch(bench.folder) { interruption.request(.interrupt) }
            let outcome = await PipelineRun(
                try bench.compile(Self.parts), toolVersion: "test", interruption: interruption
            ).run()[0]
            watch.end()
            if outcome.exitCode != .balanced, outcome.runID != nil { return try await checkInterrupted(outcome, bench) }
        }
        Issue.record("no run could be interrupted")
    }

    private func checkInterrupted(_ outcome: RunOutcome, _ bench: FlowBench) async throws {
        #expect(outcome.exitCode == .interrupted, "\(outcome.failure?.description ?? "no failure")")
        #expect(try bench.rows("SELECT status FROM _weir_runs") == ["interrupted"])
        let rows = outcome.records
        #expect(rows % 5 == 0)
        if rows > 0 { #expect(try bench.rows("SELECT count(*) FROM t") == ["\(rows)"]) }

        let rest = try await bench.run(Self.parts)
        #expect(rest.failure == nil, "\(rest.failure?.description ?? "")")
        #expect(try bench.rows("SELECT count(*), count(DISTINCT id), max(id) FROM t") == ["50000|50000|50000"])
    }

    @Test("what only follows from the reason to stop is told as the reason, and other errors as they are")
    func reasons() {
        let stop = StopSwitch()
        stop.stop(.interruption(.interrupt))
        #expect(stop.failure(for: Stopped(), replaces: false) as? FlowError == .interrupted(.interrupt, replaces: false))
        #expect(stop.failure(for: CancellationError(), replaces: true) as? FlowError == .interrupted(.interrupt, replaces: true))
        #expect(stop.failure(for: FlowError.nothingToInfer, replaces: false) as? FlowError == .nothingToInfer)
        let within = SinkError.other(path: "d", message: "SQLite error 1: interrupted - while executing `SELECT * FROM pragma_index_list('t')`")
        #expect(stop.failure(for: within, replaces: false) as? FlowError == .interrupted(.interrupt, replaces: false))
        #expect(StopSwitch().failure(for: within, replaces: false).exitCode == .bug, "nobody has asked for it")
        #expect(stop.failure(for: SinkError.other(path: "d", message: "SQLite error 1: other"), replaces: false).exitCode == .bug)
        stop.stop(.stall(.stalled("x", replaces: false)))
        #expect(stop.failure(for: FlowError.nothingToInfer, replaces: false) as? FlowError == .stalled("x", replaces: false))
        #expect(throws: Stopped.self) { try stop.check() }
    }
}
