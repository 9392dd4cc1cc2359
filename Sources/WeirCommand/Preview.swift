// weir preview

import ArgumentParser
import Flow
import Reporting

struct Preview: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the first rows as they are behind each stage; touches no database.",
        discussion: "Example: weir preview pipelines/orders.yaml --rows 5 --after filter")

    @OptionGroup var options: SpecOptions

    @Option(help: "How many records are read, rejects included.")
    var rows = 10

    @Option(help: ArgumentHelp("Show one stage only: its name or number, as they are shown.", valueName: "stage"))
    var after: String?

    func validate() throws {
        guard 1...10_000 ~= rows else { throw ValidationError("--rows takes a number from 1 to 10000, not \(rows)") }
    }

    mutating func run() async throws {
        let pipelines = try PipelineCompiler.compile(paths: options.specs, parameters: options.values)
        let stages = try pipelines.map(stage)
        for (pipeline, stage) in zip(pipelines, stages) {
            if pipelines.count > 1 { printToStandardOutput("\(pipeline.spec.path): pipeline \(pipeline.spec.name)".terminalSafe) }
            let preview = try await pipeline.preview(rows: rows) { printToStandardError($0) }
            printToStandardOutput(preview.text(onlyStage: stage))
        }
    }

    /// - Throws: `ValidationError` if there is no such stage, or more than one of that name.
    private func stage(of pipeline: CompiledPipeline) throws -> Int? {
        guard let after else { return nil }
        let names = pipeline.stagesOfAllTargets
        if let number = Int(after), names.indices.contains(number) { return number }
        let found = names.indices.filter { names[$0] == after }
        guard found.count != 1 else { return found[0] }
        let list = names.enumerated().map { "\($0) \($1)" }.joined(separator: ", ")
        throw ValidationError(
            found.isEmpty
                ? "--after: there is no stage '\(after)' in \(pipeline.spec.path); stages are \(list)"
                : "--after: several stages are called '\(after)' in \(pipeline.spec.path); take a number: \(list)")
    }
}
