// weir schema

import ArgumentParser
import PipelineSpec

struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a JSON Schema of specs or job files, for editors.",
        discussion: """
            An editor that knows it completes keys, shows what they mean and marks what is wrong. A spec names it in \
            its first line:
            # yaml-language-server: $schema=weir.schema.json

            Example: weir schema > weir.schema.json
            """)

    @Flag(help: "That of job files instead.")
    var job = false

    mutating func run() {
        printToStandardOutput(job ? JobSpec.jsonSchema : PipelineSpec.jsonSchema)
    }
}
