// Looks after a run, and ends one that stands still.

import Dispatch
import Foundation
import RowModel
import Synchronization

/// Looks at a run's progress on a timer of its own, which needs neither of the run's threads.
///
/// A stall stops the run: that wakes the reader, kills its command and interrupts SQLite. A thread that can't be
/// freed, such as one that hangs within fsync, leaves the last resort.
final class Watchdog: Sendable {
    private enum Phase {
        case watching(StallDetector)
        /// Stopped because of a stall; the run gets some time to end by itself.
        case ending(StallDetector, FlowError)
        case over
    }

    /// Seconds without progress that a stopped run gets to end, if its timeout is not shorter.
    private static let grace = 10.0

    private let timeout: Double
    private let replaces: Bool
    private let progress: RunProgress
    private let gauge: ChannelGauge
    private let stop: StopSwitch
    private let lastResort: @Sendable (any WeirError) -> Void
    private let phase: Mutex<Phase>
    // Sources may be used from any thread; Dispatch on Linux does not say so.
    private nonisolated(unsafe) let timer: any DispatchSourceTimer

    /// - Parameters:
    ///   - timeout: seconds without progress.
    ///   - lastResort: told of a run that can't be ended; should end the process.
    init(
        timeout: Double, replaces: Bool, progress: RunProgress, gauge: ChannelGauge, stop: StopSwitch,
        lastResort: @escaping @Sendable (any WeirError) -> Void
    ) {
        self.timeout = timeout
        self.replaces = replaces
        self.progress = progress
        self.gauge = gauge
        self.stop = stop
        self.lastResort = lastResort
        let detector = StallDetector(timeout: timeout)
        phase = Mutex(.watching(detector))
        timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "weir.watchdog", qos: .userInitiated))
        timer.schedule(deadline: .now() + detector.interval, repeating: detector.interval)
    }

    func start() {
        timer.setEventHandler { self.look() }
        timer.resume()
    }

    /// To be called once the run is over.
    func end() {
        phase.withLock { $0 = .over }
        timer.cancel()
    }

    private func look() {
        stop.breakOff()
        let look = StallDetector.Look(
            marks: progress.marks, work: .now, isInDatabase: progress.writer.isInDatabase)
        let hopeless: FlowError? = phase.withLock { phase in
            switch phase {
            case .watching(var detector):
                let isStalled = detector.isStalled(look)
                phase = .watching(detector)
                if isStalled { phase = .ending(StallDetector(timeout: min(timeout, Self.grace)), stopRun()) }
                return nil
            case .ending(var detector, let error):
                let isHopeless = detector.isStalled(look)
                phase = .ending(detector, error)
                return isHopeless ? error : nil
            case .over:
                return nil
            }
        }
        guard let hopeless else { return }
        for process in progress.reader.programs + [progress.reader.process] {
            if let process { kill(-process, SIGKILL) }
        }
        lastResort(hopeless)
    }

    private func stopRun() -> FlowError {
        let stall = Stall(timeout: timeout, channel: gauge.readings, reader: progress.reader, writer: progress.writer)
        let error = FlowError.stalled("\(stall)", replaces: replaces)
        stop.stop(.stall(error))
        return error
    }
}
