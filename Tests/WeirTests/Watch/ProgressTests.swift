// What a run says while it lasts where there is no terminal, and what it logs.

import Foundation
import TestSupport
import Testing

@Suite("progress and log")
struct ProgressTests {
    private static let often = ["WEIR_TEST_PROGRESS_SECONDS": "0.05"]

    /// A program that prints some records, and ends when there is a file called `go`.
    private static let held = {
        var spec = SpecText(name: "held")
        spec.origin =
            "command: [sh, -c, \(yaml("echo id,name; seq -f '%g,x' 1 500; while [ ! -e go ]; do sleep 0.05; done"))]"
        spec.source = ["format: csv"]
        return spec
    }()

    /// Runs it until `isEnough` of what it has written to stderr.
    private static func run(
        _ arguments: [String], environment: [String: String] = often, until isEnough: (String) -> Bool
    ) async throws -> ProgramEnd {
        let folder = try PipelineFolder(held)
        let run = try RunningProgram(
            WeirBinary.path, ["run", "spec.yaml"] + arguments, environment: environment, in: folder.files.url)
        while run.isRunning, !isEnough(run.errors) { try await Task.sleep(for: .milliseconds(10)) }
        try folder.files.write("go", "")
        return await run.wait()
    }

    @Test("a line now and then says how far it is, in front of the summary")
    func plain() async throws {
        let end = try await Self.run([]) { $0.components(separatedBy: " read, command: sh -c ").count > 3 }
        #expect(end.exitCode == 0, "\(end)")
        let lines = end.errors.components(separatedBy: "\n")
        let told = lines.prefix { $0.hasPrefix("held: ") }
        #expect(told.count >= 3)
        // The first ones may be from before it has begun to read.
        for line in told.suffix(3) {
            #expect(line.contains(" read, command: sh -c ") && line.contains(" committed, channel "))
        }
        #expect(lines[told.count].hasPrefix("held → out.sqlite"))
        #expect(!end.errors.contains("\u{1B}"))
    }

    @Test(
        "a short run says nothing on the way; --progress none and --quiet keep a long one silent, unless both are said")
    func silent() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        #expect(try await folder.run().errors.hasPrefix("test → out.sqlite"))
        var silent = PipelineProbe(spec: Self.held)
        for arguments in [["--progress", "none"], ["--quiet"]] {
            let end = try await silent.run(arguments, Self.often)
            #expect(end.exitCode == 0 && !end.errors.contains("held: "), "\(end)")
        }
        let both = try await Self.run(["--quiet", "--progress", "plain"]) { $0.contains("held: ") }
        #expect(both.exitCode == 0 && both.errors.hasPrefix("held: ") && !both.errors.contains("held → "), "\(both)")
    }

    @Test("-v logs inputs, commits and the end; -vv batches, too; neither is in the way of the summary")
    func verbose() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...10))
        let end = try await folder.weir("run", "spec.yaml", "-v")
        #expect(end.exitCode == 0, "\(end)")
        let path = try #require(end.errors.firstMatch(of: /input begins, .*input=(\S+)/)?.1)
        #expect(path == "in.csv")
        let events = end.errors.components(separatedBy: "\n").compactMap {
            $0.firstMatch(of: /^\S+Z (info) test: ([a-z ]+),/)?.2
        }
        #expect(events == ["run begins", "input begins", "input ends", "transaction committed", "run ends well"])
        #expect(end.errors.contains("\ntest → out.sqlite"))
        let detailed = try await folder.weir("run", "spec.yaml", "-vv")
        #expect(detailed.errors.contains("info test: input skipped") && detailed.errors.contains(" debug test: "))
        try folder.files.write("in.csv", "id,name\n")
        let failed = try await folder.weir("run", "spec.yaml", "-v", "--quiet")
        #expect(
            failed.exitCode == 65 && failed.errors.contains(" error test: run failed, ")
                && failed.errors.contains("error=\"in.csv: has changed since"), "\(failed)")
    }

    @Test(
        "with --log-format json stderr is one JSON object a line from first to last, progress and errors included"
    )
    func json() async throws {
        let run = try await Self.run(["-vv", "--log-format", "json"]) {
            $0.contains("\"input begins\"") && $0.contains("\"progress\"")
        }
        #expect(run.exitCode == 0, "\(run)")
        let events = try Self.events(run.errors)
        #expect(events.contains { $0["message"] as? String == "run begins" })
        // A line of progress that fell due at that moment may come behind it.
        let end = try #require(events.last { $0["message"] as? String != "progress" })
        #expect(end["message"] as? String == "run ends well" && end["records"] as? Int == 500)
        #expect(Set(events.compactMap { $0["level"] as? String }) == ["info", "debug"])
        for event in events {
            #expect((event["timestamp"] as? String)?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
            #expect(event["pipeline"] as? String == "held")
        }
        let progress = try #require(events.first { $0["message"] as? String == "progress" })
        #expect(progress["records"] is Int && progress["committed_records"] is Int && progress["waits"] is String)

        let folder = try PipelineFolder(SpecText(files: "nothing.csv"))
        let missing = try await folder.weir("run", "spec.yaml", "-v", "--log-format", "json")
        #expect(missing.exitCode == 66, "\(missing)")
        #expect(try Self.events(missing.errors).map { $0["level"] as? String } == ["error"])
        let bad = try PipelineFolder(csv: "id,name\nx,y\n")
        let refused = try await bad.weir("run", "spec.yaml", "-v", "--log-format", "json")
        let last = try #require(try Self.events(refused.errors).last)
        #expect(refused.exitCode == 65 && last["exit_code"] as? Int == 65)
        #expect((last["error"] as? String)?.contains("\"x\" is not an integer") == true)
    }

    /// The messages and their keys as docs/operations.md has them.
    private static func documented() throws -> [String: Set<String>] {
        let page = try String(
            contentsOf: SharedFolder.repository.appending(path: "docs/operations.md"), encoding: .utf8)
        let table = page.components(separatedBy: "| message | level |")[1].components(separatedBy: "\n\n")[0]
        var keys: [String: Set<String>] = [:]
        for line in table.components(separatedBy: "\n").dropFirst(2) {
            let cells = line.components(separatedBy: "|").map { cell in
                cell.matches(of: /`([^`]+)`/).map { String($0.1) }
            }
            for message in cells[1] { keys[message] = Set(cells[3]) }
        }
        return keys
    }

    @Test("every event of a log, and every key of it, is in the documentation")
    func documentation() async throws {
        let documented = try Self.documented()
        #expect(documented.count == 15)
        let log = ["-vv", "--log-format", "json"]
        var events = try Self.events(
            try await Self.run(log) { $0.contains("\"input begins\"") && $0.contains("\"progress\"") }.errors)
        var spec = UnfinishedRunTests.spec
        spec.files = "\"*.csv\""
        spec.more = ["flow: { batch_rows: 50, batch_bytes: 4KiB, high_watermark: 8KiB }"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...3000) + "x,y\n")
        for text in [numberedCSV(1...3000) + "x,y\n", nil] {
            if let text { try folder.files.write("in.csv", text) }
            let arguments = ["run", "spec.yaml"] + log
            for restart in text == nil ? [["--restart"]] : [[], []] {
                events += try Self.events(try await WeirBinary.run(arguments + restart, in: folder.files.url).errors)
            }
        }
        try folder.files.write("in.csv", numberedCSV(1...3000))
        var wider = spec
        wider.columns = "{ id: integer, name: text, more: text }"
        wider.source = ["missing_columns: \"null\""]
        wider.sink.append("on_schema_change: add_columns")
        try folder.write(wider)
        for arguments in [["--restart"], [], ["--dry-run"]] {
            events += try Self.events(
                try await WeirBinary.run(["run", "spec.yaml"] + arguments + log, in: folder.files.url).errors)
        }
        for event in events {
            let message = try #require(event["message"] as? String)
            let keys = try #require(documented[message], "\(event)")
            let stray = Set(event.keys).subtracting(keys).subtracting(["timestamp", "level", "message", "pipeline"])
            #expect(stray.isEmpty, "\(event)")
        }
        let seen = Set(events.compactMap { $0["message"] as? String })
        #expect(
            seen.isSuperset(of: [
                "run begins", "run goes on", "input skipped", "input resumed", "schema changes", "run failed",
                "batch written",
            ]), "\(seen)")
    }

    private static func events(_ text: String) throws -> [[String: Any]] {
        try text.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
        }
    }

    @Test("what can't be is refused: a format without a log, and words that are none")
    func wrong() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        for arguments in [["--log-format", "json"], ["--progress", "fancy"], ["-v", "--log-format", "xml"]] {
            let end = try await WeirBinary.run(["run", "spec.yaml"] + arguments, in: folder.files.url)
            #expect(end.exitCode == 64, "\(end)")
        }
        #expect(!folder.files.exists("out.sqlite"))
    }
}

/// Runs a spec that waits for a file which is there.
private struct PipelineProbe {
    let spec: SpecText

    mutating func run(_ arguments: [String], _ environment: [String: String]) async throws -> ProgramEnd {
        let folder = try PipelineFolder(spec)
        let run = try RunningProgram(
            WeirBinary.path, ["run", "spec.yaml"] + arguments, environment: environment, in: folder.files.url)
        // Long enough for some lines, if there were any.
        while run.isRunning, (try? await folder.database.integer("SELECT count(*) FROM _weir_runs")) != 1 {}
        try await Task.sleep(for: .milliseconds(300))
        try folder.files.write("go", "")
        return await run.wait()
    }
}
