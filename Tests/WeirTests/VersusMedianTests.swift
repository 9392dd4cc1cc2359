// expect: { rows_written: { vs_median: … } }

import Foundation
import TestSupport
import Testing

@Suite("expectations against earlier runs")
struct VersusMedianTests {
    private static let expect = "{ rows_written: { vs_median: \"±30%\" } }"

    @Test("of fifteen nights the one with 60 % of the rows fails and leaves nothing, and the next normal file passes", arguments: ["append", "replace"])
    func nights(_ mode: String) async throws {
        let nights = try Nights(expect: Self.expect, sink: ["mode: \(mode)"])
        // What a replacing run reads is all there is: one file, written anew each night.
        func night(_ number: Int) -> Int { mode == "replace" ? 1 : number }
        for number in 1...14 {
            let end = try await nights.run(night(number), records: 200 + number)
            #expect(end.exitCode == 0, "night \(number): \(end)")
        }
        let before = try await nights.folder.database.text("SELECT count(*), sum(id) FROM rows")

        let bad = try await nights.run(night(15), records: 124)
        #expect(bad.exitCode == 65, "\(bad)")
        #expect(
            bad.errors.contains(
                "failed: expect.rows_written.vs_median is \"±30%\", and the count is 124, 40.2 % less than 207.5, the median of the 14 runs "
                    + "before; if that is as it should be, leave vs_median out for this run, so the run failed"), "\(bad)")
        #expect(try await nights.folder.database.text("SELECT count(*), sum(id) FROM rows") == before)
        #expect(try await nights.folder.database.text("SELECT status FROM _weir_runs ORDER BY run_id DESC LIMIT 1") == "failed")
        #expect(try await nights.folder.verify().exitCode == 1)

        let good = try await nights.run(night(15), records: 210)
        #expect(good.exitCode == 0, "\(good)")
        #expect(try await nights.folder.verify().exitCode == 0)
        #expect(
            try await nights.folder.database.text("SELECT count(*) FROM rows")
                == (mode == "replace" ? "210" : "\((201...214).reduce(210, +))"))
    }

    @Test("with fewer earlier runs than wanted it passes and says so, until there are enough")
    func fewRuns() async throws {
        let nights = try Nights(expect: "{ rows_read: { vs_median: \"-10%..+10%\", at_least: 2 }, rows_written: \">= 1\" }")
        for (night, records, told) in [(1, 10, "no earlier run"), (2, 1000, "only 1 earlier run")] {
            let end = try await nights.run(night, records: records)
            #expect(end.exitCode == 0, "\(end)")
            #expect(end.errors.contains("\n  expect.rows_read.vs_median: \(told), not compared\n"), "\(end)")
        }
        let end = try await nights.run(3, records: 1000)
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("the count is 1,000, 98 % more than 505, the median of the 2 runs before"), "\(end)")
        let json = try await nights.folder.weir("run", "spec.yaml", "--json", "--quiet")
        #expect(json.output.contains("\"uncompared_expectations\":[]"), "\(json)")
    }

    @Test("a dry run finds out the same and writes nothing")
    func dry() async throws {
        let nights = try Nights(expect: Self.expect)
        for night in 1...3 { #expect(try await nights.run(night, records: 100).exitCode == 0) }
        try nights.receive(4, records: 60)
        let before = try nights.folder.files.bytes("out.sqlite")
        let dry = try await nights.folder.weir("run", "spec.yaml", "--dry-run")
        #expect(dry.exitCode == 65 && dry.errors.contains("the count is 60, 40 % less than 100"), "\(dry)")
        #expect(try nights.folder.files.bytes("out.sqlite") == before)
        try nights.receive(4, records: 70)
        #expect(try await nights.folder.weir("run", "spec.yaml", "--dry-run").exitCode == 0)
    }

    @Test("a night without a new file is no usual one, and says nothing about the next")
    func nothingNew() async throws {
        let nights = try Nights()
        for night in 1...3 { #expect(try await nights.run(night, records: 100).exitCode == 0) }
        for _ in 0..<5 { #expect(try await nights.folder.run().exitCode == 0) }
        try nights.folder.write(Nights.spec(expect: Self.expect))
        let idle = try await nights.folder.run()
        #expect(idle.exitCode == 65 && idle.errors.contains("the count is 0, 100 % less than 100"), "\(idle)")
        #expect(try await nights.run(4, records: 100).exitCode == 0)
    }

    @Test("runs of other pipelines and into other tables are no measure")
    func others() async throws {
        let nights = try Nights()
        for night in 1...4 { #expect(try await nights.run(night, records: 100).exitCode == 0) }
        for (name, table) in [("nightly", "others"), ("daily", "rows")] {
            var spec = Nights.spec(expect: Self.expect)
            (spec.name, spec.table) = (name, table)
            try nights.folder.write(spec)
            let end = try await nights.folder.run()
            #expect(end.exitCode == 0 && end.errors.contains("vs_median: no earlier run, not compared"), "\(end)")
        }
    }

    @Test("of several tables each is held against its own runs")
    func tables() async throws {
        let sinks = ["{ table: good, database: out.sqlite, where: status = 'ok' }", "{ table: bad, where: status = 'bad', expect: { rows_written: { vs_median: ±100% } } }"]
        let folder = try Shop.folder(Shop.spec(sinks, more: ["expect: \(Self.expect)"]))
        func receive(_ night: Int, ok: Int, bad: Int) throws {
            let lines = Array(repeating: "ok", count: ok) + Array(repeating: "bad", count: bad)
            try folder.files.write("in\(night).csv", "id,status\n" + lines.enumerated().map { "\(night * 1000 + $0),\($1)\n" }.joined())
        }
        for night in 1...3 {
            try receive(night, ok: 100, bad: 10)
            #expect(try await folder.run().exitCode == 0)
        }
        try receive(4, ok: 100, bad: 18)
        #expect(try await folder.run().exitCode == 0)
        try receive(5, ok: 60, bad: 1)
        let end = try await folder.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("failed: expect.rows_written.vs_median of table good is \"±30%\", and the count is 60, 40 % less than 100"), "\(end)")
        #expect(!end.errors.contains("of table bad is"), "\(end)")
        #expect(try await folder.database.text("SELECT count(*) FROM good") == "400")
    }

    @Test("a retry of rejects is not asked for what nights are")
    func retry() async throws {
        var spec = Nights.spec(expect: Self.expect, sink: ["mode: upsert", "key: id"])
        spec.more.append("rejects: { max: 9 }")
        let folder = try PipelineFolder(spec)
        for night in 1...4 {
            let csv = "id,name\n" + (1...100).map { "\(night)\($0),a\n" }.joined() + (night == 4 ? "x,y\n" : "")
            try folder.files.write("night\(night).csv", csv)
            #expect(try await folder.run().exitCode == 0)
        }
        let end = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(end.exitCode == 0, "\(end)")
    }

    @Test("check shows what a run is compared with")
    func plan() async throws {
        let folder = try PipelineFolder(
            Nights.spec(expect: "{ rows_written: { count: \">= 5\", vs_median: \"±30%\", runs: 7, at_least: 1 } }"))
        try folder.files.write("night1.csv", numberedCSV(1...3))
        let end = try await folder.weir("check", "spec.yaml")
        #expect(
            end.output.hasSuffix(
                "\nexpected\n  rows_written  >= 5\n  rows_written  ±30% of the median of the last 7 runs, from 1 earlier run on\n"), "\(end)")
    }
}
