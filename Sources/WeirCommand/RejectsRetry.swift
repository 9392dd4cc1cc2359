// weir rejects retry

import ArgumentParser
import Flow
import Ledger
import Reporting

struct RejectsRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Take the raw records of rejects through the spec as it is now, into the same table.",
        discussion: """
            A run of its own, in one transaction. What is loaded can't be retried again; what is refused again is a \
            reject of the new run.

            Example: weir rejects retry pipelines/orders.yaml --run 3 --reason timestamp
            """)

    @Argument(help: "Pipeline spec (YAML).", completion: .file(extensions: ["yaml", "yml", "json"]))
    var spec: String

    @OptionGroup var parameters: ParameterOptions

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp("Rejects of this run; without it, of the pipeline's last one.", valueName: "run"))
    var ofRun: Int64?

    @Option(help: ArgumentHelp("Only with this text in the reason, in upper or lower case.", valueName: "text"))
    var reason: String?

    @Option(help: ArgumentHelp("Only of the input with this path, or one that ends so.", valueName: "path"))
    var input: String?

    @Option(
        help: ArgumentHelp("Their records as mended in this file, which export --raw has written.", valueName: "file"))
    var from: String?

    @Flag(help: "Print the run's summary as one line of JSON on stdout.")
    var json = false

    mutating func run() async throws {
        let retry = try RejectRetry(
            spec: spec, parameters: parameters.values, run: ofRun, filter: RejectFilter(reason: reason, input: input),
            mended: from)
        printToStandardError(retry.text)
        guard let pipeline = retry.pipeline else { return }
        let interruption = Interruption()
        let signals = TerminationSignals(interruption)
        defer { withExtendedLifetime(signals) {} }
        let outcomes = await PipelineRun(
            pipeline, toolVersion: Weir.version, ownsProcess: true, interruption: interruption,
            show: { printToStandardError($0) },
            lastResort: { endAtOnce(with: $0) }
        ).run()
        let summaries = outcomes.map(RunSummary.init)
        if json { summaries.forEach { printToStandardOutput($0.json) } }
        printToStandardError(RunSummary.text(of: summaries))
        if let failure = outcomes[0].failure { end(with: failure.exitCode) }
    }
}
