// Weir on a terminal.

import Foundation
import TestSupport

/// A run of the tool on a pseudo terminal, and what it has sent there.
struct TerminalSession: Decodable {
    /// What happens while it runs: once so many frames of the live view have been drawn.
    enum Action {
        case resize(frames: Int, columns: Int, rows: Int)
        case send(frames: Int, signal: Int32)
        /// Makes a file in the folder.
        case touch(frames: Int, file: String)
        /// Sends a signal again and again until the program has ended.
        case insist(frames: Int, signal: Int32)

        fileprivate var fields: [Any] {
            switch self {
            case .resize(let frames, let columns, let rows): [frames, "resize", columns, rows]
            case .send(let frames, let signal): [frames, "send", Int(signal)]
            case .touch(let frames, let file): [frames, "touch", file]
            case .insist(let frames, let signal): [frames, "insist", Int(signal)]
            }
        }
    }

    /// What was sent while the terminal had one size.
    struct Segment: Decodable {
        var columns: Int
        var text: String

        /// The lines of each frame of the live view, without control sequences.
        var frames: [[String]] {
            text.components(separatedBy: hideCursor).dropFirst().map { frame in
                let view = frame.components(separatedBy: showCursor)[0].replacing(/\u{1B}\[[0-9;?]*[A-Za-z]/, with: "")
                return view.unicodeScalars.filter { $0 != "\r" }.split(separator: "\n").map {
                    String(String.UnicodeScalarView($0))
                }
            }
        }
    }

    private static let hideCursor = "\u{1B}[?25l"
    private static let showCursor = "\u{1B}[?25h"

    var segments: [Segment]
    /// Negative for a signal that has ended it.
    var exitCode: Int32

    var text: String { segments.map(\.text).joined() }
    var frames: [[String]] { segments.flatMap(\.frames) }

    /// What the terminal shows in the end, if all characters take one cell.
    var screen: TerminalModel {
        var terminal = TerminalModel(width: segments[0].columns)
        for segment in segments {
            if segment.columns != terminal.width { terminal.resize(to: segment.columns) }
            terminal.take(segment.text)
        }
        return terminal
    }

    /// - Parameter shell: a script for bash to run in the place of the tool.
    static func run(
        _ folder: PipelineFolder, _ arguments: [String], columns: Int = 100, rows: Int = 30,
        environment: [String: String] = [:], _ actions: [Action] = [], shell: String? = nil
    ) async throws -> TerminalSession {
        let script = try folder.files.write("terminal.py", script)
        let plan = try JSONSerialization.data(
            withJSONObject: [
                "program": shell.map { ["/bin/bash", "--norc", "-c", $0] } ?? [WeirBinary.path] + arguments,
                "columns": columns, "rows": rows,
                "environment": ["TERM": "xterm-256color"].merging(environment) { $1 }, "actions": actions.map(\.fields),
            ])
        let end = try await Program.run(
            try await PythonOracle.interpreter.value, [script, String(decoding: plan, as: UTF8.self)],
            in: folder.files.url)
        do {
            return try JSONDecoder().decode(TerminalSession.self, from: Data(end.output.utf8))
        } catch {
            throw Failure(end: end)
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let end: ProgramEnd
        var description: String { "the terminal failed: \(end)" }
    }

    private static let script = #"""
        import fcntl, json, os, pty, select, signal, struct, sys, termios

        plan = json.loads(sys.argv[1])
        hide, show = b"\x1b[?25l", b"\x1b[?25h"

        def resize(file, columns, rows):
            fcntl.ioctl(file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

        child, terminal = pty.fork()
        if child == 0:
            resize(2, plan["columns"], plan["rows"])
            os.environ.pop("NO_COLOR", None)
            os.environ.update(plan["environment"])
            os.execv(plan["program"][0], plan["program"])

        segments = [[plan["columns"], b""]]
        actions, frames, insisting = plan["actions"], 0, None
        while True:
            ready, _, _ = select.select([terminal], [], [], 0.02)
            if ready:
                try:
                    data = os.read(terminal, 1 << 16)
                except OSError:
                    break
                if not data:
                    break
                segments[-1][1] += data
                frames = sum(text.count(hide) for _, text in segments)
            elif insisting:
                os.kill(child, insisting)
            # Never within a frame.
            if not segments[-1][1].endswith(show) and frames > 0:
                continue
            while actions and frames >= actions[0][0]:
                _, name, *values = actions.pop(0)
                if name == "resize":
                    segments.append([values[0], b""])
                    resize(terminal, *values)
                    break
                elif name == "send":
                    os.kill(child, values[0])
                elif name == "insist":
                    insisting = values[0]
                else:
                    open(values[0], "w").close()
        _, status = os.waitpid(child, 0)
        print(json.dumps({
            "segments": [{"columns": columns, "text": text.decode()} for columns, text in segments],
            "exitCode": os.waitstatus_to_exitcode(status),
        }))
        """#
}
