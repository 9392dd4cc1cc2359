// weir schema

import ArgumentParser
import PipelineSpec

struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a JSON Schema of specs, for editors.",
        discussion: """
            An editor that knows it completes keys, shows what they mean and marks what is wrong. A spec names it in \
            its first line:
            # yaml-language-server: $schema=weir.schema.json

            Example: weir schema > weir.schema.json
            """)

    mutating func run() {
        printToStandardOutput(PipelineSpec.jsonSchema)
    }
}
