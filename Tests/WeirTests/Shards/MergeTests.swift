// weir merge: all shards in one database, as if one machine had loaded it.

import Foundation
import TestSupport
import Testing

@Suite("merge")
struct MergeTests {
    private static let keyed = ["key: id", "mode: upsert"]

    @Test("rows and ledger are those of one machine, parts of files put together, and it is done once", arguments: [
        ["mode: append", "indexes: [[name]]"], ["mode: append", "lineage: true"], ["mode: replace", "views: { v: SELECT id FROM rows }"],
        ["mode: replace", "lineage: true"], ["mode: upsert", "key: id", "full_text: [name]"],
        ["mode: upsert", "key: id", "lineage: true", "commit: { rows: 100 }"], ["mode: ignore", "key: id"],
        ["mode: ignore", "key: id", "lineage: true", "indexes: [[name]]"],
    ])
    func same(sink: [String]) async throws {
        let shards = try await ShardedFolder(sink: sink)
        try await shards.loadAll()
        #expect(try await shards.folder.run().exitCode == 0)
        let end = try await shards.merge()
        #expect(end.exitCode == 0 && end.errors.contains("balanced: "), "\(end)")
        try await shards.expectSameAsOneMachine()
        let proof = try await shards.verifyMerged()
        #expect(proof.exitCode == 0, "\(proof)")

        let before = try shards.files.bytes("all.sqlite")
        let again = try await shards.merge()
        #expect(again.exitCode == 0 && again.errors.contains("all 3 shards of plan.shards/plan.json are there already"), "\(again)")
        #expect(try shards.files.bytes("all.sqlite") == before)
        #expect(!shards.files.exists("all.sqlite-journal") && !shards.files.exists("all.sqlite.weir-lock"))
    }

    @Test("of several tables each is taken as its mode says, and they stay one group")
    func several() async throws {
        let shards = try await ShardedFolder()
        var spec = String(decoding: try shards.files.bytes("spec.yaml"), as: UTF8.self)
        let start = try #require(spec.range(of: "sink:\n"))
        let end = try #require(spec.range(of: "rejects:"))
        spec.replaceSubrange(
            start.lowerBound..<end.lowerBound,
            with: """
                sinks:
                  - { database: out.sqlite, table: rows, lineage: true }
                  - { database: out.sqlite, table: latest, mode: upsert, key: id, where: id > 100, lineage: true }
                  - { database: out.sqlite, table: first, mode: ignore, key: id }

                """)
        try shards.files.write("spec.yaml", spec)
        #expect(try await shards.folder.weir("plan", "spec.yaml", "--shards", "3", "-o", "plan.json", "--force").exitCode == 0)
        try await shards.loadAll()
        let shardProof = try await shards.prove()
        #expect(shardProof.exitCode == 0, "\(shardProof)")
        #expect(try await shards.folder.run().exitCode == 0)
        let merge = try await shards.merge("--json", "--quiet")
        #expect(merge.exitCode == 0 && merge.errors.isEmpty, "\(merge)")
        let summary = try JSONSerialization.jsonObject(with: Data(merge.output.utf8)) as? [String: Any]
        #expect((summary?["tables"] as? [[String: Any]])?.compactMap { $0["table"] as? String } == ["rows", "latest", "first"])
        try await shards.expectSameAsOneMachine(tables: ["rows", "latest", "first"])
        let proof = try await shards.verifyMerged()
        #expect(proof.exitCode == 0, "\(proof)")
    }

    @Test("a merge that was killed is gone on with by the same command, and by no other run", arguments: [
        ["mode: append", "commit: { rows: 100 }"], ["mode: upsert", "key: id", "commit: { rows: 100 }", "lineage: true"],
    ])
    func killed(sink: [String]) async throws {
        let shards = try await ShardedFolder(sink: sink)
        try await shards.loadAll()
        #expect(try await shards.folder.run().exitCode == 0)
        let merge = try RunningProgram(
            WeirBinary.path, ["merge", "plan.shards", "-o", "all.sqlite"], environment: ["WEIR_TEST_COMMIT_DELAY_MS": "1500"],
            in: shards.files.url)
        while merge.isRunning, (try? await shards.merged.integer("SELECT count(*) > 0 FROM rows")) != 1 {}
        merge.kill()
        #expect(await merge.wait().wasKilled)

        try shards.writeMergedSpec()
        let way = "weir merge \(shards.files.path("plan.shards")) -o"
        let proof = try await shards.folder.weir("verify-counts", "all.yaml")
        #expect(proof.exitCode == 1 && proof.output.contains(way), "\(proof)")
        let run = try await shards.folder.weir("run", "all.yaml")
        #expect(run.exitCode == 65 && run.errors.contains(way), "\(run)")

        let end = try await shards.merge()
        #expect(end.exitCode == 0 && end.errors.contains("were committed by an earlier attempt"), "\(end)")
        try await shards.expectSameAsOneMachine()
        #expect(try await shards.verifyMerged().exitCode == 0)
    }

    @Test("small shards share transactions, as many as SQLite lets a transaction have of them", arguments: [
        (["lineage: true"], 1...3), (["commit: { rows: 1 }"], 10...20),
    ])
    func shared(sink: [String], commits: ClosedRange<Int>) async throws {
        let shards = try await ShardedFolder(sink: sink)
        #expect(try await shards.plan("many.json", shards: 20).exitCode == 0)
        for shard in 0..<20 {
            #expect(try await shards.folder.weir("run", "spec.yaml", "--plan", "many.json", "--shard", "\(shard)").exitCode == 0)
        }
        #expect(try await shards.folder.run().exitCode == 0)
        let end = try await shards.folder.weir("merge", "many.shards", "-o", "all.sqlite", "--json", "--quiet")
        let summary = try JSONSerialization.jsonObject(with: Data(end.output.utf8)) as? [String: Any]
        #expect(end.exitCode == 0 && commits.contains(summary?["commits"] as? Int ?? 0), "\(end)")
        try await shards.expectSameAsOneMachine()
        #expect(try await shards.verifyMerged().exitCode == 0)
    }

    @Test("what an unfinished merge has taken can be taken out again, by the run that loads the inputs itself")
    func restarted() async throws {
        let shards = try await ShardedFolder(sink: ["lineage: true", "commit: { rows: 100 }"])
        try await shards.loadAll()
        let merge = try RunningProgram(
            WeirBinary.path, ["merge", "plan.shards", "-o", "all.sqlite"], environment: ["WEIR_TEST_COMMIT_DELAY_MS": "1500"],
            in: shards.files.url)
        while merge.isRunning, (try? await shards.merged.integer("SELECT count(*) > 0 FROM rows")) != 1 {}
        merge.send(SIGTERM)
        #expect(await merge.wait().exitCode == 143)
        #expect(try await shards.merged.text("SELECT status FROM _weir_runs") == "interrupted")
        try shards.writeMergedSpec()
        let run = try await shards.folder.weir("run", "all.yaml", "--restart")
        #expect(run.exitCode == 0 && run.errors.contains("run 1 did not end well; its rows were taken out again"), "\(run)")
        #expect(try await shards.verifyMerged().exitCode == 0)
        let refused = try await shards.merge()
        #expect(refused.exitCode == 65 && refused.errors.contains("has loaded 4 inputs of the plan already"), "\(refused)")
    }

    @Test("a database that has other runs keeps them, and rows take numbers behind theirs", arguments: [
        ["mode: append", "lineage: true"], ["mode: upsert", "key: id", "lineage: true"],
    ])
    func besideOthers(sink: [String]) async throws {
        let shards = try await ShardedFolder(sink: sink)
        try await shards.loadAll()
        let spec = String(decoding: try shards.files.bytes("spec.yaml"), as: UTF8.self)
        try shards.files.write("more.ndjson", (900...1100).map { "{\"id\":\($0),\"name\":\"before\"}\n" }.joined())
        for database in ["out.sqlite", "all.sqlite"] {
            let before = spec.replacing("[\"in-*.ndjson\", \"in-*.ndjson.gz\"]", with: "more.ndjson").replacing("out.sqlite", with: database)
            try shards.files.write("before.yaml", before)
            #expect(try await shards.folder.run("before.yaml").exitCode == 0)
        }
        #expect(try await shards.folder.run().exitCode == 0)
        let end = try await shards.merge()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await shards.merged.integer("SELECT min(input_id) FROM _weir_inputs WHERE run_id = 2") == 1)
        try await shards.expectSameAsOneMachine()
        let proof = try await shards.verifyMerged()
        #expect(proof.exitCode == 0, "\(proof)")
    }

    @Test("a shard that is not what its ledger says ends it, named, before or in its own transaction", arguments: [
        (keyed, "DELETE FROM rows WHERE rowid = 7", "shard 1", "in its table fails"),
        (keyed, "UPDATE rows SET name = 'other' WHERE rowid = 7", "shard 1", "are not what was loaded (checksum)"),
        (["mode: append"], "DELETE FROM rows WHERE rowid = 7", "shard 1", "1 missing"),
        (["mode: append"], "DROP TABLE rows", "shard 1", "it has no table \"rows\""),
        (["mode: append"], "UPDATE _weir_inputs SET records = records + 1", "shard-00001.sqlite", "the seal does not fit"),
        (["mode: append"], "UPDATE _weir_runs SET status = 'failed'", "shard-00001.sqlite", "did not come to its end (failed)"),
        (["mode: append"], "UPDATE _weir_shard SET plan = 'x'", "shard-00001.sqlite", "it belongs to another plan"),
        (["mode: append"], "UPDATE _weir_shard SET shard = 0", "shard-00001.sqlite", "it is shard 0 of the plan"),
        (["mode: append"], "DROP TABLE _weir_shard", "shard-00001.sqlite", "it was loaded without a plan"),
    ])
    func tampered(sink: [String], sql: String, place: String, reason: String) async throws {
        let shards = try await ShardedFolder(sink: sink)
        try await shards.loadAll()
        try await shards.database(1).execute(sql)
        let end = try await shards.merge()
        #expect(end.exitCode == 1 && end.errors.contains(place) && end.errors.contains(reason), "\(end)")
        if shards.files.exists("all.sqlite") {
            let runs = try await shards.merged.rows("SELECT DISTINCT status FROM _weir_runs")
            #expect(runs == ["failed"])
        }
    }

    @Test("a row that was altered in a shard does not get a checksum of its own when it is renumbered")
    func altered() async throws {
        let shards = try await ShardedFolder(sink: ["lineage: true"])
        try await shards.loadAll()
        // Parts of files are renumbered.
        let parts = "SELECT count(*) FROM _weir_inputs WHERE reading LIKE '%\"part\"%'"
        for shard in 0..<ShardedFolder.shards where try await shards.database(shard).integer(parts)! > 0 {
            try await shards.database(shard).execute("UPDATE rows SET name = 'other' WHERE rowid = 7")
            let end = try await shards.merge()
            #expect(end.exitCode == 1 && end.errors.contains("shard \(shard) (") && end.errors.contains("(checksum)"), "\(end)")
            return
        }
        Issue.record("no file was divided")
    }

    @Test("what is missing or too many is told before anything is made")
    func refused() async throws {
        let shards = try await ShardedFolder(more: ["rejects: { max: 3 }"])
        // Each shard alone has no more than that.
        try await shards.loadAll()
        let rejects = try await shards.merge()
        #expect(rejects.exitCode == 65 && rejects.errors.contains("8 of 4,008 records in all shards are rejects"), "\(rejects)")
        try shards.files.remove("plan.shards/shard-00002.sqlite")
        let missing = try await shards.merge()
        #expect(missing.exitCode == 66 && missing.errors.contains("shard 2 is missing"), "\(missing)")
        #expect(!shards.files.exists("all.sqlite"))
        let into = try await shards.folder.weir("merge", "plan.shards", "-o", "plan.shards/shard-00000.sqlite")
        #expect(into.exitCode == 64, "\(into)")
        #expect(try await shards.folder.weir("merge", "nowhere", "-o", "all.sqlite").exitCode == 66)
        #expect(try await shards.folder.weir("merge", "plan.shards").exitCode == 64)
    }

    @Test("another run or merge that did not come to its end has to be finished first")
    func unfinishedOthers() async throws {
        let shards = try await ShardedFolder()
        try await shards.loadAll()
        try shards.writeMergedSpec()
        #expect(try await shards.folder.run("all.yaml").exitCode == 0)
        try await shards.merged.execute("UPDATE _weir_runs SET status = 'failed'")
        let behindRun = try await shards.merge()
        #expect(behindRun.exitCode == 65 && behindRun.errors.contains("run 1 of pipeline \"test\" did not end well"), "\(behindRun)")

        try shards.files.remove("all.sqlite")
        #expect(try await shards.merge().exitCode == 0)
        try await shards.merged.execute("UPDATE _weir_runs SET status = 'failed'")
        #expect(try await shards.plan("other.json", shards: 1).exitCode == 0)
        let load = try await shards.folder.weir("run", "spec.yaml", "--plan", "other.json", "--shard", "0")
        #expect(load.exitCode == 0, "\(load)")
        let behindMerge = try await shards.folder.weir("merge", "other.shards", "-o", "all.sqlite")
        #expect(behindMerge.exitCode == 65 && behindMerge.errors.contains("plan.shards -o all.sqlite`"), "\(behindMerge)")
    }

    @Test("what is expected of the counts is expected of the whole", arguments: ["append", "ignore"])
    func expectations(mode: String) async throws {
        let key = mode == "append" ? [] : ["key: id"]
        let shards = try await ShardedFolder(
            sink: ["mode: \(mode)"] + key, more: ["rejects: { max: 100 }", "expect: { rows_written: \">= 4000\" }"])
        try await shards.loadAll()
        let end = try await shards.merge()
        #expect(end.exitCode == 65 && end.errors.contains("expect.rows_written is \">= 4000\""), "\(end)")
        #expect(try await shards.verifyMerged().exitCode != 0)
    }

    @Test("a value that two shards have and a unique index bears once ends it, and says which")
    func duplicate() async throws {
        let shards = try await ShardedFolder(sink: ["indexes: [{ columns: [name], unique: true }]"])
        // What the first shard has, and the last.
        let lines = try ["in-0.ndjson", "in-2.ndjson"].map { String(decoding: try shards.files.bytes($0).split(separator: 10)[0], as: UTF8.self) }
        try shards.files.write("in-9.ndjson", lines.joined(separator: "\n"))
        #expect(try await shards.folder.weir("plan", "spec.yaml", "--shards", "3", "-o", "plan.json", "--force").exitCode == 0)
        try await shards.loadAll()
        let end = try await shards.merge()
        #expect(end.exitCode == 65 && end.errors.contains("table \"rows\" refused a row of it: UNIQUE constraint failed: rows.name"), "\(end)")
    }

    @Test("rows are taken out of the folder whose ledgers were looked at, however its path goes")
    func links() async throws {
        let shards = try await ShardedFolder(sink: ["mode: append"])
        try await shards.loadAll()
        #expect(try await shards.folder.run().exitCode == 0)
        // `link/..` is where the link leads to, and not where it stands.
        try shards.files.write("far/away/note", "")
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: shards.files.path("link"), withDestinationPath: "far/away")
        let odd = "a %41?b#c'ä; &x"
        try manager.copyItem(atPath: shards.files.path("plan.shards"), toPath: shards.files.path("far/\(odd)"))
        try manager.copyItem(atPath: shards.files.path("plan.shards"), toPath: shards.files.path(odd))
        for shard in 0..<ShardedFolder.shards {
            try await SQLiteShell(shards.files.path("\(odd)/shard-0000\(shard).sqlite")).execute("UPDATE rows SET name = 'other'")
        }
        let end = try await shards.folder.weir("merge", "link/../\(odd)", "-o", "all.sqlite")
        #expect(end.exitCode == 0, "\(end)")
        try await shards.expectSameAsOneMachine()
    }

    @Test("a shard with a damaged page is told from a damaged target, and mended by loading it anew", arguments: [[], keyed])
    func damaged(sink: [String]) async throws {
        let shards = try await ShardedFolder(sink: sink)
        try await shards.loadAll()
        #expect(try await shards.folder.run().exitCode == 0)
        let database = shards.database(1)
        let root = try #require(try await database.integer("SELECT rootpage FROM sqlite_schema WHERE name = 'rows'"))
        let page = try #require(try await database.integer("PRAGMA page_size"))
        var bytes = try shards.files.bytes("plan.shards/shard-00001.sqlite")
        bytes.replaceSubrange((root - 1) * page..<(root - 1) * page + 100, with: [UInt8](repeating: 0xFF, count: 100))
        try shards.files.write("plan.shards/shard-00001.sqlite", bytes: bytes)
        let end = try await shards.merge()
        #expect(end.exitCode == 74 && end.errors.contains("plan.shards/shard-00001.sqlite"), "\(end)")
        #expect(end.errors.contains("reading failed: database disk image is malformed"), "\(end)")
        #expect(try await shards.merged.text("SELECT status FROM _weir_runs") == "failed")

        try shards.files.remove("plan.shards/shard-00001.sqlite")
        #expect(try await shards.load(1).exitCode == 0)
        let again = try await shards.merge()
        #expect(again.exitCode == 0, "\(again)")
        #expect(try await shards.merged.rows("SELECT * FROM rows ORDER BY id, name") == shards.folder.database.rows("SELECT * FROM rows ORDER BY id, name"))
    }

    @Test("rejects that the target does not keep are the target's failure", arguments: [[], keyed])
    func rejectsNotKept(sink: [String]) async throws {
        let shards = try await ShardedFolder(sink: sink)
        try await shards.loadAll()
        try shards.files.write("more.ndjson", "{\"id\":1,\"name\":\"before\"}\n")
        let spec = String(decoding: try shards.files.bytes("spec.yaml"), as: UTF8.self)
        try shards.files.write(
            "before.yaml",
            spec.replacing("[\"in-*.ndjson\", \"in-*.ndjson.gz\"]", with: "more.ndjson").replacing("out.sqlite", with: "all.sqlite"))
        #expect(try await shards.folder.run("before.yaml").exitCode == 0)
        try await shards.merged.execute(
            "CREATE TRIGGER full BEFORE INSERT ON _weir_rejects BEGIN SELECT raise(ABORT, 'no room'); END")
        let end = try await shards.merge()
        #expect(end.exitCode != 0 && end.errors.contains("no room"), "\(end)")
        #expect(!end.errors.contains("shard-0000"), "\(end)")
    }

    @Test("an entry of a merge that no run owns shows")
    func orphans() async throws {
        let shards = try await ShardedFolder()
        try await shards.loadAll()
        #expect(try await shards.merge().exitCode == 0)
        #expect(try await shards.merged.rows("SELECT run_id, shard FROM _weir_merged") == ["1|0", "1|1", "1|2"])
        try await shards.merged.execute("UPDATE _weir_merged SET shard_seal = 'x' WHERE shard = 1")
        let edited = try await shards.verifyMerged()
        #expect(edited.exitCode == 1 && edited.output.contains("the seal does not fit"), "\(edited)")
        try await shards.merged.execute("INSERT INTO _weir_merged VALUES (9, 0, 'p', 'f', 0, 's')")
        let orphaned = try await shards.verifyMerged()
        #expect(orphaned.exitCode == 1 && orphaned.output.contains("_weir_merged has entries of runs that _weir_runs lacks: 9"), "\(orphaned)")
    }
}
