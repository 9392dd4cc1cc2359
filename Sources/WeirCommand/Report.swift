// weir report

import ArgumentParser
import Flow
import Foundation
import Jobs
import Ledger
import Reporting

struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a page of HTML about a run or a night: where rows went, how fast, and what was refused.",
        discussion: """
            One file that fetches nothing and runs no script. It shows the newest run of a database or of a spec's \
            pipeline, together with those into other tables that were committed with it; or the newest night of a \
            job, with all its pipelines. Ledger and journal are only read.

            Example: weir report pipelines/orders.yaml -o report.html
            """)

    @Argument(help: "A database, a pipeline spec, a job file (YAML), or its journal.", completion: .file())
    var place: String

    @OptionGroup var parameters: ParameterOptions

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp("This run, by its number; without it, the newest that was not undone.", valueName: "n"))
    var number: Int64?

    @Option(help: ArgumentHelp("The newest run of this pipeline.", valueName: "name"))
    var pipeline: String?

    @Option(help: ArgumentHelp("Of a job: this night, by its number; without it, the newest.", valueName: "n"))
    var night: Int64?

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write; - is stdout.", valueName: "file"))
    var output = "-"

    @Flag(help: "Leave out the spec's text and the parameters.")
    var noSpec = false

    @Flag(help: "Leave out records and the values that reasons quote.")
    var noRecords = false

    mutating func run() throws {
        let discretion = ReportDiscretion(hidesSpec: noSpec, hidesRecords: noRecords)
        let (version, now) = (Weir.version, Date.now.formatted(.iso8601))
        if let found = try JournalPlace.find(place) {
            if number != nil || pipeline != nil || !parameters.values.isEmpty {
                throw ValidationError("\(place) has nights: --night chooses one; --run, --pipeline and --set don't")
            }
            let report = try NightReport(
                journal: found.journal, night: night, job: found.job, discretion: discretion)
            return try put(report.page(version: version, madeAt: now), summary: report.summary)
        }
        if night != nil { throw ValidationError("--night is the number of a night of a job, and \(place) is none") }
        let ledger = try LedgerPlace.find(place, parameters: parameters.values)
        var choice = ledger.runChoice(number)
        if let pipeline { choice.pipeline = pipeline }
        let report = try RunReport(database: ledger.database, choice, discretion: discretion)
        try put(report.page(version: version, madeAt: now), summary: report.summary)
    }

    private func put(_ page: String, summary: String) throws {
        guard output != "-" else { return printToStandardOutput(page) }
        try WholeFile.write(page, to: output)
        printToStandardError("\(output): \(summary)")
    }
}
