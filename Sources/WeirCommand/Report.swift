// weir report

import ArgumentParser
import Flow
import Foundation
import Ledger
import Reporting

struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a page of HTML about a run: where its rows went, how fast, and what was refused.",
        discussion: """
            One file that fetches nothing and runs no script. It shows the newest run of a database or of a spec's \
            pipeline, together with those into other tables that were committed with it. The database is only read.

            Example: weir report pipelines/orders.yaml -o report.html
            """)

    @Argument(help: "A database, or a pipeline spec (YAML).", completion: .file())
    var place: String

    @OptionGroup var parameters: ParameterOptions

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp("This run, by its number; without it, the newest that was not undone.", valueName: "n"))
    var number: Int64?

    @Option(help: ArgumentHelp("The newest run of this pipeline.", valueName: "name"))
    var pipeline: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write; - is stdout.", valueName: "file"))
    var output = "-"

    @Flag(help: "Leave out the spec's text and the parameters.")
    var noSpec = false

    @Flag(help: "Leave out records and the values that reasons quote.")
    var noRecords = false

    mutating func run() throws {
        let ledger = try LedgerPlace.find(place, parameters: parameters.values)
        var choice = ledger.runChoice(number)
        if let pipeline { choice.pipeline = pipeline }
        let report = try RunReport(
            database: ledger.database, choice,
            discretion: RunReport.Discretion(hidesSpec: noSpec, hidesRecords: noRecords))
        let page = report.page(version: Weir.version, madeAt: Date.now.formatted(.iso8601))
        guard output != "-" else { return printToStandardOutput(page) }
        try WholeFile.write(page, to: output)
        printToStandardError("\(output): \(report.summary)")
    }
}
