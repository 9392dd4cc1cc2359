// Files and databases that have more names than one, by symbolic links.

import Foundation
import TestSupport
import Testing

@Suite("symbolic links")
struct LinkTests {
    private static func link(_ name: String, to target: String, in folder: PipelineFolder) throws {
        try FileManager.default.createSymbolicLink(atPath: folder.files.path(name), withDestinationPath: target)
    }

    private static func spec(_ files: String) -> SpecText {
        var spec = SpecText()
        spec.files = files
        return spec
    }

    @Test("a file that an earlier run has loaded is loaded by no other name")
    func otherName() async throws {
        let folder = try PipelineFolder(Self.spec("day1.csv"))
        try folder.files.write("day1.csv", numberedCSV(1...10))
        try folder.files.write("day2.csv", numberedCSV(11...30))
        #expect(try await folder.run().exitCode == 0)
        try Self.link("latest.csv", to: "day1.csv", in: folder)
        try folder.write(Self.spec("latest.csv"))
        let end = try await folder.run()
        #expect(end.exitCode == 0 && end.errors.contains("day1.csv: already loaded by run 1, skipped"), "\(end)")

        try folder.files.remove("latest.csv")
        try Self.link("latest.csv", to: "day2.csv", in: folder)
        #expect(try await folder.run().exitCode == 0, "it is another file now, and none that has changed")
        #expect(try await folder.database.text("SELECT count(*), count(DISTINCT id) FROM rows") == "30|30")
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("nor is one whose folder is reached through a link")
    func otherFolder() async throws {
        let folder = try PipelineFolder()
        try folder.files.write("real/in.csv", numberedCSV(1...10))
        try folder.files.write("real/spec.yaml", SpecText(database: "../out.sqlite").yaml)
        try Self.link("link", to: "real", in: folder)
        #expect(try await folder.run("real/spec.yaml").exitCode == 0)
        let end = try await folder.run("link/spec.yaml")
        #expect(end.exitCode == 0 && end.errors.contains("already loaded by run 1"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 10)
    }

    @Test("a database is one database by whatever name a second run comes to it", arguments: [true, false])
    func lock(isNew: Bool) async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...1000))
        if !isNew { try await folder.database.execute("CREATE TABLE other(x)") }
        try folder.files.write("elsewhere/in.csv", numberedCSV(1...1000))
        try Self.link("elsewhere/link.sqlite", to: "../out.sqlite", in: folder)
        try folder.files.write("elsewhere/spec.yaml", SpecText(database: "link.sqlite").yaml)
        let first = try RunningProgram(
            WeirBinary.path, ["run", "elsewhere/spec.yaml"], environment: ["WEIR_TEST_COMMIT_DELAY_MS": "6000000"], in: folder.files.url)
        // The first commit is that of the tables; the next one never comes.
        while first.isRunning, (try? await folder.database.integer("SELECT count(*) FROM rows")) != 0 {}
        let second = try await folder.run()
        first.kill()
        _ = await first.wait()
        #expect(second.exitCode == 75, "\(second)")
        #expect(second.errors.contains("out.sqlite: another run has this database (pid \(first.processIdentifier), since 20"), "\(second)")
        #expect(try await folder.run("elsewhere/spec.yaml").exitCode == 0)
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 1000)
        #expect(!folder.files.exists("out.sqlite.weir-lock") && !folder.files.exists("elsewhere/link.sqlite.weir-lock"))
    }

    @Test("an error calls an input by the name that the spec gave it")
    func errorNames() async throws {
        let folder = try PipelineFolder(Self.spec("latest.csv"))
        try folder.files.write("day1.csv", numberedCSV(1...10) + "x,y\n")
        try Self.link("latest.csv", to: "day1.csv", in: folder)
        let end = try await folder.run()
        #expect(end.exitCode == 65 && end.errors.contains("latest.csv: record 11"), "\(end)")
    }
}
