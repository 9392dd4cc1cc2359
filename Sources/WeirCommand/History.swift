// weir history

import ArgumentParser
import Flow
import Foundation
import Jobs
import Ledger
import PipelineSpec
import Reporting
import RowModel

struct History: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the last runs, each beside what is usual. Reads only.",
        discussion: """
            A line for each run: how it ended, what it has read and written, whether its counts balance, and by how many \
            percent the rows written differ from the median of the \(Usual.window) runs before it. Exits 0 whatever it finds.

            Of a job file: its nights, and the runs of its pipelines; of a journal, its nights.

            Example: weir history build/orders.sqlite --last 14 --threshold 20%
            """)

    @Argument(help: "Databases, journals, pipeline specs or job files (YAML).", completion: .file())
    var places: [String]

    @OptionGroup var parameters: ParameterOptions

    @Option(help: "Only runs of this pipeline.")
    var pipeline: String?

    @Option(help: "Only runs into this table.")
    var table: String?

    @Option(help: ArgumentHelp("Show at most so many runs, the newest.", valueName: "n"))
    var last = 30

    @Option(help: ArgumentHelp("Flag a run that differs by more from what is usual.", valueName: "percent"))
    var threshold = Percentage(value: Usual.threshold)

    @Flag(help: "Print one line of JSON for each run instead.")
    var json = false

    func validate() throws {
        if last < 1 { throw ValidationError("--last takes 1 or more, not \(last)") }
    }

    mutating func run() throws {
        let values = parameters.values
        var texts: [String] = []
        for place in places {
            if JobSpec.isJob(path: place) {
                texts += try history(ofJob: place)
            } else if JournalReader.isJournal(path: place) {
                let nights = try NightListing(journal: place, last: last)
                texts.append(json ? nights.json : nights.text)
            } else {
                texts.append(try history(of: LedgerPlace.find(place, parameters: values)))
            }
        }
        printToStandardOutput(texts.joined(separator: json ? "\n" : "\n\n"))
    }

    private func history(of place: LedgerPlace) throws -> String {
        let history = try RunHistory(database: place.database, of: choice(place), last: last)
        let listing = HistoryListing(history, threshold: threshold.value)
        return json ? listing.json : listing.text
    }

    /// Its nights, and the runs of its pipelines; one that has not come to a database yet has none.
    private func history(ofJob path: String) throws -> [String] {
        let plan = try JobPlan(path: path, given: parameters.values, now: NightClock.now)
        let nights = try NightListing(journal: plan.journal, job: plan.job.name, last: last)
        return try [json ? nights.json : nights.text]
            + plan.pipelines.compactMap { pipeline in
                do {
                    return try history(of: LedgerPlace.find(pipeline.specPath, parameters: pipeline.parameters))
                } catch let error as any WeirError where error.exitCode == .noInput {
                    return json ? nil : error.description
                }
            }
    }

    private func choice(_ place: LedgerPlace) -> RunChoice {
        var choice = place.runChoice(nil)
        choice.pipeline = pipeline ?? choice.pipeline
        if let table { choice.tables = [table] }
        return choice
    }
}

/// A percentage as an argument: `30%`, or `30`.
struct Percentage: ExpressibleByArgument {
    var value: Double

    init(value: Double) {
        self.value = value
    }

    init?(argument: String) {
        let number = argument.hasSuffix("%") ? String(argument.dropLast()) : argument
        guard number.utf8.allSatisfy({ "0123456789.".utf8.contains($0) }), let value = Double(number), value.isFinite
        else { return nil }
        self.value = value
    }

    var defaultValueDescription: String { value.formatted() + "%" }
}
