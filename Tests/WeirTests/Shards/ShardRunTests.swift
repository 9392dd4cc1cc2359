// Shards, each loaded exactly once, however often and in whatever way it is tried.

import Foundation
import TestSupport
import Testing

@Suite("shards")
struct ShardRunTests {
    private static let all = ["plan.json", "shard-00000.sqlite", "shard-00001.sqlite", "shard-00002.sqlite"]

    @Test("hold what one machine would have loaded, parts of files included, and leave nothing else behind")
    func whole() async throws {
        let shards = try await ShardedFolder(sink: ["lineage: true"])
        try await shards.loadAll()
        #expect(try await shards.folder.run().exitCode == 0)
        #expect(try await shards.rows() == shards.folder.database.rows("SELECT id, name FROM rows").sorted())
        #expect(try await shards.rows("SELECT byte_offset, reason FROM _weir_rejects")
            == shards.folder.database.rows("SELECT byte_offset, reason FROM _weir_rejects").sorted())
        let parts = try await shards.rows("SELECT count(*) FROM _weir_inputs WHERE reading LIKE '%\"part\"%'")
        #expect(parts.contains { $0 != "0" }, "no file was divided: \(parts)")
        #expect(try shards.published() == Self.all)
        #expect(shards.scratch() == [])
        let proof = try await shards.prove("--deep")
        #expect(proof.exitCode == 0, "\(proof)")
    }

    @Test("rows of keyed modes wait in order for their merge, without views, other indexes and SQL of the spec", arguments: ["upsert", "ignore"])
    func keyed(mode: String) async throws {
        let shards = try await ShardedFolder(sink: [
            "mode: \(mode)", "key: id", "indexes: [[name]]", "views: { v: SELECT id FROM rows }", "after: CREATE TABLE made(x)",
        ])
        try await shards.loadAll()
        let count = try await shards.rows("SELECT count(*) FROM rows").compactMap(Int.init).reduce(0, +)
        #expect(count == (1...4000).count { ($0 % 1000) % 7 != 0 })
        #expect(try await shards.rows("SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE '%weir%'") == ["1", "1", "1"])
        #expect(try await shards.prove("--deep").exitCode == 0)
    }

    @Test("one that is there and balances is left alone; anything else in its place is, too, and is told")
    func leftAlone() async throws {
        let shards = try await ShardedFolder()
        try await shards.loadAll()
        let before = try shards.files.bytes("plan.shards/shard-00001.sqlite")
        let again = try await shards.load(1)
        #expect(again.exitCode == 0 && again.errors.contains("is there already and balances"), "\(again)")
        #expect(try shards.files.bytes("plan.shards/shard-00001.sqlite") == before)

        try await shards.database(1).execute("DELETE FROM rows WHERE rowid = 5")
        let short = try await shards.load(1)
        #expect(short.exitCode == 1 && short.errors.contains("does not balance") && short.errors.contains("1 row missing"), "\(short)")
        try shards.files.write("plan.shards/shard-00001.sqlite", bytes: shards.files.bytes("plan.shards/shard-00002.sqlite"))
        let other = try await shards.load(1)
        #expect(other.exitCode == 73 && other.errors.contains("it is shard 2 of the plan"), "\(other)")
        try shards.files.write("plan.shards/shard-00001.sqlite", "no database")
        #expect(try await shards.load(1).exitCode == 73)
        #expect(try shards.files.bytes("plan.shards/shard-00001.sqlite") == Array("no database".utf8))
    }

    @Test("a link to nowhere, a pipe or a folder in its place is no shard: told before anything is loaded", arguments: ["link", "pipe", "folder"])
    func strange(kind: String) async throws {
        let shards = try await ShardedFolder()
        let path = shards.files.path("plan.shards/shard-00000.sqlite")
        try shards.files.write("plan.shards/note", "")
        switch kind {
        case "link": try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "nowhere")
        case "pipe": #expect(mkfifo(path, 0o644) == 0)
        default: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        }
        let end = try await shards.load(0, "--json")
        #expect(end.exitCode == 73 && end.output.isEmpty && end.errors.contains("shard-00000.sqlite: what is there already is not this shard"), "\(end)")
        #expect(try shards.published() == ["note", "shard-00000.sqlite"] && shards.scratch() == [])
    }

    @Test("a plan in the folder that is a link to nowhere, or a pipe, is none", arguments: ["link", "pipe"])
    func strangePlan(kind: String) async throws {
        let shards = try await ShardedFolder()
        try shards.files.write("plan.shards/note", "")
        let path = shards.files.path("plan.shards/plan.json")
        if kind == "link" {
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "nowhere")
        } else {
            #expect(mkfifo(path, 0o644) == 0)
        }
        let end = try await shards.load(0)
        #expect([64, 66].contains(end.exitCode) && end.errors.contains("plan.shards/plan.json: "), "\(end)")
        #expect(try shards.published() == ["note", "plan.json"])
    }

    @Test("the engine's variable says which; without one, with two, or beyond the plan it is an error of usage")
    func index() async throws {
        let shards = try await ShardedFolder()
        func load(_ environment: [String: String]) async throws -> ProgramEnd {
            try await shards.folder.weir(
                "run", "spec.yaml", "--plan", "plan.json", "--scratch", shards.files.path("scratch"), environment: environment)
        }
        for (shard, name) in ["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX"].enumerated() {
            let end = try await load([name: "\(shard)"])
            #expect(end.exitCode == 0 && end.errors.contains("shard \(shard) is published"), "\(end)")
        }
        let faults: [([String: String], String)] = [
            ([:], "say --shard"), (["JOB_COMPLETION_INDEX": "one"], "is \"one\""), (["SLURM_ARRAY_TASK_ID": "3"], "numbered from 0 to 2"),
            (["SLURM_ARRAY_TASK_ID": "1", "JOB_COMPLETION_INDEX": "2"], "two different shards"),
        ]
        for (environment, message) in faults {
            let end = try await load(environment)
            #expect(end.exitCode == 64 && (end.errors.contains(message) || end.errors.contains("Say --shard")), "\(end)")
        }
    }

    @Test("a load that is killed leaves nothing to be seen, and the next one clears up behind it")
    func killed() async throws {
        let shards = try await ShardedFolder()
        let run = try RunningProgram(
            WeirBinary.path,
            ["run", "spec.yaml", "--plan", "plan.json", "--shard", "0", "--scratch", shards.files.path("scratch")],
            environment: ["WEIR_TEST_COMMIT_DELAY_MS": "600000"], in: shards.files.url)
        while run.isRunning, !shards.scratch().contains(where: { $0.hasSuffix("-journal") }) { usleep(10_000) }
        run.kill()
        _ = await run.wait()
        #expect(!FileManager.default.fileExists(atPath: shards.files.path("plan.shards/shard-00000.sqlite")))
        #expect(shards.scratch() != [])
        let end = try await shards.load(0)
        #expect(end.exitCode == 0, "\(end)")
        #expect(shards.scratch() == [])
    }

    @Test("two attempts at one shard at the same time are harmless: one is published, both end well")
    func speculation() async throws {
        let shards = try await ShardedFolder()
        try await withThrowingTaskGroup(of: ProgramEnd.self) { group in
            for _ in 0..<3 {
                group.addTask { try await shards.load(0, environment: ["WEIR_TEST_COMMIT_DELAY_MS": "300"]) }
            }
            for try await end in group { #expect(end.exitCode == 0, "\(end)") }
        }
        try await shards.loadAll()
        #expect(try shards.published() == Self.all)
        #expect(shards.scratch() == [])
        #expect(try await shards.prove().exitCode == 0)
    }

    @Test("from another file system a shard is copied under a name that nobody takes for one, then renamed",
        .enabled(if: FileManager.default.isWritableFile(atPath: "/dev/shm"), "there is no /dev/shm"))
    func otherFileSystem() async throws {
        let shards = try await ShardedFolder()
        let scratch = "/dev/shm/weir-test-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        try shards.files.write("plan.shards/.shard-00000.host-1-2.partial", "left by an attempt that was killed")
        for shard in 0..<3 {
            let end = try await shards.load(shard, "--scratch", scratch)
            #expect(end.exitCode == 0, "\(end)")
        }
        #expect(try shards.published() == Self.all)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch) == [])
        #expect(try await shards.prove("--deep").exitCode == 0)
    }

    @Test("what has changed since the plan was made is refused: an input, the spec, the folder's plan, the plan itself")
    func changed() async throws {
        let shards = try await ShardedFolder()
        try await shards.loadAll()
        #expect(try await shards.plan("other.json", shards: 2).exitCode == 0)
        let other = try await shards.folder.weir(
            "run", "spec.yaml", "--plan", "other.json", "--shard", "0", "--into", "plan.shards", "--scratch", shards.files.path("scratch"))
        #expect(other.exitCode == 73 && other.errors.contains("those of another plan"), "\(other)")

        let spec = String(decoding: try shards.files.bytes("spec.yaml"), as: UTF8.self)
        try shards.files.write("spec.yaml", spec.replacing("id % 7", with: "id % 8"))
        let planned = try await shards.load(0)
        #expect(planned.exitCode == 64 && planned.errors.contains("makes other rows"), "\(planned)")
        try shards.files.write("spec.yaml", spec)

        let plan = String(decoding: try shards.files.bytes("plan.json"), as: UTF8.self)
        try shards.files.write("plan.json", plan.replacing("\"input\":0", with: "\"input\":1"))
        let edited = try await shards.load(0)
        #expect(edited.exitCode == 1 && edited.errors.contains("the plan was changed"), "\(edited)")
        try shards.files.write("plan.json", plan)

        try FileManager.default.removeItem(atPath: shards.files.path("plan.shards"))
        for name in ["in-0.ndjson", "in-1.ndjson.gz", "in-2.ndjson", "in-3.ndjson"] {
            try shards.files.write(name, bytes: shards.files.bytes(name) + Array("\n".utf8))
        }
        for shard in 0..<3 {
            let end = try await shards.load(shard)
            #expect(end.exitCode == 65 && end.errors.contains("has changed since the shards were planned"), "\(end)")
        }
        #expect(!FileManager.default.fileExists(atPath: shards.files.path("plan.shards/shard-00000.sqlite")))
        #expect(shards.scratch() == [])
    }

    @Test("an input that changes while it is loaded asks for a new plan; what was interrupted begins anew", arguments: [true, false])
    func disturbed(changes: Bool) async throws {
        // What a program sees of an input is all that there is of it, so it is not divided.
        var spec = SpecText(files: "in.csv", transforms: ["exec: { command: [sh, -c, \"touch begun; sleep 1; cat\"], columns: { id: integer, name: text } }"])
        spec.source = ["format: csv"]
        let folder = try PipelineFolder(spec)
        try folder.files.write("in.csv", numberedCSV(0..<500))
        let plan = try await folder.weir("plan", "spec.yaml", "--shards", "1", "-o", "plan.json")
        #expect(plan.exitCode == 0, "\(plan)")
        let run = try RunningProgram(
            WeirBinary.path, ["run", "spec.yaml", "--plan", "plan.json", "--shard", "0", "--scratch", folder.files.path("scratch")],
            in: folder.files.url)
        while run.isRunning, !folder.files.exists("begun") { usleep(10_000) }
        if changes { try folder.files.write("in.csv", numberedCSV(0..<501)) } else { run.send(SIGTERM) }
        let end = await run.wait()
        #expect(end.exitCode == (changes ? 65 : 143) && !end.errors.contains("--restart"), "\(end)")
        let words = changes ? "has changed since the shards were planned" : "the next run begins anew"
        #expect(end.errors.contains(words), "\(end)")
    }

    @Test("a load that fails is published by nobody, and ends as it would have alone")
    func failed() async throws {
        let shards = try await ShardedFolder(more: [])
        let end = try await shards.load(0)
        #expect(end.exitCode == 65 && end.errors.contains("rejects.max is 0"), "\(end)")
        #expect(!FileManager.default.fileExists(atPath: shards.files.path("plan.shards/shard-00000.sqlite")))
        #expect(shards.scratch() == [])
    }

    @Test("where the disk is full nothing of a shard is kept, and nothing else is said", arguments: ["", "--quiet"])
    func fullDisk(option: String) async throws {
        let shards = try await ShardedFolder(rows: 8000)
        let command = "trap '' XFSZ; ulimit -f 200; exec \"$0\" run spec.yaml --plan plan.json --shard 0 --scratch scratch \(option)"
        let end = try await Program.run("bash", ["-c", command, WeirBinary.path], in: shards.files.url)
        #expect(end.exitCode == 74 && end.errors.contains("nothing is kept of the shard") && end.errors.contains("--scratch"), "\(end)")
        #expect(!end.errors.contains("committed"), "\(end)")
        #expect(shards.scratch() == [])
    }

    @Test("a folder that no shard can be put into is told before anything is loaded", arguments: ["blocked", "blocked/x", ""])
    func noFolder(name: String) async throws {
        let shards = try await ShardedFolder(more: [])
        try shards.files.write("blocked", "no folder")
        // It would end for its rejects if it were loaded.
        let end = try await shards.load(0, "--into", name, "--json")
        #expect(end.exitCode == (name.isEmpty ? 64 : 73) && end.output.isEmpty, "\(end)")
        #expect(end.errors.contains(name.isEmpty ? "--into is empty" : "\(name): the folder can't be made"), "\(end)")
        #expect(shards.scratch() == [])
    }

    @Test("a load that can't be published is told as no success, on neither stream")
    func unpublished() async throws {
        let shards = try await ShardedFolder()
        #expect(try await shards.plan("other.json", shards: 2).exitCode == 0)
        let run = try RunningProgram(
            WeirBinary.path,
            ["run", "spec.yaml", "--plan", "plan.json", "--shard", "0", "--json", "--scratch", shards.files.path("scratch")],
            environment: ["WEIR_TEST_COMMIT_DELAY_MS": "1500"], in: shards.files.url)
        while run.isRunning, !shards.scratch().contains(where: { $0.hasSuffix("-journal") }) { usleep(10_000) }
        try shards.files.write("plan.shards/plan.json", bytes: shards.files.bytes("other.json"))
        let end = await run.wait()
        #expect(end.exitCode == 73 && end.output.isEmpty && !end.errors.contains("balanced"), "\(end)")
        #expect(end.errors.contains("the shards there are those of another plan"), "\(end)")
        #expect(shards.scratch() == [])
    }
}
