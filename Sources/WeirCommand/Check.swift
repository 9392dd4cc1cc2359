// weir check

import ArgumentParser
import Flow
import Reporting

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check specs and print the compiled plan; touches no data.",
        discussion: "Example: weir check pipelines/orders.yaml")

    @OptionGroup var options: SpecOptions

    mutating func run() throws {
        let pipelines = try PipelineCompiler.compile(paths: options.specs, parameters: options.values)
        printToStandardOutput(pipelines.map(\.planText).joined(separator: "\n\n"))
    }
}
