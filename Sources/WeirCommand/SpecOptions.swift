// The arguments every verb over specs has.

import ArgumentParser

struct SpecOptions: ParsableArguments {
    @Argument(help: "Pipeline specs (YAML).", completion: .file(extensions: ["yaml", "yml", "json"]))
    var specs: [String]

    @OptionGroup var parameters: ParameterOptions

    func validate() throws {
        if specs.isEmpty { throw ValidationError("Missing expected argument '<specs> ...'") }
    }

    var values: [String: String] { parameters.values }
}
