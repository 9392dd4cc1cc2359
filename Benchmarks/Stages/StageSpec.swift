// Which pipeline a stage is taken from.

import ArgumentParser
import Flow

struct StageSpec: ParsableArguments {
    @Argument(help: "A pipeline spec whose inputs are files.")
    var spec: String

    @Option(name: .customLong("set"), help: ArgumentHelp("Set a parameter of the spec.", valueName: "name=value"))
    var parameters: [String] = []

    func pipeline() throws -> CompiledPipeline {
        let pairs = try parameters.map { parameter in
            let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw ValidationError("--set takes name=value, not '\(parameter)'") }
            return (String(parts[0]), String(parts[1]))
        }
        let values = Dictionary(pairs) { _, last in last }
        return try PipelineCompiler.compile(paths: [spec], parameters: values)[0]
    }
}
