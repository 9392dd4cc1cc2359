// weir rejects

import ArgumentParser
import Flow
import Ledger

struct Rejects: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What was refused, and why.",
        discussion: "Example: weir rejects list pipelines/dirty.yaml",
        subcommands: [RejectsList.self, RejectsExport.self, RejectsRetry.self])
}

/// Which rejects are meant.
struct RejectOptions: ParsableArguments {
    @Argument(help: "Pipeline specs (YAML), or databases.", completion: .file())
    var places: [String]

    @OptionGroup var parameters: ParameterOptions

    @Option(help: "Of this run, by its number; without it, of the last one of each pipeline.")
    var run: Int64?

    @Option(help: ArgumentHelp("Only with this text in the reason, in upper or lower case.", valueName: "text"))
    var reason: String?

    @Option(help: ArgumentHelp("Only of the input with this path, or one that ends so.", valueName: "path"))
    var input: String?

    func validate() throws {
        if places.isEmpty { throw ValidationError("Missing expected argument '<places> ...'") }
        if run != nil, places.count > 1 {
            throw ValidationError("--run is the number of a run in one database; name one")
        }
    }

    var filter: RejectFilter { RejectFilter(reason: reason, input: input) }

    func ledgerPlaces() throws -> [LedgerPlace] {
        let values = parameters.values
        return try places.map { try LedgerPlace.find($0, parameters: values) }
    }
}
