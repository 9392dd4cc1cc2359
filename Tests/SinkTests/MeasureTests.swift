// What a writer tells of its work, and keeps of what was measured.

import Ledger
import TestSupport
import Testing

@testable import Sink

@Suite struct MeasureTests {
    private static func measurement(_ seconds: Double) -> RunMeasurement {
        var measures = RunMeasures()
        measures.seconds = seconds
        let sample = RunSample(
            seconds: seconds, records: 3, rowsWritten: 2, channelLevel: 1, commitSeconds: 0, memoryBytes: 5)
        return RunMeasurement(measures: measures, samples: [sample])
    }

    private static let stored =
        "SELECT status, m.seconds, records FROM _weir_runs "
        + "LEFT JOIN _weir_measures m USING (run_id) LEFT JOIN _weir_samples USING (run_id)"

    @Test(
        "what was measured is stored with the run when it is closed, however it ends; asked for when all is timed"
    )
    func closing() throws {
        for ends in ["complete", "failed", "interrupted"] {
            let bench = try SinkBench()
            let writer = try bench.started()
            var finishSeconds = -1.0
            writer.measure = { [unowned writer] target in
                #expect(target == 0)
                finishSeconds = writer.metrics.finishSeconds
                return Self.measurement(1.5)
            }
            try writer.write(SinkBench.batch(1...3))
            try writer.endInput(0, SinkBench.end(records: 3))
            switch ends {
            case "complete": try writer.finish()
            case "failed": writer.abort(.failed, error: "x")
            default: try writer.interrupt(error: "x")
            }
            #expect(try bench.seen(Self.stored) == [[.text(ends), 1.5, 3]])
            #expect(ends == "complete" ? finishSeconds > 0 : finishSeconds == 0)
        }
    }

    @Test("a run that measures nothing ends as well")
    func without() throws {
        let bench = try SinkBench()
        try bench.load([[1, "a"]])
        #expect(try bench.seen(Self.stored) == [["complete", .null, .null]])
    }

    @Test("what cannot be stored of the measures does not keep a failed run from being marked as one")
    func broken() throws {
        let bench = try SinkBench()
        let writer = try bench.started()
        writer.measure = { _ in Self.measurement(.nan) }
        writer.abort(.failed, error: "x")
        #expect(
            try bench.seen(Self.stored) == [["failed", .null, .null]],
            "SQLite takes no NaN where there must be a number")
    }

    @Test("each commit tells how many rows it had and what the stages had done by then")
    func commits() throws {
        var bench = try SinkBench()
        bench.spec.commit.rows = 5
        let writer = try bench.started()
        var told: [CommittedTransaction?] = []
        writer.onCommit = { if case .ends(let transaction) = $0 { told.append(transaction) } }
        try writer.write(SinkBench.batch(1...3, rejects: 2))
        #expect(writer.totals(of: 0).map(\.tally.in) == [5, 3])
        try writer.write(SinkBench.batch(4...6, rejects: 1, firstRecord: 6))
        try writer.write(SinkBench.batch(7...8, firstRecord: 10))
        try writer.endInput(0, SinkBench.end(records: 11))
        try writer.finish()
        #expect(told.map { $0?.rows } == [6, 2])
        #expect(told.map { $0?.totals[0].map(\.tally.in) } == [[9, 6], [11, 8]])
        #expect(told.last??.totals[0].last?.written == WrittenRows(inserted: 8))
        #expect(told.allSatisfy { $0!.seconds > 0 && $0!.openSeconds > 0 })
    }
}
