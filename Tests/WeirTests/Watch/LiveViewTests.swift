// What a run shows on a terminal while it lasts.

import Foundation
import TestSupport
import Testing

@Suite("live view")
struct LiveViewTests {
    /// A program that prints some records, and ends when there is a file called `go`.
    private static func waiting(_ script: String = "") -> SpecText {
        let command = "echo id,name; seq -f '%g,x' 1 500; \(script) while [ ! -e go ]; do sleep 0.05; done; echo 501,y"
        var spec = SpecText(name: "held")
        spec.origin = "command: [sh, -c, \(yaml(command))]"
        spec.source = ["format: csv"]
        return spec
    }

    /// Without times and speeds.
    private static func lasting(_ lines: [String]) -> [String] {
        lines.filter { !$0.contains(" records/s, ") && !$0.contains("bottleneck: ") }
    }

    @Test("it appears, says how far the run is, and is gone before the summary, which is what it is without a terminal")
    func appears() async throws {
        let folder = try PipelineFolder(Self.waiting())
        let session = try await TerminalSession.run(folder, ["run", "spec.yaml"], [.touch(frames: 5, file: "go")])
        #expect(session.exitCode == 0, "\(session.text)")
        #expect(session.frames.count >= 5 && session.text.contains("held"))
        #expect(session.text.contains(" read, ") && session.text.contains(" records/s"))
        #expect(session.text.contains("sink waits for the reader"))
        #expect(session.text.contains("\u{1B}[1mheld\u{1B}[0m"), "in colours")
        let screen = session.screen
        #expect(screen.isCursorVisible && screen.unknown.isEmpty)

        let other = try PipelineFolder(Self.waiting())
        try other.files.write("go", "")
        let plain = try await other.run()
        #expect(Self.lasting(screen.text) == Self.lasting(plain.errors.components(separatedBy: "\n").dropLast()))
    }

    @Test("files have bars by the bytes read, one for all of them together too")
    func bars() async throws {
        var spec = SpecText(files: "\"*.csv\"")
        spec.sink = ["commit: { rows: 500 }"]
        spec.more = ["flow: { batch_rows: 100, batch_bytes: 4KiB, high_watermark: 16KiB }"]
        let folder = try PipelineFolder(spec)
        for number in 1...3 {
            try folder.files.write("in-\(number).csv", numberedCSV(number * 10_000..<number * 10_000 + 4000))
        }
        let session = try await TerminalSession.run(
            folder, ["run", "spec.yaml"], environment: ["WEIR_TEST_COMMIT_DELAY_MS": "100"])
        #expect(session.exitCode == 0, "\(session.text)")
        #expect(session.text.contains("in-1.csv  ") && session.text.contains("in-3.csv  "))
        #expect(session.text.contains("█") && session.text.contains("░") && session.text.contains(" of 3 inputs"))
        #expect(session.text.contains("ETA ") && session.text.contains("reader waits for the sink"))
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 12_000)
    }

    @Test(
        "NO_COLOR takes the colours away, a terminal that can do nothing gets lines only, and so does who asks for them"
    )
    func plain() async throws {
        let folder = try PipelineFolder(Self.waiting())
        let sober = try await TerminalSession.run(
            folder, ["run", "spec.yaml"], environment: ["NO_COLOR": "1"], [.touch(frames: 4, file: "go")])
        #expect(sober.exitCode == 0 && sober.frames.count >= 4)
        #expect(sober.text.firstMatch(of: /\u{1B}\[[0-9;]*m/) == nil)
        for (arguments, environment) in [
            ([], ["TERM": "dumb"]), (["--progress", "plain"], [:]), (["--quiet"], [:]), (["-v"], [:]),
        ] {
            let session = try await TerminalSession.run(
                folder, ["run", "spec.yaml"] + arguments,
                environment: ["WEIR_TEST_PROGRESS_SECONDS": "0.01"].merging(environment) { $1 })
            #expect(session.exitCode == 0 && !session.text.contains("\u{1B}"), "\(arguments): \(session.text)")
            #expect(session.text.isEmpty == (arguments == ["--quiet"]), "\(arguments): \(session.text)")
        }
    }

    @Test("a window that is made smaller and larger never gets a line that is too long, and keeps nothing of the view")
    func resizing() async throws {
        let folder = try PipelineFolder(Self.waiting("echo first note >&2;"))
        let session = try await TerminalSession.run(
            folder, ["run", "spec.yaml"], columns: 120,
            [
                .resize(frames: 3, columns: 40, rows: 20), .resize(frames: 6, columns: 160, rows: 10),
                .resize(frames: 9, columns: 24, rows: 5), .resize(frames: 12, columns: 100, rows: 30),
                .touch(frames: 15, file: "go"),
            ])
        #expect(session.exitCode == 0 && session.segments.count == 5, "\(session.text)")
        for segment in session.segments {
            // The first one may have been on its way when the size changed.
            #expect(segment.frames.count > 1)
            for frame in segment.frames.dropFirst() {
                #expect(frame.allSatisfy { $0.count < segment.columns }, "\(segment.columns): \(frame)")
            }
        }
        let screen = session.screen
        #expect(screen.isCursorVisible)
        #expect(screen.text[0] == "sh: first note" && screen.text[1].hasPrefix("held → out.sqlite"), "\(screen.text)")
    }

    @Test("what a command says stands above the view, in order, and none of it is lost")
    func notes() async throws {
        let notes = "for n in $(seq 1 40); do echo \"note $n\" >&2; sleep 0.02; done;"
        let folder = try PipelineFolder(Self.waiting(notes))
        let session = try await TerminalSession.run(folder, ["run", "spec.yaml"], [.touch(frames: 3, file: "go")])
        #expect(session.exitCode == 0, "\(session.text)")
        let screen = session.screen
        #expect(Array(screen.text.prefix(40)) == (1...40).map { "sh: note \($0)" })
        #expect(screen.text.dropFirst(40).first?.hasPrefix("held → out.sqlite") == true)
        #expect(session.frames.allSatisfy { $0.allSatisfy { $0.count < 100 } })
    }

    @Test("names of any length and script break no line, and none of them moves the cursor")
    func names() async throws {
        let name = String(repeating: "注文", count: 30) + "\u{1B}[2J.csv"
        var spec = SpecText(files: "\"*.csv\"")
        spec.sink = ["commit: { rows: 200 }"]
        spec.more = ["flow: { batch_rows: 100 }"]
        let folder = try PipelineFolder(spec)
        try folder.files.write(name, numberedCSV(1...4000))
        let session = try await TerminalSession.run(
            folder, ["run", "spec.yaml"], columns: 60,
            environment: ["WEIR_TEST_COMMIT_DELAY_MS": "50", "NO_COLOR": "1"])
        #expect(session.exitCode == 0 && session.frames.count > 2, "\(session.text)")
        #expect(!session.text.contains("\u{1B}[2J") && session.text.contains("注文"))
        for line in session.frames.joined() {
            #expect(line.count + line.filter { "注文".contains($0) }.count < 60, "\(line)")
        }
    }

    @Test("after Ctrl-C the run says what it always says, and the cursor is there")
    func interrupted() async throws {
        let folder = try PipelineFolder(Self.waiting())
        let session = try await TerminalSession.run(folder, ["run", "spec.yaml"], [.send(frames: 4, signal: SIGINT)])
        #expect(session.exitCode == 130, "\(session.text)")
        let screen = session.screen
        #expect(screen.isCursorVisible && screen.text[0].hasPrefix("held → out.sqlite"), "\(screen.text)")
        #expect(screen.text.contains { $0.hasPrefix("interrupted by SIGINT") })
    }

    @Test(
        "a run that is ended at once, by a second Ctrl-C or by the kernel, leaves the cursor there",
        arguments: [SIGINT, SIGKILL])
    func killed(signal: Int32) async throws {
        var spec = SpecText()
        spec.sink = ["commit: { rows: 10 }"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...2000))
        let session = try await TerminalSession.run(
            folder, ["run", "spec.yaml"], environment: ["WEIR_TEST_COMMIT_DELAY_MS": "600000"],
            [.send(frames: 3, signal: signal), .insist(frames: 3, signal: signal)])
        #expect(session.exitCode == -signal, "\(session.text)")
        #expect(session.screen.isCursorVisible)
    }

    @Test("in the background, and where that would stop it, nothing is drawn; once in the foreground it is")
    func background() async throws {
        let folder = try PipelineFolder(Self.waiting())
        let weir = "'\(WeirBinary.path)' run spec.yaml --progress auto --quiet"
        let behind = try await TerminalSession.run(
            folder, [], shell: "set -m; stty tostop; \(weir) & sleep 1; touch go; wait %1; echo ended with $?")
        #expect(behind.frames.isEmpty && behind.screen.text.contains("ended with 0"), "\(behind.text)")
        try folder.files.remove("go")
        let front = try await TerminalSession.run(
            folder, [], [.touch(frames: 3, file: "go")],
            shell:
                "set -m; \(weir) & sleep 0.5; kill -STOP %1; sleep 0.2; echo this stays; "
                + "fg %1 >fg.txt; echo ended with $?"
        )
        #expect(front.frames.count >= 3, "\(front.text)")
        #expect(
            front.screen.text.contains("this stays") && front.screen.text.last == "ended with 0", "\(front.screen.text)"
        )
    }

    @Test("a run that fails takes the view away before it says why")
    func failed() async throws {
        let folder = try PipelineFolder(Self.waiting().appending("; echo x,z; exit 3"))
        let session = try await TerminalSession.run(folder, ["run", "spec.yaml"], [.touch(frames: 3, file: "go")])
        #expect(session.exitCode == 65, "\(session.text)")
        let screen = session.screen
        #expect(screen.isCursorVisible && screen.text[0].hasPrefix("held → out.sqlite"), "\(screen.text)")
        #expect(screen.text.contains { $0.hasPrefix("failed: ") })
    }
}

extension SpecText {
    /// With more at the end of the shell's command.
    fileprivate func appending(_ script: String) -> SpecText {
        var spec = self
        spec.origin = origin?.replacing("501,y", with: "501,y\(script)")
        return spec
    }
}
