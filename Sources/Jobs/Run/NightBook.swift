// Keeps the account of a night: in memory, in the journal, and in lines for a person.

import Foundation
import Ledger
import PipelineSpec
import Reporting
import RowModel

/// What is known of a night so far. A journal that can't be written any more does not end the night, since the loads are
/// worth more than the account of them; but it is told, and the night does not end well.
struct NightBook: Sendable {
    private let plan: JobPlan
    private let options: NightOptions
    private let journal: JournalWriter?
    private let show: @Sendable (String) -> Void
    private var night: Night
    private var records: [PipelineRecord]
    private var maintenance: [NightMaintenance] = []
    private var journalFailure: JournalError?
    /// Of what is not a pipeline's.
    private var otherCodes: [Int32] = []
    private var isUpkeepCutShort = false

    /// - Throws: ``JournalError`` if the night can't be entered.
    init(
        _ plan: JobPlan, _ options: NightOptions, _ journal: JournalWriter?, _ show: @escaping @Sendable (String) -> Void
    ) async throws {
        self.plan = plan
        self.options = options
        self.journal = journal
        self.show = show
        records = plan.pipelines.enumerated().map { PipelineRecord($1, position: $0) }
        night = Night(
            job: plan.job.name, jobPath: plan.job.path, parameters: plan.parameters, startedAt: JournalTime.text(Date()),
            toolVersion: options.toolVersion)
        if let journal { night.id = try await journal.begin(night, records.map(\.entry)) }
    }

    var summary: NightSummary { NightSummary(night, records.map(\.entry), maintenance, isDry: options.isDry) }
    var exitCode: ExitCode { night.exitCode.flatMap(ExitCode.init) ?? .balanced }
    var isDry: Bool { options.isDry }

    mutating func loadEnded(_ position: Int, _ outcome: ChildProcess.Outcome) { records[position].loadEnded(outcome) }

    mutating func verificationEnded(_ position: Int, _ outcome: ChildProcess.Outcome) {
        records[position].verificationEnded(outcome)
    }

    /// Enters what the schedule has decided.
    mutating func note(_ action: JobSchedule.Action, signal: Int32?) async {
        switch action {
        case .load(let position, let attempt, _):
            records[position].loadBegins(attempt: attempt, at: Date())
            await save(position)
        case .postponed(let position, let code, let seconds): say(postponed: position, code, seconds)
        case .ended(let position, let ending):
            records[position].close(
                ending, at: Date(), timeout: plan.pipelines[position].job.timeout, signal: signal,
                others: plan.pipelines.map(\.job.name))
            await save(position)
        case .signal(let position, let number): say(signalled: position, number)
        case .verify: break
        }
    }

    private func say(postponed position: Int, _ code: Int32, _ seconds: Double) {
        if options.isQuiet { return }
        let job = plan.pipelines[position].job
        if code == ExitCode.noInput.rawValue {
            // Said once, and not at each look.
            guard records[position].missingInputs == 1 else { return }
            show("\(job.name): its input is missing; it is looked for again for \(durationText(job.waitFor ?? 0))")
        } else {
            show("\(job.name): exit code \(code); attempt \(records[position].entry.attempts + 1) of \(job.retries.attempts) "
                + "in \(durationText(seconds))")
        }
    }

    private func say(signalled position: Int, _ number: Int32) {
        let job = plan.pipelines[position].job
        if number == SIGKILL {
            show("\(job.name): has not ended within \(durationText(JobSchedule.grace)) and is killed")
        } else if let timeout = job.timeout, night.exitCode == nil, records[position].entry.status == .running, number == SIGTERM {
            show("\(job.name): is told to end (timeout \(durationText(timeout)))")
        }
    }

    /// Enters what was done to a database.
    mutating func maintained(
        _ database: String, _ outcome: MaintenanceOutcome, _ show: @Sendable (String) -> Void
    ) async {
        for var task in outcome.tasks {
            task.position = maintenance.count
            maintenance.append(task)
            if !task.succeeded { show("\(task.task) of \(database): \(task.detail ?? "")") }
            let (entry, night) = (task, night.id)
            await write { try await $0.save(entry, ofNight: night) }
        }
        if outcome.code != 0 { otherCodes.append(outcome.code) }
    }

    mutating func upkeepWasCutShort() { isUpkeepCutShort = true }

    /// Ends the night: its exit code is the worst, or that of the signal.
    mutating func end(interruptedBy signal: Int32?) async {
        night.exitCode = exitCode(interruptedBy: signal)
        night.finishedAt = JournalTime.text(Date())
        await finish()
        // That may have been what could not be written.
        night.exitCode = exitCode(interruptedBy: signal)
    }

    private func exitCode(interruptedBy signal: Int32?) -> Int32 {
        if let signal, isUpkeepCutShort || records.contains(where: { $0.entry.status == .interrupted }) {
            return (signal == SIGINT ? ExitCode.interrupted : .terminated).rawValue
        }
        return NightExitCode.worst(
            records.compactMap(\.entry.exitCode) + otherCodes + (journalFailure.map { [$0.exitCode.rawValue] } ?? [])
        ).rawValue
    }

    /// Adds something that does not change how the night has ended.
    mutating func remark(_ text: String) async {
        night.notes.append(text)
        await finish()
    }

    /// Adds something that the night should have told of itself. It has not ended well then, but what has gone wrong with
    /// its loads says more.
    mutating func fail(_ text: String, _ code: ExitCode) async {
        show(text)
        night.notes.append(text)
        if exitCode == .balanced { night.exitCode = code.rawValue }
        await finish()
    }

    private mutating func finish() async {
        let night = night
        await write { try await $0.finish(night) }
    }

    private mutating func save(_ position: Int) async {
        let (entry, night) = (records[position].entry, night.id)
        await write { try await $0.save(entry, ofNight: night) }
    }

    private mutating func write(_ body: (JournalWriter) async throws -> Void) async {
        guard let journal else { return }
        do {
            try await body(journal)
        } catch {
            let failure =
                error as? JournalError ?? .cannotWrite(path: plan.journal, message: "\(error)")
            if journalFailure == nil { show("\(failure.description); the night goes on without it") }
            journalFailure = failure
        }
    }
}
