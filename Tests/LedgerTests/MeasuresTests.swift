// What a run has measured, stored and read back.

import GRDB
import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct MeasuresTests {
    private static let measures: RunMeasures = {
        var measures = RunMeasures()
        measures.seconds = 12.5
        measures.fileBytes = 1
        measures.decodedBytes = 2
        measures.decodeSeconds = 0.25
        measures.transformSeconds = 0.5
        measures.insertSeconds = 0.75
        measures.commitSeconds = 1
        measures.finishSeconds = 1.25
        measures.commits = 3
        measures.channelHighWatermark = 4
        measures.channelPeakLevel = 5
        measures.readerHeldSeconds = 1.5
        measures.sinkStarvedSeconds = 1.75
        measures.peakMemoryBytes = 6
        return measures
    }()

    private static func samples(_ count: Int) -> [RunSample] {
        (0..<count).map {
            RunSample(
                seconds: Double($0) / 10, records: $0 * 100, rowsWritten: $0 * 90, channelLevel: $0 % 7,
                commitSeconds: Double($0) / 100, memoryBytes: 1 << 20)
        }
    }

    private func writer(_ bench: LedgerBench) throws -> LedgerWriter {
        let run = RunStart(
            pipeline: "p", table: "t", mode: "append", specPath: "/s.yaml", specText: "s", loadIdentity: "s", parameters: [:],
            columns: [], hasLineage: false, toolVersion: "test")
        return try bench.queue.write { db in try LedgerWriter(starting: run, in: db) }
    }

    @discardableResult
    private func read(_ bench: LedgerBench, _ run: Int64) throws -> (measures: RunMeasures?, samples: [RunSample]) {
        try bench.queue.read { db in
            let reader = LedgerReader(db)
            return (try reader.measures(ofRun: run), try reader.samples(ofRun: run))
        }
    }

    @Test("what is stored is what is read, and a later attempt's takes its place")
    func roundTrip() throws {
        let bench = try LedgerBench()
        let writer = try writer(bench)
        for count in [40, 7, 0] {
            try bench.queue.write { db in try writer.save(Self.measures, Self.samples(count), in: db) }
            #expect(try read(bench, writer.runID).measures == Self.measures)
            #expect(try read(bench, writer.runID).samples == Self.samples(count))
            #expect(try read(bench, writer.runID + 1).measures == nil)
        }
    }

    @Test("a ledger from before has none, and gets the tables with its next run")
    func older() throws {
        let bench = try LedgerBench()
        try bench.queue.write { db in try db.execute(sql: "DROP TABLE _weir_measures; DROP TABLE _weir_samples") }
        #expect(try read(bench, 1).measures == nil)
        #expect(try read(bench, 1).samples == [])
        try bench.queue.write { db in try LedgerSchema.prepare(db) }
        let writer = try writer(bench)
        try bench.queue.write { db in try writer.save(Self.measures, Self.samples(1), in: db) }
    }

    @Test("a measure is outside the seal, and one that makes no sense is named", arguments: [
        "seconds = -1", "seconds = 9e999", "commit_seconds = 'x'", "peak_memory_bytes = -1",
    ])
    func damaged(change: String) throws {
        let bench = try LedgerBench()
        let run = try bench.run(inputs: [try bench.input(records: 3)])
        let seal = try bench.queue.read { db in try Seal.compute(run: run, in: db) }
        try bench.queue.write { db in
            let record = try LedgerReader(db).runs().last!
            try LedgerWriter(resuming: record, in: db).save(Self.measures, Self.samples(2), in: db)
            try db.execute(sql: "UPDATE _weir_runs SET status = ?, finished_at = ?, rows_after = ?", arguments: [
                record.status.rawValue, record.finishedAt, record.rowsAfter,
            ])
            try db.execute(sql: "UPDATE _weir_measures SET \(change)")
        }
        #expect(try bench.queue.read { db in try Seal.compute(run: run, in: db) } == seal)
        #expect(throws: LedgerError.self) { try read(bench, run) }
    }
}
