// A load into a database that other programs use at the same time, another Weir among them.

import Foundation
import TestSupport
import Testing

@Suite("others at the same database")
struct OtherProgramsTests {
    private static let load = DisturbedLoad(mode: "upsert", format: "csv")

    @Test("short transactions of another program disturb no load, and are not disturbed")
    func writer() async throws {
        let folder = try Self.load.folder()
        try await folder.database.execute("CREATE TABLE other(x)")
        let transactions = 300
        let script = (1...transactions).map { "BEGIN IMMEDIATE; INSERT INTO other VALUES (\($0)); COMMIT;" }
        try folder.files.write("script.sql", script.joined(separator: "\n"))
        let other = try RunningProgram(
            "sqlite3", ["-batch", "-bail", "-cmd", ".timeout 600000", "out.sqlite", ".read script.sql"], in: folder.files.url)
        while other.isRunning, folder.commits < 5 { try await Task.sleep(for: .milliseconds(1)) }

        let end = try await folder.run()

        #expect(end.exitCode == 0, "\(end)")
        let written = await other.wait()
        #expect(written.exitCode == 0, "\(written)")
        #expect(try await folder.database.text("SELECT count(*), sum(x) FROM other") == "\(transactions)|\(transactions * (transactions + 1) / 2)")
        try await Self.checkEnd(folder)
    }

    @Test("a reader that keeps the database for longer than Weir waits: exit code 75, and the next run goes on")
    func endlessReader() async throws {
        let folder = try Self.load.folder()
        let run = try RunningProgram(
            WeirBinary.path, ["run", "spec.yaml"], environment: DisturbedLoad.environment, in: folder.files.url)
        while run.isRunning, folder.commits < 10 { try await Task.sleep(for: .milliseconds(1)) }
        let reader = try RunningProgram("sqlite3", ["-batch", "-cmd", ".timeout 600000", "out.sqlite"], in: folder.files.url)
        try reader.type("BEGIN;\nSELECT count(*) FROM rows;\n.shell touch reading\n")
        while run.isRunning, !folder.files.exists("reading") { try await Task.sleep(for: .milliseconds(1)) }
        let end = await run.wait()
        _ = await reader.wait()

        // The load may have been faster than the reader; then there is nothing to see.
        if end.exitCode != 0 {
            #expect(end.exitCode == 75, "\(end)")
            #expect(end.errors.contains("out.sqlite: the database is locked by another program; try again when it is done"), "\(end)")
            #expect(try await folder.verify().exitCode == 1)
        }
        let next = try await folder.run()
        #expect(next.exitCode == 0, "\(next)")
        try await Self.checkEnd(folder)
    }

    @Test("of several Weirs that start at once those that don't get the database exit with 75 and name who has it")
    func several() async throws {
        let folder = try Self.load.folder()
        let runs = try (0..<4).map { _ in
            try RunningProgram(
                WeirBinary.path, ["run", "spec.yaml"], environment: DisturbedLoad.environment, in: folder.files.url)
        }
        var ends: [ProgramEnd] = []
        for run in runs { ends.append(await run.wait()) }
        #expect(ends.contains { $0.exitCode == 0 }, "\(ends)")
        // One that comes when the first is through finds nothing to do.
        for end in ends where end.exitCode != 0 {
            #expect(end.exitCode == 75, "\(end)")
            let holder = end.errors.firstMatch(of: /another run has this database \((?:pid (\d+), since (\S+Z)|just started)\)/)
            #expect(holder != nil, "\(end)")
            if let pid = holder?.output.1 { #expect(runs.contains { "\($0.processIdentifier)" == pid }, "\(end)") }
            if let time = holder?.output.2 { #expect((try? Date(String(time), strategy: .iso8601)) != nil, "\(end)") }
        }
        try await Self.checkEnd(folder)
    }

    @Test("while one Weir has the database a second is refused; when the first is killed its lock is gone")
    func holderKilled() async throws {
        let folder = try Self.load.folder()
        let first = try RunningProgram(
            WeirBinary.path, ["run", "spec.yaml"], environment: ["WEIR_TEST_COMMIT_DELAY_MS": "6000000"], in: folder.files.url)
        // The first commit is that of the tables; the next one never comes.
        while first.isRunning, folder.commits < 1 { try await Task.sleep(for: .milliseconds(1)) }
        let second = try await folder.run()
        #expect(second.exitCode == 75, "\(second)")
        #expect(second.errors.contains("another run has this database (pid \(first.processIdentifier), since 20"), "\(second)")
        first.kill()
        #expect(await first.wait().wasKilled)
        let third = try await folder.run()
        #expect(third.exitCode == 0, "\(third)")
        try await Self.checkEnd(folder)
    }

    private static func checkEnd(_ folder: PipelineFolder) async throws {
        let undisturbed = try load.folder()
        try #require(try await undisturbed.run().exitCode == 0)
        #expect(
            try await folder.database.dump("rows") == undisturbed.database.dump("rows"), "the tables differ")
        #expect(try await folder.database.text("PRAGMA integrity_check") == "ok")
        let verification = try await folder.verifyDeep()
        #expect(verification.exitCode == 0, "\(verification)")
        #expect(!folder.files.exists("out.sqlite.weir-lock"))
    }
}
