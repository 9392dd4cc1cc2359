// Several tables, and runs that ended before their inputs did.

import Foundation
import TestSupport
import Testing

@Suite("sinks: unfinished runs")
struct SinksUnfinishedTests {
    private static func sinks(mode: String = "append") -> [String] {
        [
            "{ table: one, database: out.sqlite, mode: \(mode), commit: { rows: 150, interval: 1h }, where: id % 3 <> 1 }",
            "{ table: two, mode: \(mode), transforms: [derive: { twice: id * 2 }, filter: id % 5 <> 0] }",
        ]
    }

    private static let small = "flow: { batch_rows: 50, batch_bytes: 4KiB }"

    @Test("what failed in one target is committed in none behind the same record, and goes on in all from there")
    func resumed() async throws {
        let spec = Shop.spec(Self.sinks(), more: [Self.small])
        let csv = Shop.csv(1...1000)
        let folder = try Shop.folder(spec, csv: csv + "1001,ok,\n")
        let failed = try await folder.run()
        #expect(failed.exitCode == 65, "\(failed)")
        let places = try await folder.database.rows("SELECT DISTINCT records, decoded_bytes FROM _weir_inputs")
        #expect(places.count == 1, "\(places)")
        #expect(try await folder.verify().exitCode == 1)
        try folder.files.write("spec.yaml", spec + "rejects: { max: 1 }\n")
        let end = try await folder.run()
        #expect(end.exitCode == 0 && end.errors.split(separator: "\n").count { $0.contains("in.csv: resumed behind record ") } == 2, "\(end)")
        #expect(try await folder.database.text("SELECT (SELECT count(*) FROM one), (SELECT count(*) FROM two)") == "666|800")
        #expect(try await folder.database.rows("SELECT run_id, status FROM _weir_runs") == ["1|complete", "2|complete"])
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("--restart takes the rows of all targets out again")
    func restarted() async throws {
        let spec = Shop.spec(Self.sinks(), more: [Self.small])
        let folder = try Shop.folder(spec, csv: Shop.csv(1...1000) + "1001,ok,\n")
        #expect(try await folder.run().exitCode == 65)
        try folder.files.write("in.csv", Shop.csv(1...30))
        let refused = try await folder.run()
        #expect(refused.exitCode == 65 && refused.errors.contains("in.csv has changed since, and not only behind what was read of it. `weir run --restart`"), "\(refused)")
        let end = try await folder.weir("run", "spec.yaml", "--restart")
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.rows("SELECT run_id, status FROM _weir_runs") == ["1|undone", "2|undone", "3|complete", "4|complete"])
        #expect(try await folder.database.text("SELECT (SELECT count(*) FROM one), (SELECT count(*) FROM two)") == "20|24")
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("targets that would have to go on from different places are refused, with the way out")
    func differentPlaces() async throws {
        let folder = try Shop.folder(Shop.spec(Self.sinks(), more: [Self.small]), csv: Shop.csv(1...1000) + "1001,ok,\n")
        #expect(try await folder.run().exitCode == 65)
        try await folder.database.execute("DELETE FROM two; DELETE FROM _weir_inputs WHERE run_id = 2; DELETE FROM _weir_stages WHERE run_id = 2")
        let refused = try await folder.run()
        #expect(refused.exitCode == 65, "\(refused)")
        #expect(refused.errors.contains("in.csv is not committed up to the same record in all tables. `weir run --restart`"), "\(refused)")
        #expect(try await folder.weir("run", "spec.yaml", "--restart").exitCode == 65)
    }

    @Test("killed at random moments, tables that are loaded together end as undisturbed ones do", arguments: ["append", "replace"])
    func killed(mode: String) async throws {
        var random = SeededGenerator()
        let folder = try Shop.folder(Shop.spec(Self.sinks(mode: mode), more: [Self.small, "rejects: { max: 99 }"]))
        for number in 0..<3 {
            try folder.files.write("in-\(number).csv", Shop.csv(number * 1000 + 1...number * 1000 + 1000) + "x,broken\n")
        }
        for strike in 0..<12 {
            let goal = folder.commits + Int.random(in: 0...6, using: &random)
            let run = try RunningProgram(
                WeirBinary.path, ["run", "spec.yaml"], environment: ["WEIR_TEST_COMMIT_DELAY_MS": "6"], in: folder.files.url)
            while run.isRunning, folder.commits < goal { try await Task.sleep(for: .milliseconds(1)) }
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...8, using: &random)))
            run.send(strike % 4 == 3 ? SIGTERM : SIGKILL)
            _ = await run.wait()
            let note = Comment(rawValue: "seed \(random.seed), strike \(strike)")
            #expect(try await folder.database.text("PRAGMA integrity_check") == "ok", note)
            guard try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = '_weir_inputs'") == 1 else { continue }
            let apart = """
                SELECT count(*) FROM (SELECT path FROM _weir_inputs WHERE run_id IN (SELECT run_id FROM _weir_groups
                WHERE group_id = (SELECT max(group_id) FROM _weir_groups)) GROUP BY path
                HAVING count(*) <> 2 OR min(records) <> max(records) OR min(decoded_bytes) <> max(decoded_bytes))
                """
            #expect(try await folder.database.integer(apart) == 0, note)
        }
        let end = try await folder.run()
        let note = Comment(rawValue: "seed \(random.seed): \(end)")
        #expect(end.exitCode == 0, note)
        #expect(try await folder.database.text("SELECT count(*), count(DISTINCT id), sum(id % 3 = 1) FROM one") == "2000|2000|0", note)
        #expect(try await folder.database.text("SELECT count(*), count(DISTINCT id), sum(twice - id) = sum(id) FROM two") == "2400|2400|1", note)
        #expect(try await folder.verifyDeep().exitCode == 0, note)
    }

    @Test("what dedupe has seen in front of all and on the way to one is seen again by a run that goes on")
    func dedupe() async throws {
        var random = SeededGenerator()
        let sinks = [
            "{ table: one, database: out.sqlite, commit: { rows: 100, interval: 1h } }",
            "{ table: two, where: id % 2 = 0, transforms: [derive: { tens: id / 10 }, dedupe: tens] }",
        ]
        let folder = try Shop.folder(Shop.spec(sinks, transforms: ["dedupe: id"], more: [Self.small]))
        for number in 0..<3 {
            try folder.files.write("in-\(number).csv", Shop.csv((0..<800).map { _ in Int.random(in: 1...2000, using: &random) }))
        }
        let whole = try Shop.folder(Shop.spec(sinks, transforms: ["dedupe: id"], more: [Self.small]))
        for number in 0..<3 { try whole.files.write("in-\(number).csv", bytes: folder.files.bytes("in-\(number).csv")) }
        #expect(try await whole.run().exitCode == 0)
        for strike in 0..<8 {
            let goal = folder.commits + Int.random(in: 1...4, using: &random)
            let run = try RunningProgram(
                WeirBinary.path, ["run", "spec.yaml"], environment: ["WEIR_TEST_COMMIT_DELAY_MS": "6"], in: folder.files.url)
            while run.isRunning, folder.commits < goal { try await Task.sleep(for: .milliseconds(1)) }
            run.send(strike % 2 == 1 ? SIGTERM : SIGKILL)
            _ = await run.wait()
        }
        let end = try await folder.run()
        let note = Comment(rawValue: "seed \(random.seed): \(end)")
        #expect(end.exitCode == 0, note)
        for table in ["one", "two"] {
            let rows = "SELECT * FROM \(table) ORDER BY rowid"
            #expect(try await folder.database.rows(rows) == whole.database.rows(rows), note)
        }
        #expect(try await folder.verifyDeep().exitCode == 0, note)
    }

    @Test("tables that are replaced together are swapped together: a reader sees the old ones or the new ones")
    func swapped() async throws {
        let sinks = ["{ table: one, database: out.sqlite, mode: replace, indexes: [[status]] }", "{ table: two, mode: replace, key: id }"]
        let folder = try Shop.folder(Shop.spec(sinks))
        func write(_ generation: Int) throws {
            try folder.files.write("in.csv", "id,status\n" + (1...3000).map { "\($0),g\(generation)\n" }.joined())
        }
        try write(0)
        #expect(try await folder.run().exitCode == 0)
        for generation in 1...3 {
            try write(generation)
            let run = try RunningProgram(WeirBinary.path, ["run", "spec.yaml"], in: folder.files.url)
            while run.isRunning {
                let seen = try await folder.database.text(
                    "SELECT count(*), count(DISTINCT status) FROM (SELECT status FROM one UNION ALL SELECT status FROM two)")
                #expect(seen == "6000|1")
            }
            let end = await run.wait()
            #expect(end.exitCode == 0, "\(end)")
        }
        try folder.files.write("in.csv", "id,status\n1,new\n1,twice\n")
        let failed = try await folder.run()
        #expect(failed.exitCode == 65 && failed.errors.contains("table one is as it was") && failed.errors.contains("table two is as it was"), "\(failed)")
        #expect(try await folder.database.text("SELECT count(*), min(status) FROM one") == "3000|g3")
    }
}
