// Whole runs on small files: what is loaded, and what is left after a failure.

import Foundation
import Ledger
import RowModel
import TestSupport
import Testing

@testable import Flow

@Suite struct PipelineRunTests {
    private static let columns = "columns: { id: integer, name: text }"

    private static func source(_ files: String, more: String = "") -> String {
        "source: { files: \(files), \(columns)\(more) }"
    }

    @Test("CSV inputs are loaded in order, each with its account")
    func csv() async throws {
        let bench = try FlowBench()
        try bench.csv("a1.csv", 1...300)
        try bench.folder.write("a2.csv.gz", bytes: Gzip.member("name,id\n\"x,y\",301\n\nz,302\n".utf8))
        let outcome = try await bench.run(Self.source("a*", more: ", format: csv") + "\ntransforms: [filter: id <> 2]\nflow: { batch_rows: 7 }")
        #expect(outcome.failure == nil)
        #expect(try bench.rows("SELECT count(*), sum(id), max(name) FROM t") == ["301|\(302 * 303 / 2 - 2)|z"])
        #expect(outcome.records == 302 && outcome.inserted == 301 && outcome.dropped == 1 && outcome.rejected == 0)
        #expect(outcome.accounts.map(\.input.records) == [300, 2] && outcome.accounts.allSatisfy(\.input.isComplete))
        #expect(outcome.accounts.map(\.input.blankLines) == [0, 1])
        #expect(outcome.stageTotals.map(\.name) == ["decode", "filter", "sink"])
        #expect(outcome.rowsBefore == 0 && outcome.rowsAfter == 301 && outcome.runID == 1)
        #expect(outcome.accounts.flatMap(BalanceLaw.imbalances) == [])
        #expect(outcome.channel.peakLevel <= outcome.channel.highWatermark + outcome.channel.heaviestBatch)
    }

    @Test("NDJSON is loaded the same way")
    func ndjson() async throws {
        let bench = try FlowBench()
        try bench.folder.write("a.ndjson", "{\"id\": 1, \"name\": \"a\"}\n\n{\"name\": null, \"id\": 2}\n")
        let outcome = try await bench.run(Self.source("a.ndjson"))
        #expect(outcome.failure == nil)
        #expect(try bench.rows("SELECT id, name FROM t") == ["1|a", "2|null"])
    }

    @Test("an empty NDJSON file is an input of no records")
    func empty() async throws {
        let bench = try FlowBench()
        try bench.folder.write("a.ndjson", "")
        let outcome = try await bench.run(Self.source("a.ndjson"))
        #expect(outcome.failure == nil && outcome.accounts.map(\.input.isComplete) == [true])
        #expect(try bench.rows("SELECT count(*) FROM t") == ["0"])
    }

    @Test("the batch size changes nothing of what is loaded or rejected")
    func batchSizes() async throws {
        var dumps: Set<[String]> = []
        for rows in [1, 2, 7, 1000] {
            let bench = try FlowBench()
            let lines = (1...60).map { $0 % 9 == 0 ? "x\($0),bad" : "\($0),name \($0)" }
            try bench.folder.write("a.csv", "id,name\n" + lines.joined(separator: "\n"))
            let outcome = try await bench.run(Self.source("a.csv") + """

                transforms:
                - derive: { twice: { type: integer, sql: id * 2 } }
                - assert: id % 10 <> 0
                rejects: { max: 100 }
                flow: { batch_rows: \(rows) }
                """)
            #expect(outcome.failure == nil)
            dumps.insert(
                try bench.rows("SELECT * FROM t")
                    + bench.rows("SELECT record, byte_offset, stage, column_name, reason, hex(raw) FROM _weir_rejects ORDER BY record")
                    + bench.rows("SELECT name, \"in\", out, dropped, rejected, inserted FROM _weir_stages"))
        }
        #expect(dumps.count == 1)
        #expect(dumps.first?.count == 60 + 4)
    }

    @Test("a reader that fails in the middle leaves what was committed, and says where it failed")
    func failingReader() async throws {
        let bench = try FlowBench()
        try bench.csv("a1.csv", 1...50)
        let good = Gzip.member(("id,name\n" + (51...4000).map { "\($0),name \($0)\n" }.joined()).utf8)
        try bench.folder.write("a2.csv.gz", bytes: good.dropLast(20))
        let outcome = try await bench.run("""
            sink: { database: d.sqlite, table: t, durability: off, commit: { rows: 10 } }
            \(Self.source("a*", more: ", format: csv"))
            flow: { batch_rows: 10, batch_bytes: 4KiB }
            """)
        let failure = try #require(outcome.failure)
        #expect(failure.exitCode == .badData && failure.description.contains("a2.csv.gz"))
        let kept = try #require(Int(try bench.rows("SELECT count(*) FROM t")[0]))
        #expect(kept > 50 && kept < 4000)
        #expect(outcome.inserted == kept && outcome.rowsAfter == nil)
        #expect(outcome.accounts.map(\.input.isComplete) == [true, false])
        #expect(try bench.rows("SELECT status, rows_after FROM _weir_runs") == ["failed|\(kept)"])
        #expect(outcome.accounts.flatMap(BalanceLaw.imbalances) == [])
    }

    @Test("a reject that is one too many ends the run with its record, and undoes the transaction")
    func rejects() async throws {
        let bench = try FlowBench()
        try bench.folder.write("a.csv", "id,name\n1,a\nx,b\n3,c\n")
        let outcome = try await bench.run(Self.source("a.csv"))
        #expect(outcome.failure?.exitCode == .badData)
        #expect(outcome.failure?.description.contains("record 2 (byte 12): id: \"x\" is not an integer; rejects.max is 0") == true,
            "\(outcome.failure?.description ?? "")")
        #expect(try bench.rows("SELECT name FROM sqlite_schema WHERE name = 't'") == [])
    }

    @Test("a percentage of rejects is judged at the end of the source")
    func percentage() async throws {
        for (limit, fails) in [("40%", false), ("20%", true)] {
            let bench = try FlowBench()
            try bench.folder.write("a.csv", "id,name\nx,b\n1,a\n3,c\n")
            let outcome = try await bench.run(Self.source("a.csv") + "\nrejects: { max: \(limit) }")
            #expect((outcome.failure != nil) == fails)
            #expect(try bench.rows("SELECT count(*) FROM _weir_rejects") == [fails ? "0" : "1"])
        }
    }

    @Test("a percentage that was exceeded stays exceeded, however often the run is taken up again")
    func percentageAgain() async throws {
        let bench = try FlowBench()
        try bench.folder.write("a.csv", "id,name\nx,b\n1,a\n3,c\n")
        let parts = """
            sink: { database: d.sqlite, table: t, durability: off, commit: { rows: 1 } }
            \(Self.source("a.csv"))
            rejects: { max: 20% }
            flow: { batch_rows: 1 }
            """
        let first = try await bench.run(parts)
        #expect(first.failure?.exitCode == .badData)
        #expect(try bench.rows("SELECT (SELECT count(*) FROM t), (SELECT count(*) FROM _weir_rejects)") == ["2|1"])
        for _ in 0..<2 {
            let again = try await bench.run(parts)
            #expect(again.failure?.exitCode == .badData)
            #expect(again.failure?.description.contains("1 of 3 records are rejects, and rejects.max is 20%") == true)
            #expect(try bench.rows("SELECT status FROM _weir_runs") == ["failed"])
        }
    }

    @Test("a writer that fails ends a reader that is held back", .timeLimit(.minutes(10)))
    func failingWriter() async throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...30_000)
        let parts = """
            sink: { database: d.sqlite, table: t, durability: off, indexes: [{ columns: [id], unique: true }] }
            \(Self.source("a.csv"))
            flow: { high_watermark: 8KiB, low_watermark: 4KiB, batch_rows: 10, batch_bytes: 4KiB }
            """
        #expect(try await bench.run(parts).failure == nil)
        try bench.csv("b.csv", 30_000...60_000)
        let outcome = try await bench.run(parts.replacing("a.csv", with: "b.csv"))
        #expect(outcome.failure?.exitCode == .badData, "\(outcome.failure?.description ?? "none")")
        #expect(try bench.rows("SELECT count(*) FROM t") == ["30000"])
        #expect(outcome.channel.peakLevel <= outcome.channel.highWatermark + outcome.channel.heaviestBatch)
    }

    @Test("an input that is loaded is skipped the next time; one that has changed since is refused")
    func again() async throws {
        let bench = try FlowBench()
        try bench.csv("a1.csv", 1...3)
        #expect(try await bench.run(Self.source("a*", more: ", format: csv")).inserted == 3)
        try bench.csv("a2.csv", 4...5)
        let second = try await bench.run(Self.source("a*", more: ", format: csv"))
        #expect(second.skipped.map(\.run) == [1] && second.inserted == 2 && second.rowsAfter == 5)
        try bench.csv("a1.csv", 1...4)
        let third = try await bench.run(Self.source("a*", more: ", format: csv"))
        #expect(third.failure?.exitCode == .badData && third.runID == nil)
        #expect(try bench.rows("SELECT count(*) FROM t") == ["5"])
    }

    @Test("a replacing run that fails leaves the table as it was")
    func failedReplace() async throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...3)
        let parts = "sink: { database: d.sqlite, table: t, mode: replace, durability: off }\n" + Self.source("a.csv")
        #expect(try await bench.run(parts).failure == nil)
        try bench.folder.write("a.csv", "id,name\n7,a\nx,b\n")
        #expect(try await bench.run(parts).failure != nil)
        #expect(try bench.rows("SELECT id FROM t") == ["1", "2", "3"])
    }

    @Test("a run that is cancelled ends as interrupted, with what it has committed")
    func cancelled() async throws {
        // A run may be faster than the look at it, or struck before it is in the ledger, but not each time.
        for _ in 0..<50 {
            let bench = try FlowBench()
            try bench.csv("a.csv", 1...50_000)
            let pipeline = try bench.compile(Self.source("a.csv") + "\nflow: { batch_rows: 5 }")
            let run = Task { await PipelineRun(pipeline, toolVersion: "test").run()[0] }
            let watch = JournalWatch(bench.folder) { run.cancel() }
            let outcome = await run.value
            watch.end()
            if outcome.exitCode == .balanced || outcome.runID == nil { continue }
            #expect(outcome.exitCode == .interrupted, "\(outcome.failure?.description ?? "no failure")")
            #expect(try bench.rows("SELECT status FROM _weir_runs") == ["interrupted"])
            if outcome.inserted > 0 { #expect(try bench.rows("SELECT count(*) FROM t") == ["\(outcome.inserted)"]) }
            return
        }
        Issue.record("no run could be cancelled")
    }
}
