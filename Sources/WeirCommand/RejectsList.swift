// weir rejects list

import ArgumentParser
import Flow
import Ledger
import Reporting

struct RejectsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show rejects with their reasons. Reads only.",
        discussion: "Example: weir rejects list pipelines/dirty.yaml --reason integer --limit 5")

    @OptionGroup var options: RejectOptions

    @Option(help: ArgumentHelp("List at most so many one by one.", valueName: "n"))
    var limit = 20

    @Flag(help: "Print one line of JSON for each run instead.")
    var json = false

    func validate() throws {
        if limit < 0 { throw ValidationError("--limit takes 0 or more, not \(limit)") }
    }

    mutating func run() throws {
        var texts: [String] = []
        for place in try options.ledgerPlaces() {
            let store = try RejectStore(path: place.database)
            for run in try store.runs(place.runChoice(options.run)) {
                let listing = try RejectListing(run, in: store, filter: options.filter, limit: limit)
                texts.append(json ? jsonText(listing) : listing.text)
            }
        }
        printToStandardOutput(texts.joined(separator: json ? "\n" : "\n\n"))
    }
}
