// weir verify-counts

import ArgumentParser
import Flow
import Jobs
import Ledger
import PipelineSpec
import Reporting
import RowModel

struct VerifyCounts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-counts",
        abstract: "Count again, without the loader: is every record accounted for?",
        discussion: """
            Counts the records of every input again, checks the stored tallies, and counts the table's rows. Reads only.
            With --deep it also reads every row of the table and compares its contents with the checksums kept at load.
            Exits 0 if everything balances, 1 if not, or if it can't be told. Of a job file: all its pipelines, with the
            parameters of tonight.

            With --plan, the argument is the folder of its shards: each of them is verified, and that no input is missing, \
            loaded twice or from another plan.

            Example: weir verify-counts pipelines/orders.yaml --deep
            Example: weir verify-counts --plan plan.json plan.shards
            """)

    @OptionGroup var options: SpecOptions

    @OptionGroup var proof: PlanProofOptions

    @Flag(help: "Compare the contents of the table too, not only the counts.")
    var deep = false

    @Flag(help: "Print the report as one line of JSON instead of a table.")
    var json = false

    func validate() throws {
        guard proof.plan != nil else { return }
        if options.specs.count != 1 { throw ValidationError("name one folder of shards beside --plan") }
        if !options.parameters.parameters.isEmpty {
            throw ValidationError("--set has no part in this: the plan has the parameters that it was made with")
        }
    }

    mutating func run() throws {
        if let plan = proof.plan { return try verify(shardsOf: plan, in: options.specs[0]) }
        var isBalanced = true
        var problems: [any WeirError] = []
        for spec in try specs() {
            do {
                isBalanced = try verify(spec) && isBalanced
            } catch let error as any WeirError {
                // The others are verified all the same.
                problems.append(error)
            }
        }
        if !isBalanced {
            problems.forEach { printToStandardError($0.description) }
            end(with: .unbalanced)
        }
        if problems.count == 1 { throw problems[0] }
        if !problems.isEmpty { throw JobError(problems: problems) }
    }

    private func verify(_ spec: PipelineSpec) throws -> Bool {
        var isBalanced = true
        let recounts = spec.sinks.count > 1 ? RecountMemory() : nil
        for table in spec.sinks.map(\.table.value) {
            let report = try CountVerifier.verify(
                database: PipelineCompiler.databasePath(of: spec), pipeline: spec.name, table: table, deep: deep,
                remembering: recounts)
            printToStandardOutput(json ? jsonText(VerificationSummary(report)) : report.text)
            isBalanced = isBalanced && report.isBalanced
        }
        return isBalanced
    }
}
