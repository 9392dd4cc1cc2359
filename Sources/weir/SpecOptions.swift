// The arguments every verb over specs has.

import ArgumentParser

struct SpecOptions: ParsableArguments {
    @Argument(help: "Pipeline specs (YAML).", completion: .file(extensions: ["yaml", "yml", "json"]))
    var specs: [String]

    @Option(name: .customLong("set"), help: ArgumentHelp("Set a parameter of the specs.", valueName: "name=value"))
    var parameters: [String] = []

    func validate() throws {
        if specs.isEmpty { throw ValidationError("Missing expected argument '<specs> ...'") }
        for parameter in parameters where !parameter.contains("=") || parameter.hasPrefix("=") {
            throw ValidationError("--set takes name=value, not '\(parameter)'")
        }
    }

    /// The parameters set. The last of several values for one parameter counts.
    var values: [String: String] {
        var values: [String: String] = [:]
        for parameter in parameters {
            let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            values[String(parts[0])] = String(parts[1])
        }
        return values
    }
}
