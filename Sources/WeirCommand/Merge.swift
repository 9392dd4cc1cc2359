// weir merge

import ArgumentParser
import Flow
import Foundation
import Reporting
import RowModel
import Shards

struct Merge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring all shards of a plan together in one database.",
        discussion: """
            The result is what one machine would have loaded, with one ledger: weir verify-counts, history, report and rejects \
            work on it. Shards are looked at before the first row is taken: one that is missing, foreign or unbalanced ends it. \
            A merge that was cut off is gone on with by the same command; nothing comes twice. Shards are only read.

            Example: weir merge plan.shards -o all.sqlite && weir verify-counts pipelines/orders.yaml
            """)

    @Argument(help: "The folder of the shards.", completion: .directory)
    var folder: String

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The database to bring them together in; it may have other tables and runs.", valueName: "all.sqlite"),
        completion: .file())
    var output: String

    @Option(
        help: ArgumentHelp("The plan of the shards. Default: the copy in their folder.", valueName: "plan.json"),
        completion: .file(extensions: ["json"]))
    var plan: String?

    @Flag(help: "Print the summary as one line of JSON on stdout.")
    var json = false

    @Flag(help: "Print no summary and no progress on stderr; errors are still printed.")
    var quiet = false

    func validate() throws {
        if output.isEmpty { throw ValidationError("--output takes the path of a database") }
        if output == ":memory:" { throw ValidationError("--output takes a file; what is in memory is gone after the merge") }
    }

    mutating func run() async throws {
        let shards = ShardFolder(path: folder)
        let reader = try plan.map(PlanReader.init) ?? shards.plan()
        let interruption = Interruption()
        let signals = TerminationSignals(interruption)
        defer { withExtendedLifetime(signals) {} }
        let isQuiet = quiet
        var lastLine = ContinuousClock().now
        let outcome = await ShardMerge(
            reader, folder: shards, into: output, toolVersion: Weir.version,
            interruption: interruption
        ) { progress in
            guard !isQuiet, ContinuousClock().now - lastLine > .seconds(10) else { return }
            lastLine = ContinuousClock().now
            printToStandardError("  \(progress.line)")
        }.run()
        let summary = MergeSummary(outcome)
        if json { printToStandardOutput(jsonText(summary)) }
        if !quiet { printToStandardError(summary.text) }
        guard let failure = outcome.failure else { return }
        if quiet { printToStandardError(failure.description) }
        end(with: failure.exitCode)
    }
}
