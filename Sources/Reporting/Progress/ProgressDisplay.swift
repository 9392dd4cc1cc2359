// Shows a run while it lasts.

import Dispatch
import Flow
import Foundation
import Synchronization

/// Looks at a run on a timer of its own and shows what it is at: on a terminal by lines that change, elsewhere by a
/// line now and then. Whatever else is to be printed while it shows has to go through ``print(_:)``.
public final class ProgressDisplay: Sendable {
    public enum Style: Sendable {
        case none
        /// A reading every so many seconds, together with an earlier one for speeds.
        case plain(seconds: Double, emit: @Sendable (RunReadings, RunReadings?) -> Void)
        /// Lines on the terminal that stderr is.
        case live(hasColours: Bool)
    }

    private struct State {
        var window = ReadingsWindow()
        var screen = LiveScreen()
        /// The size that was found last, which has to be found again before anything is drawn.
        var size: TerminalSize?
        var isOver = false

        mutating func finish() {
            isOver = true
            ProgressDisplay.write(screen.clear(width: TerminalSize(of: ProgressDisplay.terminal).width))
        }
    }

    private static let terminal = STDERR_FILENO
    private static let redrawSeconds = 0.15

    private let style: Style
    private let watch: RunWatch
    private let state = Mutex(State())
    // Set before anybody else knows of this. Sources may be used from any thread; Dispatch on Linux does not say so.
    private nonisolated(unsafe) var timer: (any DispatchSourceTimer)?

    /// Begins at once.
    public init(_ style: Style, of watch: RunWatch) {
        self.style = style
        self.watch = watch
        switch style {
        case .none: break
        case .plain(let seconds, _): look(every: seconds)
        case .live:
            noteContinuations()
            look(every: Self.redrawSeconds)
        }
    }

    private func look(every seconds: Double) {
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "weir.progress", qos: .utility))
        timer.schedule(deadline: .now() + seconds, repeating: seconds, leeway: .milliseconds(10))
        timer.setEventHandler { [weak self] in self?.look() }
        timer.activate()
        self.timer = timer
    }

    /// Prints a line to stderr, above what is shown.
    public func print(_ line: String) {
        state.withLock { state in
            let cleared = state.screen.clear(width: TerminalSize(of: Self.terminal).width)
            Self.write("\(cleared)\(line.terminalSafe)\n")
        }
    }

    /// Shows no more, and leaves no trace on the terminal. What is printed next stands where the view was.
    public func end() {
        timer?.cancel()
        state.withLock { $0.finish() }
    }

    /// The same for a process that must not wait, such as for a terminal that takes nothing more.
    public func endAtOnce() {
        _ = state.withLockIfAvailable { $0.finish() }
    }

    private func look() {
        state.withLock { state in
            guard !state.isOver, let readings = watch.readings else { return }
            switch style {
            case .none: break
            case .plain(_, let emit): emit(readings, state.window.earlier(than: readings))
            case .live(let hasColours): draw(readings, &state, hasColours)
            }
            state.window.add(readings)
        }
    }

    private func draw(_ readings: RunReadings, _ state: inout State, _ hasColours: Bool) {
        guard isInForeground(of: Self.terminal) else { return state.screen.letGo() }
        // The shell has printed below what was drawn.
        if hasContinued.exchange(false, ordering: .relaxed) { state.screen.letGo() }
        let size = TerminalSize(of: Self.terminal)
        defer { state.size = size }
        // While a window is being pulled, it is left alone.
        guard state.size == nil || state.size == size else { return }
        let frame = ProgressFrame(readings, since: state.window.earlier(than: readings), width: size.width - 1)
        let lines = zip(
            frame.lines(height: size.height - 1, hasColours: hasColours),
            frame.lines(height: size.height - 1, hasColours: false))
        Self.write(state.screen.draw(lines.map { ($0, $1.cells) }, width: size.width))
    }

    /// At once, so that no key of the user's ends up within a sequence.
    private static func write(_ text: String) {
        if text.isEmpty { return }
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}

/// Whether the process was stopped, as by Ctrl-Z, and goes on.
private let hasContinued = Atomic(false)

private func noteContinuations() {
    // Made here, since a signal handler must not be the first to ask for it.
    hasContinued.store(false, ordering: .relaxed)
    signal(SIGCONT) { _ in hasContinued.store(true, ordering: .relaxed) }
}
