// `source.command` and `source.stdin`: inputs that can be read but once.

import Foundation
import TestSupport
import Testing

@Suite("command and stdin")
struct CommandSourceTests {
    private static func spec(_ origin: String, _ sink: String...) -> SpecText {
        var spec = SpecText()
        spec.origin = origin
        spec.source = ["format: csv"]
        spec.sink = ["commit: { rows: 100 }"] + sink
        spec.more = ["flow: { batch_rows: 50 }"]
        return spec
    }

    /// A shell script as a command; the shell is asked for by name, since Weir takes none.
    private static func shell(_ script: String) -> String {
        "command: [sh, -c, \(yaml(script))]"
    }

    @Test("what a command prints is loaded in one transaction, and loaded again by the next run")
    func loads() async throws {
        let folder = try PipelineFolder(Self.spec("command: [cat, data/in.csv]"))
        try folder.files.write("data/in.csv", numberedCSV(1...1000))
        let report = try await folder.report()
        #expect(report.failure?.message == nil && report.inserted == 1000)
        #expect(report.commits == 1)
        #expect(report.inputs.map(\.path) == ["command: cat data/in.csv"] && report.inputs[0].complete)
        #expect(
            try await folder.database.text("SELECT path, size, modified_ns > 0, reading ->> '$.origin' FROM _weir_inputs")
                == "command: cat data/in.csv|\(try folder.files.size("data/in.csv"))|1|command")
        #expect(try await folder.report().inserted == 1000, "never skipped as loaded")
        let verification = try await folder.verify()
        #expect(verification.exitCode == 0, "\(verification)")
    }

    @Test("a command runs in the spec's folder, sees nothing of stdin, and is no shell's")
    func surroundings() async throws {
        let folder = try PipelineFolder()
        try folder.files.write("sub/show", "#!/bin/sh\necho id,name; echo 1,\"$(pwd)\"; echo 2,\"$1\"; echo 3,\"$(wc -c)\"\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.files.path("sub/show"))
        var spec = Self.spec("command: [./show, \"$HOME; *\"]")
        spec.database = "../out.sqlite"
        try folder.write(spec, as: "sub/spec.yaml")
        let run = try RunningProgram(WeirBinary.path, ["run", "sub/spec.yaml"], in: folder.files.url)
        let end = await run.wait()
        #expect(end.exitCode == 0, "\(end)")
        let rows = try await folder.database.rows("SELECT name FROM rows ORDER BY id")
        #expect(rows.count == 3 && rows[0].hasSuffix("/sub") && rows[1] == "$HOME; *" && rows[2] == "0", "\(rows)")
    }

    @Test("gzip that a command prints is inflated, whole or not at all")
    func gzip() async throws {
        let folder = try PipelineFolder(Self.spec("command: [cat, in.gz]"))
        let bytes = Gzip.member(Array(numberedCSV(1...500).utf8))
        try folder.files.write("in.gz", bytes: bytes)
        #expect(try await folder.report().inserted == 500)
        try folder.files.write("in.gz", bytes: bytes.dropLast(9))
        let end = try await folder.run()
        #expect(end.exitCode == 65 && end.errors.contains("is truncated"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 500)
    }

    @Test(
        "a command that ends badly behind valid output loads nothing of it, and its last words are told",
        arguments: [("exit 3", "ended with exit status 3"), ("kill -9 $$", "ended with signal 9")])
    func endsBadly(_ end: String, message: String) async throws {
        let script = "echo id,name; seq -f '%g,x' 1 5000; for i in 1 2 3 4 5 6 7; do echo complaint $i >&2; done; \(end)"
        let folder = try PipelineFolder(Self.spec(Self.shell(script)))
        let run = try await folder.run()
        #expect(run.exitCode == 65, "\(run)")
        #expect(run.errors.contains("sh: complaint 1\n"), "\(run)")
        #expect(run.errors.contains(message), "\(run)")
        #expect(run.errors.contains("its last words: complaint 3 | complaint 4 | complaint 5 | complaint 6 | complaint 7"), "\(run)")
        #expect(run.errors.contains("0 rows of this run are committed"), "\(run)")
        #expect(try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'rows'") == 0)
    }

    @Test("a program that is not there is a missing input")
    func missing() async throws {
        for program in ["no-such-program", "./no-such-program"] {
            let folder = try PipelineFolder(Self.spec("command: [\(program)]"))
            let end = try await folder.run()
            #expect(end.exitCode == 66, "\(end)")
            #expect(end.errors.contains("command: \(program): can't be started: "), "\(end)")
        }
    }

    @Test("control characters in a command's complaints do not reach the terminal, and a lot of them blocks nobody")
    func complaints() async throws {
        let script = #"yes "$(printf 'a\033[31mb')" | head -n 100000 >&2; echo id,name; echo 1,x; yes late | head -n 100000 >&2"#
        let folder = try PipelineFolder(Self.spec(Self.shell(script)))
        let end = try await folder.run()
        #expect(end.exitCode == 0)
        #expect(!end.errors.contains("\u{1B}") && end.errors.contains("sh: a"))
        #expect(end.errors.components(separatedBy: "sh: late\n").count == 100_001)
    }

    @Test("check runs no command and reads no stdin")
    func check() async throws {
        let folder = try PipelineFolder(Self.spec("command: [touch, here]"))
        try folder.write(Self.spec("stdin: true"), as: "stdin.yaml")
        let run = try RunningProgram(WeirBinary.path, ["check", "spec.yaml", "stdin.yaml"], in: folder.files.url)
        // Its stdin stays open: it would wait for ever.
        while run.isRunning { try await Task.sleep(for: .milliseconds(5)) }
        let end = await run.wait()
        #expect(end.exitCode == 0, "\(end)")
        #expect(end.output.contains("command: touch here") && end.output.contains("stdin"), "\(end)")
        #expect(!folder.files.exists("here"))
    }

    @Test("stdin is an input, packed or not")
    func stdin() async throws {
        let folder = try PipelineFolder(Self.spec("stdin: true"))
        for (index, bytes) in [Array(numberedCSV(1...300).utf8), Gzip.member(Array(numberedCSV(301...600).utf8))].enumerated() {
            let run = try RunningProgram(WeirBinary.path, ["run", "spec.yaml"], in: folder.files.url)
            try run.type(bytes)
            let end = await run.wait()
            #expect(end.exitCode == 0, "\(end)")
            #expect(try await folder.database.text("SELECT count(*), max(id) FROM rows") == "\(300 * (index + 1))|\(300 * (index + 1))")
        }
        #expect(try await folder.database.text("SELECT DISTINCT path, reading ->> '$.origin' FROM _weir_inputs") == "stdin|stdin")
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("an interrupted run kills its command with all that it has started, and keeps nothing of what it printed")
    func interrupted() async throws {
        // A process that does not listen to SIGTERM, and one behind it that has nothing to do with the pipe.
        let script = "trap '' TERM; echo $$ >pid; sleep 1000 >&- 2>&- & echo $! >child; echo id,name; seq -f '%g,x' 1 1000; echo ready >&2; "
            + "while true; do sleep 1; done"
        let folder = try PipelineFolder(Self.spec(Self.shell(script)))
        let run = try RunningProgram(WeirBinary.path, ["run", "spec.yaml"], in: folder.files.url)
        while run.isRunning, !run.errors.contains("sh: ready") { try await Task.sleep(for: .milliseconds(5)) }
        let processes = try ["pid", "child"].map { name in
            try #require(Int32(String(decoding: try folder.files.bytes(name), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)))
        }
        run.send(SIGINT)
        let end = await run.wait()
        #expect(end.exitCode == 130, "\(end)")
        for process in processes { #expect(Self.hasEnded(process), "process \(process) lives on") }
        #expect(try await folder.database.text("SELECT status FROM _weir_runs") == "interrupted")
        #expect(try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'rows'") == 0)

        try folder.write(Self.spec("command: [cat, in.csv]"))
        try folder.files.write("in.csv", numberedCSV(1...10))
        #expect(try await folder.report().inserted == 10)
    }

    /// Gone, or waiting for whoever has inherited it to notice.
    private static func hasEnded(_ process: Int32) -> Bool {
        if kill(process, 0) != 0 { return true }
        let status = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        return status.contains(") Z ")
    }

    @Test("a row that fails the run ends a command that would print for ever")
    func failedRun() async throws {
        var spec = Self.spec(Self.shell("echo id,name; echo x,y; seq -f '%g,x' 1 10000; sleep 1000"))
        spec.more = ["flow: { batch_bytes: 4KiB }"]
        let folder = try PipelineFolder(spec)
        let end = try await folder.run()
        #expect(end.exitCode == 65 && end.errors.contains("\"x\" is not an integer"), "\(end)")
    }
}
