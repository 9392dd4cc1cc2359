// weir run

import ArgumentParser
import Flow
import Foundation
import Reporting

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run pipelines, one after the other, or a job.",
        discussion: """
            All specs are checked before the first is run. The first pipeline that fails ends the run. Ctrl-C or SIGTERM \
            commits what was read and ends it; a second one ends it at once.
            With --plan: loads one shard of it on this machine, and puts the database in its place when it is whole \
            (docs/scale-out.md). A shard that is there already is left alone, so it may be tried as often as you like.
            A job file runs alone: each of its pipelines as it says (docs/jobs.md), and the exit code is the worst.

            Example: weir run pipelines/orders.yaml --set day=2026-11-18 --json --quiet
            Example: weir run pipelines/orders.yaml -v --log-format json 2>> orders.log
            Example: weir run pipelines/nightly.yaml
            Example: weir run pipelines/orders.yaml --plan plan.json --shard 3
            """)

    @OptionGroup var options: SpecOptions

    @Flag(help: "Print each run's summary as one line of JSON on stdout; each table of a spec has a run of its own. Of a job, the night's.")
    var json = false

    @Flag(help: "Print no summary on stderr; errors are still printed.")
    var quiet = false

    @OptionGroup var watching: WatchOptions

    @OptionGroup var sharding: ShardOptions

    @Flag(help: "Undo the rows of a run that did not end well, and begin anew, instead of going on where it stopped.")
    var restart = false

    @Flag(help: "Do everything but write: read, decode, transform, check what is expected, and count.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "When all has ended, replace this file by metrics for the Prometheus node exporter's textfile collector.",
            valueName: "file.prom"),
        completion: .file(extensions: ["prom"]))
    var metrics: String?

    func validate() throws {
        if dryRun, metrics != nil { throw ValidationError("--metrics is about loads, and --dry-run is none; take one of them") }
        if sharding.plan != nil {
            if options.specs.count != 1 { throw ValidationError("a plan is about one spec; name that one") }
            if dryRun || restart || metrics != nil {
                throw ValidationError("a shard is loaded anew by each attempt: --dry-run, --restart and --metrics don't go with --plan")
            }
        }
        if dryRun, restart { throw ValidationError("--restart undoes a run, which --dry-run would not; take one of them") }
    }

    mutating func run() async throws {
        if let plan = sharding.plan { return try await run(shardOf: plan) }
        if let job = try options.onlyJob { return try await run(job: job) }
        var record = MetricsRecord(path: metrics)
        let pipelines = try watching.reporting {
            try record.noting(specs: options.specs, parameters: options.values) {
                try PipelineCompiler.compile(paths: options.specs, parameters: options.values)
            }
        }
        let interruption = Interruption()
        let signals = TerminationSignals(interruption)
        defer { withExtendedLifetime(signals) {} }
        for (position, pipeline) in pipelines.enumerated() {
            let start = Date.now
            let console = RunConsole(watching, isQuiet: quiet)
            let outcomes = await PipelineRun(
                pipeline, toolVersion: Weir.version, restarts: restart, isDry: dryRun, ownsProcess: true,
                interruption: interruption, watch: console.watch, logger: console.logger, show: console.show,
                lastResort: console.endAtOnce
            ).run()
            console.end()
            let summaries = outcomes.map(RunSummary.init)
            record.note(pipeline, summaries, start: start)
            if json { summaries.forEach { printToStandardOutput($0.json) } }
            if !quiet, !watching.logsJSON { printToStandardError(RunSummary.text(of: summaries)) }
            guard let failure = outcomes[0].failure else { continue }
            if quiet, !watching.logsJSON { printToStandardError(failure.description) }
            record.note(notBegun: pipelines[(position + 1)...])
            _ = record.write()
            end(with: failure.exitCode)
        }
        if let failure = record.write() { end(with: failure) }
    }
}
