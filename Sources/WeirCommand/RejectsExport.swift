// weir rejects export

import ArgumentParser
import Flow
import Reporting

extension RejectExportFormat: ExpressibleByArgument {}

struct RejectsExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write rejects to a file, with their reasons or as records to mend.",
        discussion: """
            The file is CSV or NDJSON by its name, and gzip if that ends in .gz. With --raw it is what the inputs are.

            Example: weir rejects export pipelines/dirty.yaml -o rejects.csv.gz
            """)

    @OptionGroup var options: RejectOptions

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"))
    var output: String

    @Option(help: "csv or ndjson, whatever the file's name says.")
    var format: RejectExportFormat?

    @Flag(help: "Only the raw records, written and headed as in their input, to be mended and loaded.")
    var raw = false

    @Flag(help: "Put the export in the place of a file of this name.")
    var force = false

    func validate() throws {
        if raw, format != nil { throw ValidationError("--raw writes what the inputs are; leave --format out") }
    }

    mutating func run() throws {
        let export = try RejectExport(options.ledgerPlaces(), run: options.run, filter: options.filter, shape: shape())
        printToStandardError(try export.write(to: output, overwrites: force).text(isRaw: raw))
    }

    private func shape() throws -> RejectExport.Shape {
        if raw { return .raw }
        guard let format = format ?? RejectExportFormat(fileName: output) else {
            throw RejectError.formatUnknown(path: output)
        }
        return .reasons(format)
    }
}
