// What a run tells of itself while it lasts, and what of that is kept.

import Ledger
import Logging
import PipelineSpec
import RowModel
import Sink
import Synchronization
import TestSupport
import Testing

@testable import Flow

/// Keeps a log's events, and calls somebody at each.
private final class LogBook: Sendable {
    let lines = Mutex<[String]>([])
    private let onEvent: @Sendable (String) -> Void

    init(onEvent: @escaping @Sendable (String) -> Void = { _ in }) { self.onEvent = onEvent }

    func logger(_ level: Logger.Level) -> Logger {
        Logger(label: "test") { _ in Handler(book: self, logLevel: level) }
    }

    var messages: [String] { lines.withLock { $0 } }

    private struct Handler: LogHandler {
        let book: LogBook
        var metadata = Logger.Metadata()
        var logLevel: Logger.Level

        init(book: LogBook, logLevel: Logger.Level) {
            self.book = book
            self.logLevel = logLevel
        }

        subscript(metadataKey key: String) -> Logger.MetadataValue? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let facts = (event.metadata ?? [:]).filter { ["input", "records", "rows", "table"].contains($0.key) }
            let text = facts.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            book.lines.withLock { $0.append("\(event.level) \(event.message)\(text)") }
            book.onEvent(event.message.description)
        }
    }
}

@Suite struct RunWatchTests {
    private static let parts = """
        source: { files: "*.csv", columns: { id: integer, name: text } }
        transforms: [filter: id % 10 <> 0]
        sink: { database: d.sqlite, table: t, durability: off, mode: upsert, key: id, commit: { rows: 100 } }
        rejects: { max: 100 }
        flow: { batch_rows: 50, batch_bytes: 4KiB, high_watermark: 8KiB }
        """

    @Test("readings taken at every commit only grow, and are never ahead of the files or behind the commits")
    func readings() async throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...3000)
        try bench.csv("b.csv", 2001...5000)
        let watch = RunWatch()
        let seen = Mutex<[RunReadings]>([])
        let book = LogBook { _ in
            if let readings = watch.readings { seen.withLock { $0.append(readings) } }
        }
        #expect(watch.readings == nil)
        let outcome = await PipelineRun(
            try bench.compile(Self.parts), toolVersion: "test", watch: watch, logger: book.logger(.info)
        ).run()[0]
        #expect(outcome.failure == nil)
        let sizes = try bench.folder.size("a.csv") + bench.folder.size("b.csv")
        let all = seen.withLock { $0 }
        #expect(all.count > 40)
        for readings in all {
            #expect(readings.bytes <= sizes && (readings.totalBytes ?? 0) <= sizes)
            #expect(readings.records >= readings.targets[0].records && readings.records <= 6000)
            #expect(readings.targets[0].records >= readings.targets[0].committedRecords)
            #expect(readings.inputBytes <= readings.input?.size ?? 0)
        }
        for (earlier, later) in zip(all, all.dropFirst()) {
            #expect(
                later.seconds >= earlier.seconds && later.bytes >= earlier.bytes && later.records >= earlier.records)
            #expect(
                later.targets[0].committedRows >= earlier.targets[0].committedRows && later.commits >= earlier.commits)
            #expect((later.position ?? -1) >= (earlier.position ?? -1))
        }
        let last = try #require(watch.readings)
        #expect(last.inputs.map(\.name).map { String($0.suffix(5)) } == ["a.csv", "b.csv"])
        #expect(last.bytes == sizes && last.totalBytes == sizes && last.records == 6000 && last.isRead)
        #expect(last.targets[0].committed == outcome.stageTotals)
        #expect(last.targets[0].committedRows == outcome.written.inserted + outcome.written.updated)
        #expect(last.commits == outcome.writer.commits && last.memoryBytes > 1 << 20)
    }

    @Test("the tallies that are shown are those of the ledger, whatever the stages and the table do with rows")
    func tallies() async throws {
        let bench = try FlowBench()
        let lines = (1...700).map { $0 % 7 == 0 ? "x\($0),bad" : "\($0 % 90),name \($0)" }
        try bench.folder.write("a.csv", "id,name\n" + lines.joined(separator: "\n"))
        for mode in ["append", "upsert, key: id", "ignore, key: id", "replace"] {
            let watch = RunWatch()
            let parts = Self.parts.replacing("mode: upsert, key: id", with: "mode: \(mode)").replacing(
                "table: t", with: "table: t\(mode.prefix(2))")
            let outcome = await PipelineRun(try bench.compile(parts), toolVersion: "test", watch: watch).run()[0]
            #expect(outcome.failure == nil, "\(mode): \(outcome.failure?.description ?? "")")
            #expect(watch.readings?.targets[0].committed == outcome.stageTotals, "\(mode)")
        }
    }

    @Test("a dry run is watched too, commits nothing and keeps nothing")
    func dry() async throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...1000)
        let watch = RunWatch()
        let outcome = await PipelineRun(try bench.compile(Self.parts), toolVersion: "test", isDry: true, watch: watch)
            .run()[0]
        let readings = try #require(watch.readings)
        #expect(readings.isDry && readings.records == 1000 && readings.commits == 0)
        #expect(readings.targets[0].stages == outcome.stageTotals && readings.targets[0].committed.isEmpty)
        #expect(!bench.folder.exists("d.sqlite"))
    }

    @Test(
        "what the outcome says of times and memory is what the ledger keeps, and the last sample has what is committed")
    func kept() async throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...3000)
        let outcome = try await bench.run(Self.parts)
        let measures = try #require(try bench.measures(ofRun: 1))
        #expect(measures.seconds == outcome.seconds && measures.seconds > 0)
        #expect(
            measures.decodeSeconds == outcome.reader.decodeSeconds && measures.fileBytes == outcome.reader.fileBytes)
        #expect(measures.commitSeconds == outcome.writer.commitSeconds && measures.commits == outcome.writer.commits)
        #expect(
            measures.finishSeconds == outcome.writer.finishSeconds
                && measures.insertSeconds == outcome.writer.insertSeconds)
        #expect(measures.readerHeldSeconds == outcome.channel.producerWaitSeconds)
        #expect(
            measures.channelPeakLevel == outcome.channel.peakLevel
                && measures.peakMemoryBytes == outcome.peakMemoryBytes)
        let samples = try bench.samples(ofRun: 1)
        let last = try #require(samples.last)
        #expect(last.records == 3000 && last.rowsWritten == 2700 && last.seconds == measures.seconds)
        #expect(samples.count <= RunSampling.capacity)
        for (earlier, later) in zip(samples, samples.dropFirst()) {
            #expect(
                later.seconds > earlier.seconds && later.records >= earlier.records
                    && later.commitSeconds >= earlier.commitSeconds)
        }
    }

    @Test("a run that fails keeps what it has measured, and the attempt that goes on behind it its own")
    func failedAndResumed() async throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...1000)
        try bench.folder.write("b.csv", "id,name\nx,y\n")
        let strict = Self.parts.replacing("max: 100", with: "max: 0")
        let failed = try await bench.run(strict)
        #expect(failed.exitCode == .badData)
        #expect(try bench.rows("SELECT status FROM _weir_runs") == ["failed"])
        #expect(try bench.measures(ofRun: 1)?.seconds == failed.seconds)
        #expect(try bench.samples(ofRun: 1).last?.records == failed.records)

        let resumed = try await bench.run(Self.parts)
        #expect(resumed.failure == nil && resumed.runID == 1)
        #expect(try bench.rows("SELECT count(*) FROM _weir_measures") == ["1"])
        #expect(try bench.measures(ofRun: 1)?.seconds == resumed.seconds)
        let before = failed.accounts.reduce(0) { $0 + $1.input.records }
        #expect(try bench.samples(ofRun: 1).last?.records == resumed.records - before, "what this attempt has read")
    }

    @Test("a run that is interrupted keeps what it has measured")
    func interrupted() async throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...20_000)
        let interruption = Interruption()
        let book = LogBook { if $0 == "transaction committed" { interruption.request(.interrupt) } }
        let outcome = await PipelineRun(
            try bench.compile(Self.parts), toolVersion: "test", interruption: interruption, logger: book.logger(.info)
        ).run()[0]
        #expect(outcome.exitCode == .interrupted)
        #expect(outcome.records > 0 && outcome.records < 20_000)
        #expect(try bench.samples(ofRun: 1).last?.records == outcome.records)
        #expect(try bench.measures(ofRun: 1)?.commits == outcome.writer.commits)
    }

    @Test("each of several targets keeps the common measures with its own records and rows")
    func targets() async throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...1000)
        let outcomes = await PipelineRun(
            try bench.compile(
                """
                source: { files: "*.csv", columns: { id: integer, name: text } }
                sinks:
                - { table: low, database: d.sqlite, where: id <= 100 }
                - { table: high, where: id > 100 }
                """), toolVersion: "test"
        ).run()
        #expect(outcomes.allSatisfy { $0.failure == nil })
        #expect(try bench.measures(ofRun: 1) == bench.measures(ofRun: 2))
        #expect(try [1, 2].map { try bench.samples(ofRun: $0).last?.rowsWritten } == [100, 900])
        #expect(try [1, 2].map { try bench.samples(ofRun: $0).last?.records } == [1000, 1000])
    }

    @Test("the log has the run, its inputs and its commits, and with debug its batches")
    func log() async throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...100)
        try bench.folder.write("b.csv", "id,name\n")
        let book = LogBook()
        let pipeline = try bench.compile(Self.parts)
        _ = await PipelineRun(pipeline, toolVersion: "test", logger: book.logger(.info)).run()
        let names = pipeline.inputs.map(\.name)
        #expect(
            book.messages == [
                "info run begins table=t", "info input begins input=\(names[0])",
                "info input ends input=\(names[0]) records=100", "info input begins input=\(names[1])",
                "info input ends input=\(names[1]) records=0", "info transaction committed rows=90",
                "info run ends well records=100 table=t",
            ])
        let again = LogBook()
        try bench.folder.write("c.csv", "id,name\nx,y\n")
        let strict = Self.parts.replacing("max: 100", with: "max: 0")
        _ = await PipelineRun(try bench.compile(strict), toolVersion: "test", logger: again.logger(.debug)).run()
        #expect(again.messages.filter { $0.hasPrefix("info input skipped") }.count == 2)
        #expect(again.messages.contains { $0.hasPrefix("debug sink waited for the reader") })
        #expect(again.messages.last == "error run failed records=0 table=t")
    }
}

extension FlowBench {
    fileprivate func measures(ofRun run: Int64) throws -> RunMeasures? {
        try ledger { try $0.measures(ofRun: run) }
    }

    fileprivate func samples(ofRun run: Int64) throws -> [RunSample] {
        try ledger { try $0.samples(ofRun: run) }
    }
}
