// weir init

import ArgumentParser
import Flow
import Reporting

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a first spec for files, made from a sample of them.",
        discussion: """
            Looks at the first 16 MiB of each file: format, delimiter, header, types, what stands for null, and which column may \
            be a key.

            Example: weir init in/orders-2026-11-19.csv.gz > orders.yaml
            """)

    @Argument(help: "CSV or NDJSON files, gzip or not.", completion: .file())
    var files: [String]

    @Option(help: "Name of the pipeline, the table and the database. Default: the first file's.")
    var name: String?

    mutating func run() throws {
        printToStandardOutput(try SpecDraft(files: files, name: name).text)
    }
}
