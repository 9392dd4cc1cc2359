// When each pipeline of a job may begin, and what becomes of it. Pure: it knows neither processes nor clocks.

import Foundation
import RowModel

/// The state of a night. Whoever holds it tells what has happened and when, does what ``step(at:)`` says, and asks again
/// at ``nextWake(after:)``. Times are in seconds and never go back.
struct JobSchedule: Sendable {
    enum Action: Sendable, Equatable {
        /// - Parameters:
        ///   - attempt: which load this is, from 1.
        ///   - looksAgain: whether the one before has found no input.
        case load(Int, attempt: Int, looksAgain: Bool)
        case verify(Int)
        case signal(Int, Int32)
        /// A load has failed and is tried again in so many seconds.
        case postponed(Int, code: Int32, seconds: Double)
        case ended(Int, PipelineEnding)
    }

    /// Seconds that a process has to end after SIGTERM, before it is killed.
    static let grace = 30.0

    fileprivate enum Phase: Equatable {
        case waiting(until: Double, looksAgain: Bool)
        case loading
        case verifying(isBegun: Bool)
        case over(PipelineEnding)
    }

    private struct State {
        var phase = Phase.waiting(until: -.infinity, looksAgain: false)
        var attempts = 0
        var firstStart: Double?
        /// When its process was told to end because its time was up.
        var isLate = false
        var killAt: Double?
        var isToldOfInterruption = false
    }

    private let rules: [ScheduleRule]
    private let concurrency: Int
    private var states: [State]
    private var interruption: Int32?
    private var news: [Action] = []

    /// - Parameter rules: of the pipelines, in the order in which they are begun; without circles.
    init(_ rules: [ScheduleRule], concurrency: Int) {
        self.rules = rules
        self.concurrency = max(1, concurrency)
        states = rules.map { _ in State() }
    }

    var isOver: Bool { states.allSatisfy { $0.phase.ending != nil } && news.isEmpty }

    func ending(_ position: Int) -> PipelineEnding? { states[position].phase.ending }

    /// Asks all to end: those that run by this signal, the others are not begun. The first one counts.
    mutating func interrupt(by signal: Int32) {
        if interruption == nil { interruption = signal }
    }


    mutating func loadEnded(_ position: Int, _ end: ProcessEnd, at now: Double) {
        guard states[position].phase == .loading else { return }
        states[position].killAt = nil
        let rule = rules[position]
        let code = end.code
        if code == 0 {
            let goesOn = rule.isVerified && interruption == nil && !states[position].isLate
            if goesOn { states[position].phase = .verifying(isBegun: false) } else { close(position, .succeeded, code: 0) }
        } else if states[position].isLate {
            close(position, .timedOut, code: ExitCode.tryAgain.rawValue)
        } else if interruption != nil || end.isInterruption {
            close(position, .interrupted(begun: true), code: code)
        } else if code == ExitCode.noInput.rawValue, let next = nextLook(position, at: now) {
            postpone(position, code: code, from: now, until: next, looksAgain: true)
        } else if code == ExitCode.tryAgain.rawValue, states[position].attempts < rule.attempts,
            now + rule.retryDelay < deadline(position)
        {
            postpone(position, code: code, from: now, until: now + rule.retryDelay, looksAgain: false)
        } else {
            close(position, .failed, code: code)
        }
    }

    mutating func verificationEnded(_ position: Int, _ end: ProcessEnd) {
        guard states[position].phase == .verifying(isBegun: true) else { return }
        states[position].killAt = nil
        switch end {
        case .exited(0):
            close(position, .succeeded, code: 0, isVerified: true)
        case .exited(ExitCode.unbalanced.rawValue):
            close(position, .failed, code: ExitCode.unbalanced.rawValue, isVerified: false)
        case _ where states[position].isLate:
            close(position, .timedOut, code: ExitCode.tryAgain.rawValue)
        case _ where interruption != nil:
            // What it has loaded stays, and can be verified at any time.
            close(position, .succeeded, code: 0)
        default:
            close(position, .failed, code: end.code)
        }
    }


    /// What is to be done now; each action once.
    mutating func step(at now: Double) -> [Action] {
        if interruption != nil { passOnInterruption() }
        endSkipped()
        for position in states.indices { checkTime(position, now) }
        endSkipped()
        for position in states.indices { begin(position, now) }
        defer { news = [] }
        return news
    }

    /// When after `now` ``step(at:)`` may have something to do though nothing has happened; nil for never.
    func nextWake(after now: Double) -> Double? {
        let times = states.indices.flatMap { position -> [Double] in
            switch states[position].phase {
            case .over: []
            case .waiting(let until, _): [until, deadline(position)]
            case .loading, .verifying:
                [states[position].killAt ?? .infinity, states[position].isLate ? .infinity : deadline(position)]
            }
        }
        return times.filter { $0 > now && $0 < .infinity }.min()
    }

    private func deadline(_ position: Int) -> Double {
        guard let timeout = rules[position].timeout, let start = states[position].firstStart else { return .infinity }
        return start + timeout
    }

    /// When a missing input is looked for again; nil if it was waited for long enough.
    private func nextLook(_ position: Int, at now: Double) -> Double? {
        guard let waitFor = rules[position].waitFor, let start = states[position].firstStart else { return nil }
        let last = start + waitFor
        guard now < last else { return nil }
        let next = min(now + rules[position].lookInterval, last)
        return next < deadline(position) ? next : nil
    }

    private mutating func postpone(
        _ position: Int, code: Int32, from now: Double, until next: Double, looksAgain: Bool
    ) {
        states[position].phase = .waiting(until: next, looksAgain: looksAgain)
        news.append(.postponed(position, code: code, seconds: next - now))
    }

    private mutating func close(
        _ position: Int, _ status: PipelineEnding.Status, code: Int32?, isVerified: Bool? = nil
    ) {
        let ending = PipelineEnding(status: status, code: code, isVerified: isVerified)
        states[position].phase = .over(ending)
        news.append(.ended(position, ending))
    }

    private mutating func passOnInterruption() {
        guard let signal = interruption else { return }
        for position in states.indices {
            switch states[position].phase {
            case .waiting: close(position, .interrupted(begun: states[position].firstStart != nil), code: nil)
            case .verifying(isBegun: false): close(position, .succeeded, code: 0)
            case .loading, .verifying:
                guard !states[position].isToldOfInterruption else { continue }
                states[position].isToldOfInterruption = true
                news.append(.signal(position, signal))
            case .over: break
            }
        }
    }

    /// Ends those that come after one that has not succeeded, and those that come after them.
    private mutating func endSkipped() {
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for position in states.indices {
                guard case .waiting = states[position].phase,
                    let cause = rules[position].after.first(where: { states[$0].phase.hasFailed })
                else { continue }
                close(position, .skipped(because: cause), code: nil)
                hasChanged = true
            }
        }
    }

    private mutating func checkTime(_ position: Int, _ now: Double) {
        switch states[position].phase {
        case .over: break
        case .waiting, .verifying(isBegun: false):
            if now >= deadline(position) { close(position, .timedOut, code: ExitCode.tryAgain.rawValue) }
        case .loading, .verifying:
            if let killAt = states[position].killAt, now >= killAt {
                states[position].killAt = nil
                news.append(.signal(position, SIGKILL))
            } else if !states[position].isLate, now >= deadline(position) {
                states[position].isLate = true
                states[position].killAt = now + Self.grace
                news.append(.signal(position, SIGTERM))
            }
        }
    }

    private mutating func begin(_ position: Int, _ now: Double) {
        switch states[position].phase {
        case .verifying(isBegun: false):
            states[position].phase = .verifying(isBegun: true)
            news.append(.verify(position))
        case .waiting(let until, let looksAgain):
            guard until <= now, mayRun(position) else { return }
            if !looksAgain || states[position].attempts == 0 { states[position].attempts += 1 }
            if states[position].firstStart == nil { states[position].firstStart = now }
            states[position].phase = .loading
            news.append(.load(position, attempt: states[position].attempts, looksAgain: looksAgain))
        case .verifying, .loading, .over: break
        }
    }

    private func mayRun(_ position: Int) -> Bool {
        guard rules[position].after.allSatisfy({ states[$0].phase.ending?.status == .succeeded }) else { return false }
        let running = states.indices.filter { states[$0].phase.isRunning }
        guard running.count < concurrency else { return false }
        guard let database = rules[position].database else { return true }
        return !running.contains { rules[$0].database == database }
    }
}

extension JobSchedule.Phase {
    fileprivate var ending: PipelineEnding? {
        if case .over(let ending) = self { ending } else { nil }
    }

    fileprivate var hasFailed: Bool { ending.map { $0.status != .succeeded } ?? false }

    fileprivate var isRunning: Bool {
        switch self {
        case .loading, .verifying: true
        case .waiting, .over: false
        }
    }
}
