// Brings all shards of a plan together in one database.

import Flow
import Foundation
import Ledger
import PipelineSpec
import RowModel
import Sink

/// One merge: a run of the plan's pipeline for each target, whose rows come out of shards instead of inputs. Its ledger is
/// what a single run over all inputs would have left.
///
/// Tables that are appended to or replaced take each shard's table whole, of small shards several in a transaction; the
/// others take rows in the plan's order of inputs (``KeyedMerge``). What is committed is in the ledger, so a merge that was
/// cut off goes on where it stopped, but for `replace`, which begins anew.
public struct ShardMerge {
    private let plan: PlanReader
    private let folder: ShardFolder
    private let database: String
    private let toolVersion: String
    private let interruption: Interruption
    private let progress: (MergeProgress) -> Void
    private let stop = MergeStop()

    /// - Parameters:
    ///   - database: path of the target.
    ///   - progress: told now and then how far it has come.
    public init(
        _ plan: PlanReader, folder: ShardFolder, into database: String, toolVersion: String,
        interruption: Interruption = Interruption(), progress: @escaping (MergeProgress) -> Void = { _ in }
    ) {
        self.plan = plan
        self.folder = folder
        self.database = database.filePath
        self.toolVersion = toolVersion
        self.interruption = interruption
        self.progress = progress
    }

    /// Merges to the end. Does not throw: a failure is part of the outcome, beside what was committed before it.
    public func run() async -> MergeOutcome {
        await withTaskExecutorPreference(BlockingExecutor(label: "weir.merge")) { await runHere() }
    }

    private func runHere() async -> MergeOutcome {
        interruption.listen { [stop] in stop.request($0) }
        defer { interruption.listen(nil) }
        let start = ContinuousClock().now
        var outcome = MergeOutcome(
            pipeline: plan.header.pipeline, plan: plan.path, folder: folder.path, database: database,
            shards: plan.header.shards, inputs: plan.header.inputs)
        do {
            try merge(&outcome)
        } catch {
            outcome.failure = outcome.failure ?? failure(for: error, replaces: false)
        }
        outcome.seconds = (ContinuousClock().now - start).seconds
        outcome.peakMemoryBytes = ProcessMemory.peakBytes
        return outcome
    }

    private func merge(_ outcome: inout MergeOutcome) throws {
        let start = ContinuousClock().now
        try checkTarget()
        let pipeline = try MergedPipeline(plan.spec(), into: database)
        outcome.tables = pipeline.targets.map { MergeOutcome.Table(table: $0.table, mode: $0.mode.rawValue) }
        let survey = try MergeSurvey(
            plan, in: folder, pipeline: pipeline.name, tables: pipeline.targets.map(\.table),
            needsOrder: pipeline.targets.contains(where: \.needsOrder), progress: stop.check)
        outcome.surveySeconds = (ContinuousClock().now - start).seconds
        try checkRejects(pipeline, survey)
        try write(pipeline, survey, &outcome)
    }

    private func checkTarget() throws {
        let target = URL(filePath: database.realPath ?? database).standardizedFileURL
        let folder = URL(filePath: folder.path.realPath ?? folder.path).standardizedFileURL
        if target.deletingLastPathComponent().path == folder.path { throw MergeError.intoShards(path: database) }
    }

    private func checkRejects(_ pipeline: MergedPipeline, _ survey: MergeSurvey) throws {
        for (target, total) in zip(pipeline.targets, survey.totals) where pipeline.hasTooManyRejects(total) {
            throw MergeError.tooManyRejects(
                table: pipeline.targets.count > 1 ? target.table : nil, rejects: total.rejected, records: total.input.records)
        }
    }

    private func write(_ pipeline: MergedPipeline, _ survey: MergeSurvey, _ outcome: inout MergeOutcome) throws {
        let writer = try SinkWriter(pipeline.targets)
        let earlier = try writer.earlierRuns(pipeline: pipeline.name, comparable: pipeline.comparableRuns)
        let before = try writer.runs(thatMerged: plan.digest)
        if before.allSatisfy({ $0 != nil }) {
            try checkIsThere(pipeline)
            outcome.isThereAlready = true
            for (position, run) in before.enumerated() { outcome.tables[position].run = run?.id }
            return
        }
        let resumption = try MergeResumption(
            earlier, of: pipeline, plan, survey, writer, identity: identity, database: database)
        // Where no row is left out for its key, all counts are known before the first is taken.
        let isForeseeable = pipeline.targets.allSatisfy { $0.mode != .ignore }
        if isForeseeable { try pipeline.checkExpectations(survey.totals, comparable: earlier.map(\.comparable)) }
        let clock = ContinuousClock()
        let start = clock.now
        writer.measure = { [unowned writer] _ in measurement(writer, seconds: (clock.now - start).seconds) }
        defer { note(writer, &outcome) }
        do {
            try stop.breaking(writer.interrupter) {
                let runs = try writer.start(starts(pipeline, resumption), takingShards: true)
                for (position, run) in runs.enumerated() { outcome.tables[position].run = run }
                outcome.shardsBefore = resumption.shards.count
                var taking = ShardTaking(
                    writer: writer, pipeline: pipeline, survey: survey, folder: folder, resumption: resumption, stop: stop,
                    progress: progress)
                defer { outcome.rows = taking.rows }
                try taking.takeAll()
                let taken = try writer.runTotals()
                for (totals, surveyed) in zip(taken, survey.totals) {
                    try survey.checkIsAll(totals, surveyed)
                }
                if !isForeseeable { try pipeline.checkExpectations(taken.map(\.asAccount), comparable: earlier.map(\.comparable)) }
                try writer.finish()
            }
        } catch {
            outcome.failure = end(writer, after: error, replaces: pipeline.targets[0].mode == .replace)
        }
    }

    /// Counts the rows of what was merged earlier, but not the inputs.
    private func checkIsThere(_ pipeline: MergedPipeline) throws {
        for table in pipeline.targets.map(\.table) {
            let report = try CountVerifier.verify(database: database, pipeline: pipeline.name, table: table, recounting: false)
            guard report.isBalanced else { throw MergeError.changedSince(database: database, problems: report.allProblems) }
        }
    }

    private var identity: String { "merge of the shards of plan \(plan.digest)" }

    private func starts(_ pipeline: MergedPipeline, _ resumption: MergeResumption) -> [TargetStart] {
        resumption.unfinished.enumerated().map { position, run in
            run.map(TargetStart.resuming)
                ?? .new(pipeline.start(ofTarget: position, identity: identity, toolVersion: toolVersion))
        }
    }

    private func note(_ writer: SinkWriter, _ outcome: inout MergeOutcome) {
        outcome.commits = writer.metrics.commits
        outcome.finishSeconds = writer.metrics.finishSeconds
        let totals = (try? writer.runTotals()) ?? []
        for (position, target) in writer.targets.enumerated() {
            outcome.tables[position].totals = totals.first { $0.record.id == outcome.tables[position].run }
            outcome.tables[position].rowsBefore = target.rowsBefore
            outcome.tables[position].rowsAfter = target.rowsAfter
        }
    }

    private func measurement(_ writer: SinkWriter, seconds: Double) -> RunMeasurement {
        var measures = RunMeasures()
        measures.seconds = seconds
        measures.insertSeconds = writer.metrics.insertSeconds
        measures.commitSeconds = writer.metrics.commitSeconds
        measures.finishSeconds = writer.metrics.finishSeconds
        measures.commits = writer.metrics.commits
        measures.peakMemoryBytes = ProcessMemory.peakBytes
        return RunMeasurement(measures: measures, samples: [])
    }

    /// Ends runs that did not come to their end by themselves.
    /// - Returns: why.
    private func end(_ writer: SinkWriter, after error: any Error, replaces: Bool) -> any WeirError {
        let failure = failure(for: error, replaces: replaces)
        let isInterrupted = if case MergeError.interrupted = failure { true } else { false }
        writer.abort(isInterrupted ? .interrupted : .failed, error: failure.description)
        return failure
    }

    private func failure(for error: any Error, replaces: Bool) -> any WeirError {
        if let cause = stop.cause, Self.followsFromStop(error) { return MergeError.interrupted(cause, replaces: replaces) }
        if case LedgerError.databaseMissing(let path) = error { return MergeError.gone(path: path) }
        return UnexpectedError.wrapping(error)
    }

    private static func followsFromStop(_ error: any Error) -> Bool {
        switch error {
        case is MergeStop.Stopped, SinkError.stopped: true
        // As in Flow: what a statement runs within it is told with the code of any error.
        case SinkError.other(_, let message): message.contains("interrupted")
        default: false
        }
    }
}

extension TargetPlan {
    /// Whether rows come in the plan's order, since which of two with one key is there depends on it.
    var needsOrder: Bool { mode == .upsert || mode == .ignore }
}

extension RunTotals {
    /// The counts that something can be expected of.
    fileprivate var asAccount: InputAccount {
        var account = InputAccount(
            input: InputRecord(
                index: 0, identity: InputIdentity(path: "", size: 0, modified: 0),
                reading: InputReading(format: .ndjson, compression: .none)),
            stages: [
                StageRecord(
                    name: "sink", tally: Tally(stored: 0, added: 0, out: 0, dropped: 0, rejected: rejected), written: written)
            ])
        account.input.records = records
        return account
    }
}
