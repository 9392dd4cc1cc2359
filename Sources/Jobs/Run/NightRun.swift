// Runs a job: does what the schedule says, and tells it what has happened.

import Flow
import Foundation
import Ledger
import PipelineSpec
import Reporting
import RowModel

/// One night of a job. Each load and each verification is a process of its own, so that a crash, a timeout or the kernel's
/// want of memory ends one of them and not the night.
public struct NightRun: Sendable {
    private let plan: JobPlan
    private let options: NightOptions
    private let interruption: Interruption
    private let children: Children
    private let show: @Sendable (String) -> Void
    private let relay: @Sendable (String) -> Void

    /// - Parameters:
    ///   - children: told of each process while it runs.
    ///   - show: told of what the job itself has to say.
    ///   - relay: told of each line that a load or a verification writes to stderr.
    public init(
        _ plan: JobPlan, options: NightOptions, interruption: Interruption, children: Children,
        show: @escaping @Sendable (String) -> Void, relay: @escaping @Sendable (String) -> Void
    ) {
        self.plan = plan
        self.options = options
        self.interruption = interruption
        self.children = children
        self.show = show
        self.relay = relay
    }

    /// - Returns: what became of the night, with its exit code.
    /// - Throws: ``JournalError`` if the journal can't be had at all; then nothing has run.
    public func run() async throws -> NightSummary {
        let journal = options.isDry ? nil : try JournalWriter(path: plan.journal)
        var book = try await NightBook(plan, options, journal, show)
        var signal = await runPipelines(&book)
        if signal == nil { signal = await NightUpkeep(plan, children, interruption, show).run(noting: &book) }
        await book.end(interruptedBy: signal)
        await NightFiles(plan, version: options.toolVersion).write(about: &book)
        await NightHook(plan, children, interruption, show).run(after: &book)
        return book.summary
    }

    private enum Event: Sendable {
        case loadEnded(Int, ChildProcess.Outcome)
        case verificationEnded(Int, ChildProcess.Outcome)
        case interrupted(Int32)
        /// Time has passed.
        case woken
    }

    /// - Returns: the signal by which the job was interrupted.
    private func runPipelines(_ book: inout NightBook) async -> Int32? {
        let (events, told) = AsyncStream.makeStream(of: Event.self)
        interruption.listen { told.yield(.interrupted($0.signal)) }
        defer { interruption.listen(nil) }
        let clock = ContinuousClock()
        let start = clock.now
        var schedule = JobSchedule(rules, concurrency: plan.job.concurrency)
        var signals: [Int: AsyncStream<Int32>.Continuation] = [:]
        var interruptedBy: Int32?
        await withDiscardingTaskGroup { group in
            var coming = events.makeAsyncIterator()
            while true {
                // One time for both, so that nothing falls due between them and is never looked at again.
                let now = (clock.now - start).seconds
                for action in schedule.step(at: now) {
                    await book.note(action, signal: interruptedBy)
                    switch action {
                    case .load(let position, _, let looksAgain):
                        let orders = AsyncStream.makeStream(of: Int32.self)
                        signals[position] = orders.continuation
                        let child = load(position)
                        group.addTask { [self] in
                            let outcome = await run(child, position, orders.stream, holdsBack: looksAgain)
                            told.yield(.loadEnded(position, outcome))
                        }
                    case .verify(let position):
                        let orders = AsyncStream.makeStream(of: Int32.self)
                        signals[position] = orders.continuation
                        let child = verification(position)
                        group.addTask { [self] in
                            let outcome = await run(child, position, orders.stream, logs: false)
                            told.yield(.verificationEnded(position, outcome))
                        }
                    case .signal(let position, let number): signals[position]?.yield(number)
                    case .postponed, .ended: break
                    }
                }
                if schedule.isOver { break }
                let timer = schedule.nextWake(after: now).map { wake in
                    Task {
                        try? await Task.sleep(until: start + .seconds(wake), clock: clock)
                        if !Task.isCancelled { told.yield(.woken) }
                    }
                }
                let event = await coming.next()
                timer?.cancel()
                let then = (clock.now - start).seconds
                switch event {
                case .loadEnded(let position, let outcome):
                    book.loadEnded(position, outcome)
                    schedule.loadEnded(position, outcome.end, at: then)
                case .verificationEnded(let position, let outcome):
                    book.verificationEnded(position, outcome)
                    schedule.verificationEnded(position, outcome.end)
                case .interrupted(let signal):
                    interruptedBy = interruptedBy ?? signal
                    schedule.interrupt(by: signal)
                case .woken, nil: break
                }
            }
        }
        return interruptedBy
    }

    /// A dry run leaves nothing to verify.
    private var rules: [ScheduleRule] {
        plan.rules.map { rule in
            var rule = rule
            rule.isVerified = rule.isVerified && !options.isDry
            return rule
        }
    }

    private func load(_ position: Int) -> ChildProcess {
        var arguments = ["run", "--json"] + options.watching
        if options.isQuiet { arguments.append("--quiet") }
        if options.restarts { arguments.append("--restart") }
        if options.isDry { arguments.append("--dry-run") }
        return child(arguments, position)
    }

    private func verification(_ position: Int) -> ChildProcess {
        child(["verify-counts", "--json"] + (plan.pipelines[position].job.verify == .deep ? ["--deep"] : []), position)
    }

    private func child(_ arguments: [String], _ position: Int) -> ChildProcess {
        let pipeline = plan.pipelines[position]
        let parameters = pipeline.parameters.sorted { $0.key < $1.key }.flatMap { ["--set", "\($0.key)=\($0.value)"] }
        return ChildProcess(program: OwnExecutable.path, arguments: arguments + parameters + ["--", pipeline.specPath])
    }

    /// - Parameters:
    ///   - holdsBack: whether what it says is shown only if it has found its input.
    ///   - logs: whether it logs as it is told to; else what it says is said by the job.
    private func run(
        _ child: ChildProcess, _ position: Int, _ signals: AsyncStream<Int32>, holdsBack: Bool = false,
        logs: Bool = true
    ) async -> ChildProcess.Outcome {
        let prefix = plan.hasParallelPipelines && !options.logsJSON ? "[\(plan.pipelines[position].job.name)] " : ""
        let show = options.logsJSON && !logs ? show : relay
        guard holdsBack else { return await child.run(signals: signals, children: children) { show(prefix + $0) } }
        let outcome = await child.run(signals: signals, children: children) { _ in }
        if outcome.end != .exited(ExitCode.noInput.rawValue) { outcome.lastErrors.forEach { show(prefix + $0) } }
        return outcome
    }
}
