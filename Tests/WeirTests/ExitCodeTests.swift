// How a run ends, for every exit code a user can meet.

import Foundation
import TestSupport
import Testing

@Suite("exit codes")
struct ExitCodeTests {
    @Test("0: every record is accounted for, and the database is made beside the spec without a folder being named")
    func success() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(end.errors.contains("balanced: 3 records = 3 inserted + 0 dropped + 0 rejected; table rows has 3 rows"))
        #expect(try await folder.database.rows("SELECT * FROM rows") == ["1|name 1", "2|name 2", "3|name 3"])
    }

    @Test(
        "0: --version and --help are no errors",
        arguments: [["--version"], ["--help"], ["help", "run"], ["run", "--help"]])
    func help(_ arguments: [String]) async throws {
        let end = try await WeirBinary.run(arguments)
        #expect(end.exitCode == 0, "\(end)")
        #expect(!end.output.isEmpty)
        #expect(end.errors.isEmpty)
    }

    @Test("--version names what does the work, and what inflates")
    func version() async throws {
        let lines = try await WeirBinary.run(["--version"]).output.split(separator: "\n")
        #expect(lines.first?.wholeMatch(of: /\d+\.\d+\.\d+/) != nil, "\(lines)")
        #expect(lines.dropFirst().first?.wholeMatch(of: /SQLite 3[.\d]+/) != nil, "\(lines)")
        #expect(lines.count { $0.hasSuffix(" (reads gzip)") } == 1, "\(lines)")
        let forced = try await WeirBinary.run(["--version"], environment: ["WEIR_TEST_INFLATE": "zlib"]).output
        #expect(forced.contains(/\nzlib 1[.\d]+.* \(reads gzip\)\n/), "\(forced)")
    }

    @Test(
        "64: wrong arguments are told with the usage",
        arguments: [
            (["frobnicate"], "Unexpected argument 'frobnicate'"), (["run"], "Missing expected argument '<specs> ...'"),
            (["run", "spec.yaml", "--wat"], "Unknown option '--wat'"),
            (["run", "spec.yaml", "--set"], "Missing value for '--set <name=value>'"),
            (["run", "spec.yaml", "--set", "day"], "--set takes name=value, not 'day'"),
            (["check"], "Missing expected argument"), (["verify-counts"], "Missing expected argument"),
        ])
    func usage(_ arguments: [String], message: String) async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        let end = try await WeirBinary.run(arguments, in: folder.files.url)
        #expect(end.exitCode == 64, "\(end)")
        #expect(end.errors.contains(message), "\(end)")
        #expect(end.errors.contains("Usage: weir"), "\(end)")
        #expect(end.output.isEmpty)
    }

    @Test(
        "65: a gzip file that is cut off, corrupt or followed by garbage is never taken for its end",
        arguments: GzipDamage.all)
    func damagedGzip(_ damage: GzipDamage) async throws {
        let folder = try PipelineFolder(SpecText(files: "in.csv.gz"))
        try folder.files.write("in.csv.gz", bytes: damage.applied(to: Gzip.member(Array(numberedCSV(1...500).utf8))))
        let end = try await folder.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("in.csv.gz: \(damage.message)"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'rows'") == 0)
        #expect(try await folder.verify().exitCode == 1)
    }

    @Test(
        "66: a missing spec, a folder for a spec",
        arguments: [("nowhere.yaml", "no such spec file"), (".", "is a folder, not a spec file")])
    func missingSpec(_ spec: String, message: String) async throws {
        let folder = try PipelineFolder()
        for verb in ["run", "check", "verify-counts"] {
            let end = try await folder.weir(verb, spec)
            #expect(end.exitCode == 66, "\(verb): \(end)")
            #expect(end.errors.contains(message), "\(verb): \(end)")
        }
    }

    @Test(
        "66: an input that is missing, a glob without a match, a folder: nothing is written",
        arguments: [
            ("in.csv", "in.csv: no such file"), ("\"*.csv.gz\"", "*.csv.gz: no file matches this pattern"),
            ("\"*.csv\"", "folder.csv: is a folder, not a file"), ("folder.csv", "folder.csv: is a folder, not a file"),
            ("[in.csv, folder.csv]", "in.csv: no such file"),
        ])
    func missingInput(_ files: String, message: String) async throws {
        let folder = try PipelineFolder(SpecText(files: files))
        try folder.files.write("folder.csv/file", "")
        let end = try await folder.run()
        #expect(end.exitCode == 66, "\(end)")
        #expect(end.errors.contains(message), "\(end)")
        #expect(!folder.files.exists("out.sqlite"))
        #expect(try await folder.weir("check", "spec.yaml").exitCode == 66)
    }

    @Test("66: an input that may not be read", .disabled(if: getuid() == 0, "permissions don't bind root"))
    func unreadableInput() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.files.path("in.csv"))
        let end = try await folder.run()
        #expect(end.exitCode == 66, "\(end)")
        #expect(end.errors.contains("in.csv: can't be read"), "\(end)")
    }

    @Test("66: verify-counts of what was never loaded says to run the pipeline first")
    func nothingToVerify() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        let missing = try await folder.verify()
        #expect(missing.exitCode == 66)
        #expect(missing.errors.contains("out.sqlite: no such database; run the pipeline first"))
        #expect(!folder.files.exists("out.sqlite"), "verify-counts must not make it")

        try await folder.database.execute("CREATE TABLE other(x)")
        let foreign = try await folder.verify()
        #expect(foreign.exitCode == 66)
        #expect(foreign.errors.contains("the database has no ledger"))

        #expect(try await folder.run().exitCode == 0)
        try folder.write(SpecText(name: "another"), as: "another.yaml")
        let another = try await folder.verify("another.yaml")
        #expect(another.exitCode == 66)
        #expect(another.errors.contains("the ledger knows no run of pipeline \"another\" into table \"rows\""))
    }

    @Test(
        "73: a database that can't be made",
        arguments: ["in.csv/out.sqlite", "folder", "/proc/out.sqlite", "/proc/none/out.sqlite"])
    func cannotCreate(_ database: String) async throws {
        let folder = try PipelineFolder(SpecText(database: database), csv: numberedCSV(1...3))
        try folder.files.write("folder/file", "")
        let end = try await folder.run()
        #expect(end.exitCode == 73, "\(end)")
        #expect(end.errors.contains("\(database): can't create or write the database"), "\(end)")
    }

    @Test("65: a file that is no database is left as it was")
    func notADatabase() async throws {
        let folder = try PipelineFolder(SpecText(database: "notes.txt"), csv: numberedCSV(1...3))
        let notes = String(repeating: "These are notes and no database at all. ", count: 50)
        try folder.files.write("notes.txt", notes)
        let end = try await folder.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("notes.txt: file is not a database; is this an SQLite database?"), "\(end)")
        #expect(try await folder.verify().exitCode != 0)
        #expect(try folder.files.bytes("notes.txt") == Array(notes.utf8))
    }

    @Test("74: a file that may not grow any further: what was committed is safe")
    func writingFails() async throws {
        var spec = SpecText()
        spec.sink = ["commit: { rows: 1000 }"]
        spec.more = ["flow: { batch_rows: 500 }"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...60_000))
        let end = try await Program.run(
            "sh", ["-c", "trap '' XFSZ; ulimit -f 800; exec \"$0\" run spec.yaml", WeirBinary.path],
            in: folder.files.url)
        #expect(end.exitCode == 74, "\(end)")
        #expect(end.errors.contains("rows committed so far are safe"), "\(end)")
        #expect(try await folder.database.text("PRAGMA integrity_check") == "ok")
        let rows = try await folder.database.integer("SELECT count(*) FROM rows") ?? 0
        #expect(rows > 0 && rows < 60_000 && rows % 1000 == 0, "\(rows)")
        #expect(try await folder.database.integer("SELECT inserted FROM _weir_stages WHERE name = 'sink'") == rows)
        #expect(try await folder.verify().exitCode == 1)
    }

    @Test("75: a database that another program has locked: try again later, nothing has happened")
    func locked() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        try await folder.database.execute("CREATE TABLE other(x)")
        let holder = try RunningProgram("sqlite3", ["-batch", "out.sqlite"], in: folder.files.url)
        try holder.type("BEGIN IMMEDIATE;\n.shell touch locked\n")
        while !folder.files.exists("locked") { try await Task.sleep(for: .milliseconds(5)) }

        let end = try await folder.run()

        #expect(end.exitCode == 75, "\(end)")
        #expect(end.errors.contains("out.sqlite: the database is locked by another program; try again"), "\(end)")
        _ = await holder.wait()
        #expect(try await folder.database.rows("SELECT name FROM sqlite_schema") == ["other"])
        #expect(try await folder.run().exitCode == 0)
    }

    @Test("a reader of the output that goes away ends no run")
    func brokenPipe() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        try folder.write(SpecText(database: "second.sqlite"), as: "second.yaml")
        let end = try await Program.run(
            "bash", ["-c", "\"$0\" run spec.yaml second.yaml --json | true; exit ${PIPESTATUS[0]}", WeirBinary.path],
            in: folder.files.url)
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await SQLiteShell(folder.files.path("second.sqlite")).integer("SELECT count(*) FROM rows") == 3)
    }
}

/// A way for a gzip file to be broken, and how the message goes on behind its name.
struct GzipDamage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let message: String
    let apply: @Sendable ([UInt8]) -> [UInt8]

    func applied(to bytes: [UInt8]) -> [UInt8] { apply(bytes) }

    static let all = [
        GzipDamage(testDescription: "cut in the middle", message: "is truncated") { Array($0[..<($0.count / 2)]) },
        GzipDamage(testDescription: "cut in the trailer", message: "is truncated") { Array($0.dropLast(3)) },
        GzipDamage(testDescription: "cut in the header", message: "is truncated") { Array($0.prefix(5)) },
        GzipDamage(testDescription: "wrong CRC", message: "is corrupt") { $0.changing($0.count - 8) },
        GzipDamage(testDescription: "wrong length", message: "is corrupt") { $0.changing($0.count - 1) },
        GzipDamage(testDescription: "garbage behind", message: "1 gzip member is followed") {
            $0 + Array("garbage".utf8)
        },
        GzipDamage(testDescription: "empty", message: "is empty, and an empty file is not gzip") { _ in [] },
        GzipDamage(testDescription: "not gzip", message: "is not gzip, though its name says so") { _ in
            Array("id,name\n".utf8)
        },
    ]
}

extension [UInt8] {
    fileprivate func changing(_ index: Int) -> [UInt8] {
        var changed = self
        changed[index] ^= 1
        return changed
    }
}
