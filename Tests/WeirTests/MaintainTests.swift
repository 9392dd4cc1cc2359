// weir maintain

import Foundation
import TestSupport
import Testing

@Suite("maintain")
struct MaintainTests {
    private struct Line: Decodable {
        struct Task: Decodable {
            var task: String
            var succeeded: Bool
            var detail: String
        }
        struct Failure: Decodable {
            var exit_code: Int
            var message: String
        }
        var database: String
        var tasks: [Task]
        var failure: Failure?
    }

    private static func line(_ end: ProgramEnd) throws -> Line {
        try JSONDecoder().decode(Line.self, from: Data(end.output.utf8))
    }

    private static func loaded(_ sink: [String] = []) async throws -> PipelineFolder {
        let folder = try PipelineFolder(SpecText(sink: sink), csv: numberedCSV(1...500))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        return folder
    }

    /// Another program that has begun a transaction and stays in it.
    private static func holding(_ folder: PipelineFolder, _ sql: String) async throws -> RunningProgram {
        let program = try RunningProgram("sqlite3", ["-batch", folder.files.path("out.sqlite")], in: folder.files.url)
        try program.type("\(sql)\n.shell touch begun\n")
        while !folder.files.exists("begun"), program.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        try #require(program.isRunning, "\(program.errors)")
        return program
    }

    /// Names in the folder of backups, those that begin with a dot left out.
    private static func backups(_ folder: PipelineFolder, _ name: String = "backup") -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.files.path(name))
        return (names ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }

    @Test("all that is asked for is done in order, by the database as by its spec", arguments: ["out.sqlite", "spec.yaml"])
    func all(_ place: String) async throws {
        let folder = try await Self.loaded(["indexes: [[name]]"])
        let end = try await folder.weir(
            "maintain", place, "--optimize", "--prune", "90d", "--backup", "backup", "--integrity", "full")
        #expect(end.exitCode == 0 && end.errors.isEmpty, "\(end)")
        let lines = end.output.components(separatedBy: "\n")
        #expect(lines[0].hasSuffix("out.sqlite"), "\(end)")
        #expect(lines[1].hasPrefix("  ✓ integrity_check: sound ("), "\(end)")
        #expect(lines[2].hasPrefix("  ✓ backup: backup/out-20"), "\(end)")
        #expect(lines[3].hasPrefix("  ✓ retention: nothing to take out of the ledger that is older than 90 days ("), "\(end)")
        #expect(lines[4].hasPrefix("  ✓ optimize: "), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'rows'") == 1)

        let backup = try #require(Self.backups(folder).first)
        let copy = SQLiteShell(folder.files.path("backup/\(backup)"))
        #expect(try await copy.text("PRAGMA integrity_check") == "ok")
        #expect(try await copy.rows("SELECT * FROM rows") == folder.database.rows("SELECT * FROM rows"))
        #expect(!folder.files.exists("out.sqlite.weir-lock"))
        // The copy is a database whose counts are proved like those of the first.
        try folder.files.remove("out.sqlite")
        try FileManager.default.copyItem(atPath: copy.path, toPath: folder.files.path("out.sqlite"))
        let verification = try await folder.verifyDeep()
        #expect(verification.exitCode == 0, "\(verification)")
    }

    @Test("the newest copies stay, and no file that is none is touched")
    func rotation() async throws {
        let folder = try await Self.loaded()
        let old = (1...5).map { "out-2020-01-0\($0)T000000Z.sqlite" }
        let others = [
            "out-2020-01-01T000000Z.sqlite.bak", "out-old.sqlite", "other-2020-01-01T000000Z.sqlite", "out-2020.sqlite", "readme.txt",
        ]
        for name in old + others { try folder.files.write("backup/\(name)", "x") }
        let folderOfThatName = folder.files.url.appending(path: "backup/out-2019-01-01T000000Z.sqlite")
        try FileManager.default.createDirectory(at: folderOfThatName, withIntermediateDirectories: true)
        // What a backup that was killed has left.
        try folder.files.write("backup/.out-2020-01-01T000000Z.sqlite.partial", "x")

        let end = try await folder.weir("maintain", "out.sqlite", "--backup", "backup", "--keep", "3", "--json")
        #expect(end.exitCode == 0, "\(end)")
        #expect(try Self.line(end).tasks[0].detail.hasSuffix("; 3 old backups removed"), "\(end)")
        let left = Self.backups(folder)
        #expect(Set(left).isSuperset(of: others + old[3...] + [folderOfThatName.lastPathComponent]), "\(left)")
        #expect(left.count == others.count + 2 + 1 + 1, "\(left)")
        #expect(!folder.files.exists("backup/.out-2020-01-01T000000Z.sqlite.partial"))
    }

    @Test("two databases of one name don't remove each other's copies")
    func sameName() async throws {
        let folder = try await Self.loaded()
        #expect(try await folder.weir("maintain", "out.sqlite", "--backup", "backup").exitCode == 0)
        try FileManager.default.createDirectory(
            at: folder.files.url.appending(path: "b"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: folder.files.path("out.sqlite"), toPath: folder.files.path("b/out.sqlite"))
        let other = try await folder.weir("maintain", "b/out.sqlite", "--backup", "backup", "--keep", "1")
        #expect(other.exitCode == 64 && other.errors.contains("the backups of this name are those of "), "\(other)")
        #expect(Self.backups(folder).count == 1)
        // One that was moved goes on with its own.
        try folder.files.remove("out.sqlite")
        let moved = try await folder.weir("maintain", "b/out.sqlite", "--backup", "backup", "--keep", "1")
        #expect(moved.exitCode == 0, "\(moved)")
        #expect(Self.backups(folder).count == 1)
    }

    @Test("of a database in WAL mode the copy is one file, with what is in the log, and read by no more than may read the database")
    func wal() async throws {
        let folder = try await Self.loaded()
        try await folder.database.execute("PRAGMA journal_mode = WAL")
        // A reader that stays keeps the log from going into the database.
        let reader = try await Self.holding(folder, "BEGIN; SELECT count(*) FROM rows;")
        defer { reader.kill() }
        try await folder.database.execute("INSERT INTO rows VALUES (501, 'in the log')")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.files.path("out.sqlite"))
        let end = try await folder.weir("maintain", "out.sqlite", "--backup", "backup")
        #expect(end.exitCode == 0, "\(end)")
        let backup = try #require(Self.backups(folder).first)
        #expect(Self.backups(folder) == [backup])
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.files.path("backup/\(backup)"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let copy = SQLiteShell(folder.files.path("backup/\(backup)"))
        #expect(try await copy.text("PRAGMA journal_mode; SELECT count(*) FROM rows") == "delete\n501")
    }

    @Test("a damaged database is told, exits 65, and no copy is made or removed of it")
    func damaged() async throws {
        let folder = try await Self.loaded(["indexes: [[name]]"])
        let root = try #require(
            try await folder.database.integer("SELECT rootpage FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'rows'"))
        let pageSize = try #require(try await folder.database.integer("PRAGMA page_size"))
        var bytes = try folder.files.bytes("out.sqlite")
        for offset in 100..<200 { bytes[(root - 1) * pageSize + offset] ^= 0x55 }
        for offset in (pageSize - 400)..<pageSize { bytes[(root - 1) * pageSize + offset] ^= 0x55 }
        try folder.files.write("out.sqlite", bytes: bytes)
        try folder.files.write("backup/out-2020-01-01T000000Z.sqlite", "x")
        let end = try await folder.weir(
            "maintain", "out.sqlite", "--integrity", "full", "--backup", "backup", "--keep", "1", "--json")
        #expect(end.exitCode == 65 && end.errors.contains("the database is damaged: "), "\(end)")
        let line = try Self.line(end)
        #expect(line.tasks.map(\.task) == ["integrity_check"] && !line.tasks[0].succeeded && line.failure?.exit_code == 65)
        #expect(Self.backups(folder) == ["out-2020-01-01T000000Z.sqlite"])
    }

    @Test("a copy for which there is no room exits 74, leaves nothing, and no older copy goes")
    func full() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...20_000))
        #expect(try await folder.run().exitCode == 0)
        try folder.files.write("backup/out-2020-01-01T000000Z.sqlite", "x")
        let end = try await Program.run(
            "bash",
            ["-c", "ulimit -f 100; exec \"$0\" maintain out.sqlite --backup backup --keep 1", WeirBinary.path], in: folder.files.url)
        #expect(end.exitCode == 74 && end.errors.hasPrefix("failed: backup/out-20"), "\(end)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.files.path("backup")).sorted()
        #expect(names == [".out.weir-backups", "out-2020-01-01T000000Z.sqlite"])
        #expect(try await folder.database.text("PRAGMA integrity_check") == "ok")
    }

    @Test("a database that a run has is left alone: 75", arguments: ["flock", "transaction"])
    func busy(_ how: String) async throws {
        let folder = try await Self.loaded()
        if how == "flock" {
            let holder = try await Program.run(
                "bash",
                ["-c", "exec 9>out.sqlite.weir-lock; flock 9; echo 'pid 1, since 2026-01-01T00:00:00Z' >&9; \"$0\" maintain out.sqlite --optimize", WeirBinary.path],
                in: folder.files.url)
            #expect(holder.exitCode == 75 && holder.errors.contains("a run has this database (pid 1, since "), "\(holder)")
        } else {
            let writer = try await Self.holding(folder, "BEGIN EXCLUSIVE;")
            defer { writer.kill() }
            let end = try await folder.weir("maintain", "out.sqlite", "--optimize", "--json")
            #expect(end.exitCode == 75 && end.errors.contains("the database is locked by another program"), "\(end)")
            #expect(try Self.line(end).failure?.exit_code == 75)
        }
    }

    @Test("what can't be meant is refused, and a missing database is no new one")
    func refused() async throws {
        let folder = try await Self.loaded()
        for (arguments, text) in [
            ([], "nothing is asked for"), (["--keep", "3", "--optimize"], "--keep is about backups"),
            (["--backup", "b", "--keep", "0"], "--keep takes 1 to 10000, not 0"), (["--prune", "90"], "did you mean 90d?"),
            (["--integrity", "none"], "'none'"),
        ] {
            let end = try await WeirBinary.run(["maintain", "out.sqlite"] + arguments, in: folder.files.url)
            #expect(end.exitCode == 64 && end.errors.contains(text), "\(end)")
        }
        let missing = try await folder.weir("maintain", "none.sqlite", "out.sqlite", "--optimize")
        #expect(missing.exitCode == 66 && missing.errors.contains("none.sqlite: no such database"), "\(missing)")
        #expect(missing.output.contains("✓ optimize") && !folder.files.exists("none.sqlite"), "\(missing)")
        try folder.files.write("text.sqlite", String(repeating: "no database ", count: 100))
        let text = try await folder.weir("maintain", "text.sqlite", "--integrity", "quick")
        #expect(text.exitCode == 65 && text.errors.contains("is this an SQLite database?"), "\(text)")
        try folder.files.write("file", "x")
        let blocked = try await folder.weir("maintain", "out.sqlite", "--backup", "file/backup")
        #expect(blocked.exitCode == 73 && blocked.errors.contains("the folder for backups can't be made"), "\(blocked)")
    }
}
