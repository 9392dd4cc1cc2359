// A slow sink holds back the reader; memory stays what it is.

import TestSupport
import Testing

@Suite("backpressure")
struct BackpressureTests {
    @Test("with slow commits the channel never holds more than its high watermark and one batch, and no row is lost")
    func slowCommits() async throws {
        var spec = SpecText()
        spec.sink = ["commit: { rows: 5000 }"]
        spec.more = ["flow: { high_watermark: 64KiB, low_watermark: 32KiB, batch_rows: 500, batch_bytes: 16KiB }"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...50_000))

        let report = try await folder.report(environment: ["WEIR_TEST_COMMIT_DELAY_MS": "100"])

        #expect(report.failure?.message == nil)
        #expect(report.commits >= 10)
        #expect(report.channel.highWatermark == 64 << 10)
        #expect(report.channel.peakLevel <= report.channel.highWatermark + report.channel.heaviestBatch)
        #expect(report.channel.peakLevel > 32 << 10, "the channel was never full: the test shows nothing")
        #expect(report.channel.holds > 10)
        #expect(try await folder.database.text("SELECT count(*), sum(id) FROM rows") == "50000|\(50_000 * 50_001 / 2)")
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("ten times the rows take no more memory")
    func flatMemory() async throws {
        var spec = SpecText()
        spec.sink = ["commit: { rows: 5000 }"]
        let small = try PipelineFolder(spec, csv: numberedCSV(1...20_000))
        let large = try PipelineFolder(spec, csv: numberedCSV(1...200_000))
        let few = try await small.report()
        let many = try await large.report()
        #expect(many.inserted == 10 * few.inserted)
        // Caches of fixed size, which the few rows do not fill, are 8 MiB each for SQLite's pages and the channel.
        #expect(
            many.peakMemoryBytes < few.peakMemoryBytes + 24 << 20,
            "\(few.peakMemoryBytes) and \(many.peakMemoryBytes) bytes")
    }
}
