// The arguments every verb over specs has.

import ArgumentParser
import PipelineSpec

struct SpecOptions: ParsableArguments {
    @Argument(help: "Pipeline specs or a job file (YAML).", completion: .file(extensions: ["yaml", "yml", "json"]))
    var specs: [String]

    @OptionGroup var parameters: ParameterOptions

    func validate() throws {
        if specs.isEmpty { throw ValidationError("Missing expected argument '<specs> ...'") }
    }

    var values: [String: String] { parameters.values }

    /// The job file, if that is what was named.
    /// - Throws: `ValidationError` if there is more beside it.
    var onlyJob: String? {
        get throws {
            guard let job = specs.first(where: { JobSpec.isJob(path: $0) }) else { return nil }
            guard specs.count == 1 else {
                throw ValidationError("\(job) is a job; name it alone, and the specs in it")
            }
            return job
        }
    }
}
