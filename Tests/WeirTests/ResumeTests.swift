// A run that is killed again and again, and in the end has done what an undisturbed one does.

import Foundation
import TestSupport
import Testing

@Suite("resume")
struct ResumeTests {
    private static func csv(_ ids: Range<Int>) -> String {
        "id,name\n" + ids.map { "\($0),\"name, \($0)\"\n" + ($0 % 97 == 0 ? "\n" : "") + ($0 % 501 == 0 ? "bad,\($0)\n" : "") }.joined()
    }

    private static func ndjson(_ ids: Range<Int>) -> String {
        ids.map { "{\"id\":\($0),\"name\":\"n\\u00e4me \($0)\"}\n" + ($0 % 501 == 0 ? "{bad\n" : "") }.joined()
    }

    /// Three inputs, gzipped in several members or plain; rejects, drops and blank lines among the records.
    private static func folder(_ format: String) throws -> PipelineFolder {
        var spec = SpecText()
        spec.files = "\"in-*\""
        spec.source = ["format: \(format)"]
        spec.transforms = ["filter: id % 7 <> 0", "derive: { twice: { sql: id * 2, type: integer } }"]
        spec.sink = ["commit: { rows: 700 }"]
        spec.more = ["rejects: { max: 1000 }", "flow: { batch_rows: 100, batch_bytes: 8KiB }"]
        let folder = try PipelineFolder(spec)
        for (index, ids) in [0..<4000, 4000..<4010, 4010..<9000].enumerated() {
            let text = Array((format == "csv" ? csv(ids) : ndjson(ids)).utf8)
            let members = stride(from: 0, to: text.count, by: 30_000).map { Array(text[$0..<min($0 + 30_000, text.count)]) }
            try folder.files.write("in-\(index)", bytes: index == 1 ? text : members.flatMap { Gzip.member($0) })
        }
        return folder
    }

    @Test("killed at random moments, a run ends as if nothing had happened", arguments: ["csv", "ndjson"])
    func killed(format: String) async throws {
        let undisturbed = try Self.folder(format)
        #expect(try await undisturbed.run().exitCode == 0)
        let dump = try await undisturbed.database.dump("rows")
        let tallies = "SELECT path, records, blank_lines, decoded_bytes, crc32, complete FROM _weir_inputs"
        let stages = "SELECT input_id, stage, name, \"in\", out, dropped, rejected, inserted FROM _weir_stages"
        let rejects = "SELECT record, byte_offset, stage, reason, hex(raw) FROM _weir_rejects ORDER BY input_id, record"

        let folder = try Self.folder(format)
        var generator = SeededGenerator()
        var kills = 0
        for _ in 0..<6 {
            let run = try RunningProgram(
                WeirBinary.path, ["run", "spec.yaml"], environment: ["WEIR_TEST_COMMIT_DELAY_MS": "100"], in: folder.files.url)
            try await Task.sleep(for: .milliseconds(Int.random(in: 100...700, using: &generator)))
            run.kill()
            if await run.wait().wasKilled { kills += 1 }
        }
        let end = try await folder.run()
        let seed = Comment(rawValue: "seed \(generator.seed), \(kills) kills: \(end)")
        #expect(end.exitCode == 0, seed)
        #expect(kills > 0, seed)
        #expect(try await folder.database.text("PRAGMA integrity_check") == "ok", seed)
        #expect(try await folder.database.dump("rows") == dump, seed)
        for query in [stages, rejects] {
            #expect(try await folder.database.rows(query) == undisturbed.database.rows(query), seed)
        }
        #expect(
            try await folder.database.rows(tallies.replacing("path", with: "input_id"))
                == undisturbed.database.rows(tallies.replacing("path", with: "input_id")), seed)
        #expect(try await folder.verify().exitCode == 0, seed)
    }

    @Test("two at once: the second says who has the database, and exits with 75")
    func twoAtOnce() async throws {
        let folder = try PipelineFolder(UnfinishedRunTests.spec, csv: numberedCSV(1...5000))
        let first = try RunningProgram(
            WeirBinary.path, ["run", "spec.yaml"], environment: ["WEIR_TEST_COMMIT_DELAY_MS": "600000"], in: folder.files.url)
        while first.isRunning, !folder.files.exists("out.sqlite.weir-lock") { try await Task.sleep(for: .milliseconds(5)) }
        let second = try await folder.run()
        #expect(second.exitCode == 75, "\(second)")
        #expect(second.errors.contains("another run has this database (pid "), "\(second)")
        first.kill()
        #expect(await first.wait().wasKilled)
        #expect(try await folder.run().exitCode == 0, "a lock does not outlive its holder")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 5000)
        #expect(!folder.files.exists("out.sqlite.weir-lock"))
    }
}
