// weir run of one shard of a plan.

import Flow
import Foundation
import PipelineSpec
import Reporting
import RowModel
import Shards

extension Run {
    func run(shardOf path: String) async throws {
        let spec = try PipelineSpec.load(path: options.specs[0], parameters: options.values)
        let load = try ShardLoad(
            spec, plan: PlanReader(path: path), shard: sharding.index(), folder: sharding.folder(forPlan: path))
        if try load.isPublished() { return note("\(load.path): shard \(load.shard) is there already and balances; nothing to do") }
        try load.folder.prepare()
        let scratch = try load.makeScratch(in: sharding.scratchFolder)
        let pipeline = try load.compile(into: scratch)
        let interruption = Interruption()
        let signals = TerminationSignals(interruption)
        defer { withExtendedLifetime(signals) {} }
        let console = RunConsole(watching, isQuiet: quiet)
        var outcomes = await PipelineRun(
            pipeline, toolVersion: Weir.version, ownsProcess: true, interruption: interruption, watch: console.watch,
            logger: console.logger, show: console.show, lastResort: console.endAtOnce
        ).run()
        console.end()
        for target in outcomes.indices { outcomes[target].failure = outcomes[target].failure.map(load.failure) }
        if let failure = outcomes[0].failure {
            tell(outcomes)
            if quiet, !watching.logsJSON { printToStandardError(failure.description) }
            remove(scratch, andEndWith: failure.exitCode)
        }
        // A load that nobody can see yet is no success.
        do {
            let isFirst = try load.publish(scratch)
            tell(outcomes)
            note("\(load.path): shard \(load.shard) is \(isFirst ? "published" : "there already, by another attempt, and balances")")
        } catch let error as any WeirError {
            printToStandardError(error.description)
            remove(scratch, andEndWith: error.exitCode)
        }
    }

    private func tell(_ outcomes: [RunOutcome]) {
        let summaries = outcomes.map(RunSummary.init)
        if json { summaries.forEach { printToStandardOutput($0.json) } }
        if !quiet, !watching.logsJSON { printToStandardError(RunSummary.text(of: summaries, isKept: false)) }
    }

    /// exit(3) releases nothing.
    private func remove(_ scratch: ScratchDatabase, andEndWith code: RowModel.ExitCode) -> Never {
        scratch.remove()
        end(with: code)
    }

    private func note(_ text: String) {
        if !quiet, !watching.logsJSON { printToStandardError(text) }
    }
}
