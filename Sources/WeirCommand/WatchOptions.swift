// How a run is watched: --progress, -v, --log-format.

import ArgumentParser
import Foundation
import Reporting
import RowModel

struct WatchOptions: ParsableArguments {
    enum Progress: String, ExpressibleByArgument, CaseIterable {
        case auto, plain, none
    }

    @Option(
        help: """
            What to show of a run on stderr while it lasts: auto (on a terminal lines that change, elsewhere as \
            plain), plain (a line every 10 s) or none. (default: auto; none with --quiet)
            """)
    var progress: Progress?

    @Flag(
        name: .shortAndLong,
        help: "Log what is done to stderr: inputs, commits, schema changes; given twice (-vv), batches and waits, too.")
    var verbose: Int

    @Option(
        help: ArgumentHelp(
            "How -v logs: text, or json, one object a line and nothing else on stderr.", valueName: "format"))
    var logFormat: LogFormat?

    func validate() throws {
        if logFormat != nil, verbose == 0 { throw ValidationError("--log-format says how -v logs; add -v") }
    }

    /// Whether stderr is for a program that reads JSON.
    var logsJSON: Bool { logFormat == .json }

    /// What `body` returns. Its error ends the process, told the way that events are.
    func reporting<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as any WeirError where logsJSON {
            RunConsole.logger(self).error("\(error.description)")
            end(with: error.exitCode)
        }
    }

    /// The same for another `weir run`.
    var arguments: [String] {
        (progress.map { ["--progress", $0.rawValue] } ?? []) + Array(repeating: "-v", count: verbose)
            + (logFormat.map { ["--log-format", $0.rawValue] } ?? [])
    }

    /// What is shown of a run.
    func shown(isQuiet: Bool) -> Progress { progress ?? (isQuiet ? .none : .auto) }

    /// Whether stderr is a terminal that can do more than write lines, and nothing else is written there line by line.
    var canRedraw: Bool {
        guard verbose == 0, isatty(STDERR_FILENO) == 1 else { return false }
        let terminal = ProcessInfo.processInfo.environment["TERM"] ?? "dumb"
        return !["", "dumb", "unknown"].contains(terminal)
    }

    /// https://no-color.org
    var hasColours: Bool { (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty }
}

extension LogFormat: ExpressibleByArgument {}
