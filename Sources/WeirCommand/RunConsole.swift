// Stderr while a run lasts: progress, its log, and what commands say.

import Flow
import Foundation
import Logging
import Reporting
import RowModel

/// Watches one run.
struct RunConsole {
    let watch = RunWatch()
    let logger: Logger
    private let display: ProgressDisplay
    private let logsJSON: Bool

    init(_ options: WatchOptions, isQuiet: Bool) {
        logger = Self.logger(options)
        logsJSON = options.logsJSON
        display = ProgressDisplay(Self.style(options, isQuiet, logger), of: watch)
    }

    /// Tells of a line that a command has written.
    func show(_ line: String) {
        if logsJSON {
            logger.notice("\(line)")
        } else {
            display.print(line)
        }
    }

    /// To be called once the run is over, and before anything is printed of it.
    func end() { display.end() }

    /// For a process with a thread that can't be freed.
    func endAtOnce(with error: any WeirError) {
        display.endAtOnce()
        if logsJSON { Self.end(with: error, logger) }
        WeirCommand.endAtOnce(with: error)
    }

    static func logger(_ options: WatchOptions) -> Logger {
        Logger(label: "weir") { _ in
            if options.verbose == 0 { return SwiftLogNoOpLogHandler() }
            return LineLogHandler(options.logFormat ?? .text, level: options.verbose == 1 ? .info : .debug) {
                printToStandardError($0)
            }
        }
    }

    private static func end(with error: any WeirError, _ logger: Logger) -> Never {
        logger.error("\(error.description)")
        _exit(error.exitCode.rawValue)
    }

    private static func style(_ options: WatchOptions, _ isQuiet: Bool, _ logger: Logger) -> ProgressDisplay.Style {
        let shown = options.shown(isQuiet: isQuiet)
        if shown == .none { return .none }
        if shown == .auto, options.canRedraw { return .live(hasColours: options.hasColours) }
        return .plain(seconds: plainSeconds) { readings, earlier in
            if options.logsJSON {
                logger.info("progress", metadata: readings.metadata(since: earlier))
            } else {
                printToStandardError(readings.line(since: earlier))
            }
        }
    }

    /// `WEIR_TEST_PROGRESS_SECONDS` is a test hook, not for use.
    private static let plainSeconds =
        ProcessInfo.processInfo.environment["WEIR_TEST_PROGRESS_SECONDS"].flatMap(Double.init) ?? 10
}
