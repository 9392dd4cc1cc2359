// The schedule: nights played without processes or clocks.

import Foundation
import RowModel
import TestSupport
import Testing

@testable import Jobs

@Suite("schedule of a job")
struct JobScheduleTests {

    @Test("in order, one at a time; after a failure the rest still runs, and what comes after it does not")
    func order() {
        var schedule = JobSchedule([ScheduleRule(), ScheduleRule(), ScheduleRule(after: [1]), ScheduleRule(after: [2]), ScheduleRule()], concurrency: 1)
        #expect(schedule.step(at: 0) == [.load(0, attempt: 1, looksAgain: false)])
        #expect(schedule.step(at: 1) == [] && schedule.nextWake(after: 1) == nil)
        schedule.loadEnded(0, .exited(0), at: 2)
        #expect(schedule.step(at: 2) == [.ended(0, PipelineEnding(status: .succeeded, code: 0)), .load(1, attempt: 1, looksAgain: false)])
        schedule.loadEnded(1, .exited(65), at: 3)
        #expect(
            schedule.step(at: 3) == [
                .ended(1, PipelineEnding(status: .failed, code: 65)), .ended(2, PipelineEnding(status: .skipped(because: 1))),
                .ended(3, PipelineEnding(status: .skipped(because: 2))), .load(4, attempt: 1, looksAgain: false),
            ])
        schedule.loadEnded(4, .exited(0), at: 4)
        #expect(!schedule.isOver)
        #expect(schedule.step(at: 4) == [.ended(4, PipelineEnding(status: .succeeded, code: 0))] && schedule.isOver)
    }

    @Test("a temporary failure is tried again as often as it says, and anything else is not")
    func retries() {
        var schedule = JobSchedule([ScheduleRule(attempts: 3, retryDelay: 10)], concurrency: 1)
        _ = schedule.step(at: 0)
        schedule.loadEnded(0, .exited(75), at: 1)
        #expect(schedule.step(at: 1) == [.postponed(0, code: 75, seconds: 10)])
        #expect(schedule.nextWake(after: 1) == 11 && schedule.step(at: 10.9) == [])
        #expect(schedule.step(at: 11) == [.load(0, attempt: 2, looksAgain: false)])
        schedule.loadEnded(0, .killed(signal: SIGKILL), at: 12)
        #expect(schedule.step(at: 22) == [.postponed(0, code: 75, seconds: 10), .load(0, attempt: 3, looksAgain: false)])
        schedule.loadEnded(0, .exited(75), at: 23)
        #expect(schedule.step(at: 23) == [.ended(0, PipelineEnding(status: .failed, code: 75))])

        for (end, code) in [(ProcessEnd.exited(74), Int32(74)), (.killed(signal: SIGSEGV), 70), (.exited(1), 1)] {
            var other = JobSchedule([ScheduleRule(attempts: 3)], concurrency: 1)
            _ = other.step(at: 0)
            other.loadEnded(0, end, at: 1)
            #expect(other.step(at: 1) == [.ended(0, PipelineEnding(status: .failed, code: code))])
        }
    }

    @Test("a missing input is looked for again until the time is up, as one attempt")
    func waiting() {
        var schedule = JobSchedule([ScheduleRule(attempts: 2, retryDelay: 5, waitFor: 90)], concurrency: 1)
        var now = 0.0
        var looks = 0
        var actions = schedule.step(at: now)
        while case .load(0, attempt: 1, let looksAgain)? = actions.last {
            #expect(looksAgain == (looks > 0))
            looks += 1
            schedule.loadEnded(0, .exited(66), at: now)
            guard let wake = schedule.nextWake(after: now) else { break }
            #expect(wake - now <= 3)
            now = wake
            actions = schedule.step(at: now)
        }
        #expect(looks == 31 && now == 90)
        #expect(schedule.step(at: now) == [.ended(0, PipelineEnding(status: .failed, code: 66))])
    }

    @Test("an input that has come is loaded, and a busy database behind that is a second attempt")
    func waitingAndRetrying() {
        var schedule = JobSchedule([ScheduleRule(attempts: 2, retryDelay: 5, waitFor: 1800)], concurrency: 1)
        _ = schedule.step(at: 0)
        schedule.loadEnded(0, .exited(66), at: 1)
        #expect(schedule.step(at: 61) == [.postponed(0, code: 66, seconds: 60), .load(0, attempt: 1, looksAgain: true)])
        schedule.loadEnded(0, .exited(75), at: 62)
        #expect(schedule.step(at: 67) == [.postponed(0, code: 75, seconds: 5), .load(0, attempt: 2, looksAgain: false)])
    }

    @Test("a load whose time is up is told to end, and killed if it does not; it counts as temporary")
    func timeout() {
        var schedule = JobSchedule([ScheduleRule(attempts: 5, timeout: 100), ScheduleRule()], concurrency: 1)
        _ = schedule.step(at: 0)
        #expect(schedule.nextWake(after: 0) == 100)
        #expect(schedule.step(at: 100) == [.signal(0, SIGTERM)])
        #expect(schedule.nextWake(after: 100) == 130 && schedule.step(at: 129) == [])
        #expect(schedule.step(at: 130) == [.signal(0, SIGKILL)])
        #expect(schedule.nextWake(after: 130) == nil)
        schedule.loadEnded(0, .killed(signal: SIGKILL), at: 131)
        #expect(schedule.step(at: 131) == [.ended(0, PipelineEnding(status: .timedOut, code: 75)), .load(1, attempt: 1, looksAgain: false)])
    }

    @Test("what would begin again only behind its timeout does not wait for it")
    func noTimeLeft() {
        var schedule = JobSchedule([ScheduleRule(attempts: 5, retryDelay: 60, timeout: 100)], concurrency: 1)
        _ = schedule.step(at: 0)
        schedule.loadEnded(0, .exited(75), at: 50)
        #expect(schedule.step(at: 50) == [.ended(0, PipelineEnding(status: .failed, code: 75))])
    }

    @Test("a verification keeps the database, and its verdict is the pipeline's")
    func verification() {
        for (end, ending) in [
            (ProcessEnd.exited(0), PipelineEnding(status: .succeeded, code: 0, isVerified: true)),
            (.exited(1), PipelineEnding(status: .failed, code: 1, isVerified: false)),
            (.exited(66), PipelineEnding(status: .failed, code: 66)),
        ] {
            var schedule = JobSchedule([ScheduleRule(database: "a", isVerified: true), ScheduleRule(database: "a")], concurrency: 2)
            #expect(schedule.step(at: 0) == [.load(0, attempt: 1, looksAgain: false)])
            schedule.loadEnded(0, .exited(0), at: 1)
            #expect(schedule.step(at: 1) == [.verify(0)])
            schedule.verificationEnded(0, end)
            #expect(schedule.step(at: 2) == [.ended(0, ending), .load(1, attempt: 1, looksAgain: false)])
        }
    }

    @Test("an interruption ends those that run by its signal, and the others are not begun")
    func interruption() {
        var schedule = JobSchedule([ScheduleRule(attempts: 9), ScheduleRule(), ScheduleRule(after: [0])], concurrency: 1)
        _ = schedule.step(at: 0)
        schedule.interrupt(by: SIGINT)
        #expect(
            schedule.step(at: 1) == [
                .signal(0, SIGINT), .ended(1, PipelineEnding(status: .interrupted(begun: false))),
                .ended(2, PipelineEnding(status: .interrupted(begun: false))),
            ])
        schedule.interrupt(by: SIGTERM)
        #expect(schedule.step(at: 2) == [])
        schedule.loadEnded(0, .exited(130), at: 3)
        #expect(schedule.step(at: 3) == [.ended(0, PipelineEnding(status: .interrupted(begun: true), code: 130))] && schedule.isOver)
    }


    @Test("in any night order, concurrency and databases are kept, and all pipelines come to an end")
    func anyNight() {
        var random = SeededGenerator()
        for _ in 0..<2000 {
            var night = RandomNight(using: &random)
            let complaint = night.play(using: &random)
            #expect(complaint == nil, "WEIR_SEED=\(random.seed): \(night.rules)")
            if complaint != nil { return }
        }
    }
}

/// A night whose processes end as chance will have it.
private struct RandomNight {
    let rules: [ScheduleRule]
    let concurrency: Int
    private let isInterrupted: Bool
    private var running: [Int: Work] = [:]
    private var endings: [Int: PipelineEnding] = [:]
    private var attempts: [Int: Int] = [:]
    private var firstStart: [Int: Double] = [:]

    private struct Work {
        var isVerification: Bool
        var endsAt: Double
        var end: ProcessEnd
    }

    init(using random: inout SeededGenerator) {
        let count = Int.random(in: 1...7, using: &random)
        rules = (0..<count).map { position in
            ScheduleRule(
                after: (0..<position).filter { _ in Int.random(in: 0..<4, using: &random) == 0 },
                database: [nil, "a", "b"].randomElement(using: &random)!, attempts: Int.random(in: 1...4, using: &random),
                retryDelay: Double(Int.random(in: 0...20, using: &random)),
                timeout: Bool.random(using: &random) ? Double(Int.random(in: 1...60, using: &random)) : nil,
                waitFor: Bool.random(using: &random) ? Double(Int.random(in: 1...60, using: &random)) : nil,
                isVerified: Bool.random(using: &random))
        }
        concurrency = Int.random(in: 1...3, using: &random)
        isInterrupted = Int.random(in: 0..<4, using: &random) == 0
    }

    /// - Returns: what is not as it should be.
    mutating func play(using random: inout SeededGenerator) -> String? {
        var schedule = JobSchedule(rules, concurrency: concurrency)
        let interruptAt = isInterrupted ? Double(Int.random(in: 1...60, using: &random)) : .infinity
        var now = 0.0
        for _ in 0..<10_000 {
            for action in schedule.step(at: now) {
                if let complaint = take(action, now, isOver: now > interruptAt, using: &random) { return complaint }
            }
            if schedule.isOver { return endings.count == rules.count ? nil : "over, and not all have ended" }
            let ends = running.min { ($0.value.endsAt, $0.key) < ($1.value.endsAt, $1.key) }
            let times = [schedule.nextWake(after: now), ends?.value.endsAt, now < interruptAt ? interruptAt : nil].compactMap(\.self)
            guard let next = times.min(), next < .infinity else { return "nothing runs, nothing is waited for" }
            now = max(now, next)
            if now == interruptAt { schedule.interrupt(by: SIGTERM) }
            if let (position, work) = ends, work.endsAt <= now {
                running[position] = nil
                if work.isVerification { schedule.verificationEnded(position, work.end) } else { schedule.loadEnded(position, work.end, at: now) }
            }
        }
        return "it goes on for ever"
    }

    private mutating func take(
        _ action: JobSchedule.Action, _ now: Double, isOver: Bool, using random: inout SeededGenerator
    ) -> String? {
        switch action {
        case .load(let position, let attempt, let looksAgain):
            if isOver { return "begun behind the interruption" }
            if running[position] != nil || endings[position] != nil { return "\(position) begun twice" }
            if running.count >= concurrency { return "too many at once" }
            if let database = rules[position].database, running.keys.contains(where: { rules[$0].database == database }) {
                return "two on one database"
            }
            if rules[position].after.contains(where: { endings[$0]?.status != .succeeded }) { return "\(position) begun too early" }
            if attempt > rules[position].attempts { return "one attempt too many" }
            if attempt != (attempts[position] ?? 0) + (looksAgain ? 0 : 1) { return "attempts are miscounted" }
            attempts[position] = attempt
            firstStart[position] = firstStart[position] ?? now
            let codes: [Int32] = [0, 0, 0, 65, 66, 66, 75, 75, 1, 74]
            let end: ProcessEnd = Int.random(in: 0..<12, using: &random) == 0 ? .killed(signal: SIGKILL) : .exited(codes.randomElement(using: &random)!)
            running[position] = Work(isVerification: false, endsAt: now + Double(Int.random(in: 0...50, using: &random)), end: end)
        case .verify(let position):
            if running[position] != nil || !rules[position].isVerified { return "\(position) is verified out of place" }
            running[position] = Work(
                isVerification: true, endsAt: now + Double(Int.random(in: 0...20, using: &random)),
                end: .exited([0, 0, 1, 75].randomElement(using: &random)!))
        case .signal(let position, let number):
            guard let work = running[position] else { return "a signal to nobody" }
            // Some obey at once, some not before they are killed.
            if number == SIGKILL {
                running[position]?.endsAt = now
                running[position]?.end = .killed(signal: SIGKILL)
            } else if Bool.random(using: &random), !work.isVerification {
                running[position]?.endsAt = now
                running[position]?.end = .exited(143)
            }
        case .postponed(let position, _, let seconds):
            if let timeout = rules[position].timeout, now + seconds >= (firstStart[position] ?? 0) + timeout { return "waits beyond its timeout" }
        case .ended(let position, let ending):
            if endings[position] != nil { return "\(position) ended twice" }
            if running[position] != nil { return "\(position) ended while it runs" }
            if case .skipped(let cause) = ending.status, endings[cause] == nil || endings[cause]?.status == .succeeded {
                return "\(position) skipped for no reason"
            }
            endings[position] = ending
        }
        return nil
    }
}

@Suite("exit code of a night")
struct NightExitCodeTests {
    @Test("the worst counts, whatever the order; a pipeline interrupted alone may be tried again")
    func worst() {
        #expect(NightExitCode.worst([]) == .balanced)
        #expect(NightExitCode.worst([0, 75, 66]) == .noInput)
        #expect(NightExitCode.worst([65, 1, 74]) == .unbalanced)
        #expect(NightExitCode.worst([74, 70, 73]) == .bug)
        #expect(NightExitCode.worst([0, 143]) == .tryAgain)
        #expect(NightExitCode.worst([0, 99]) == .bug)
        var random = SeededGenerator()
        let codes = (0..<20).map { _ in [Int32(0), 1, 64, 65, 66, 70, 73, 74, 75].randomElement(using: &random)! }
        #expect(NightExitCode.worst(codes) == NightExitCode.worst(codes.shuffled(using: &random)), "WEIR_SEED=\(random.seed)")
    }
}
