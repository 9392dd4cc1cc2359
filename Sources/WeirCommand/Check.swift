// weir check

import ArgumentParser
import Flow
import Jobs
import Reporting

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check specs and print the compiled plan; touches no data.",
        discussion: """
            Of a job file: everything that is wrong with it and with its specs, or what a night would do.

            Example: weir check pipelines/orders.yaml
            """)

    @OptionGroup var options: SpecOptions

    mutating func run() throws {
        if let job = try options.onlyJob {
            let plan = try JobPlan(path: job, given: options.values, now: NightClock.now)
            return printToStandardOutput(try JobCheck(plan).text)
        }
        let pipelines = try PipelineCompiler.compile(paths: options.specs, parameters: options.values)
        printToStandardOutput(pipelines.map(\.planText).joined(separator: "\n\n"))
    }
}
