// An input that is not what it was when the run began is never taken for it.

import Foundation
import Ledger
import Readers
import RowModel
import TestSupport
import Testing

@testable import Flow

@Suite struct InputChangeTests {
    /// What may happen to a file while it is read, and what is said of it.
    enum Way: String, CaseIterable {
        case vanishes, shrinks, grows, isRenamedOver, isRewritten, becomesFIFO

        var message: String {
            switch self {
            case .vanishes: "vanished between the start of the run and the end of reading it"
            case .shrinks: "shrank from "
            case .grows: "grew from "
            case .isRenamedOver, .becomesFIFO: "was replaced by another file"
            case .isRewritten: "was written to, though its size is the same"
            }
        }

        func happen(to path: String) throws {
            switch self {
            case .vanishes:
                try FileManager.default.removeItem(atPath: path)
            case .shrinks:
                truncate(path, 1000)
            case .grows:
                try append("7,more\n", to: path)
            case .isRenamedOver:
                try Data(contentsOf: URL(filePath: path)).write(to: URL(filePath: path + ".new"))
                rename(path + ".new", path)
            case .becomesFIFO:
                // Beside it: the file's inode would be the next to be given away.
                mkfifo(path + ".new", 0o600)
                rename(path + ".new", path)
            case .isRewritten:
                let file = try FileHandle(forUpdating: URL(filePath: path))
                try file.write(contentsOf: Data("id".utf8))
                try file.close()
                // The file system's clock may be too coarse to tell.
                try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: 60)], ofItemAtPath: path)
            }
        }

        private func append(_ text: String, to path: String) throws {
            let file = try FileHandle(forWritingTo: URL(filePath: path))
            try file.seekToEnd()
            try file.write(contentsOf: Data(text.utf8))
            try file.close()
        }
    }

    @Test("between its listing and its opening", arguments: Way.allCases)
    func beforeReading(_ way: Way) async throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...1000)
        let pipeline = try bench.compile("source: { files: a.csv, columns: { id: integer, name: text } }")
        try way.happen(to: bench.folder.path("a.csv"))
        let outcome = await PipelineRun(pipeline, toolVersion: "test").run()[0]
        #expect(outcome.exitCode == .badData)
        let message = outcome.failure?.description ?? ""
        #expect(message.contains("a.csv: \(way.message)") && message.contains("run again with --restart"), "\(message)")
        #expect(outcome.inserted == 0)
    }

    @Test("only where rows of it may stand in the way is --restart the way out", arguments: [
        ("{ database: d.sqlite, table: t, mode: replace }", ""), ("{ database: d.sqlite, table: t, lineage: true }", ", changed_inputs: reload"),
    ])
    func withoutRestart(sink: String, source: String) async throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...10)
        let pipeline = try bench.compile("sink: \(sink)\nsource: { files: a.csv, columns: { id: integer, name: text }\(source) }")
        try Way.grows.happen(to: bench.folder.path("a.csv"))
        let message = await PipelineRun(pipeline, toolVersion: "test").run()[0].failure?.description ?? ""
        #expect(message.contains("run again once nothing changes it any more"), "\(message)")
    }

    @Test("while it is read: by the time the first batch is taken, the reader is held back far from the end", arguments: Way.allCases)
    func whileReading(_ way: Way) async throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...100_000)
        let pipeline = try bench.compile(
            "source: { files: a.csv, columns: { id: integer, name: text } }\nflow: { batch_rows: 10, batch_bytes: 4KiB }")
        let (inlet, outlet) = makeMeteredChannel(gauge: ChannelGauge(lowWatermark: 1, highWatermark: 8 << 10))
        let start = RunStart(
            pipeline: "p", table: "t", mode: "append", specPath: "", specText: "", loadIdentity: "", parameters: [:], columns: [],
            hasLineage: false, toolVersion: "test")
        let plan = try LoadPlan(inputs: pipeline.inputs, loaded: [], unfinished: nil, start: start, firstID: 0)
        let reading = SourceReading(
            inputs: try RunPlan(pipeline.inputs, [plan], comparable: [[]]).readings, decode: pipeline.decode, transforms: [], targets: pipeline.targets,
            pool: BatchPool(shape: pipeline.shape, limit: 4), meter: ReaderMeter(), wake: ReadWake(), progress: RunProgress(), show: { _ in })
        async let end: Void = reading.run(into: inlet)
        guard case .beginInput = try await outlet.next(), case .batch = try await outlet.next() else {
            Issue.record("no batch")
            return
        }
        try way.happen(to: bench.folder.path("a.csv"))
        var error: (any Error)?
        do {
            while let element = try await outlet.next() {
                if case .endInput = element { Issue.record("taken for whole") }
            }
        } catch let thrown {
            error = thrown
        }
        await end
        let message = "\(error.map { "\($0)" } ?? "no error")"
        #expect(message.contains("a.csv: \(way.message)"), "\(message)")
        #expect((error as? any WeirError)?.exitCode == .badData)
    }
}
