// The command line: one file per verb, no logic.

import ArgumentParser
import CSQLiteAPI
import Flow
import Foundation

@main
struct Weir: AsyncParsableCommand {
    static let version = ToolVersion.current

    static let configuration = CommandConfiguration(
        commandName: "weir",
        abstract: "Loads gzip CSV, NDJSON and JSON into SQLite, and proves that no row was lost.",
        discussion: "Example: weir run pipelines/orders.yaml && weir verify-counts pipelines/orders.yaml",
        version: versionText,
        subcommands: [
            Init.self, Run.self, Plan.self, Check.self, Preview.self, VerifyCounts.self, Merge.self, History.self, Report.self,
            Maintain.self,
            Rejects.self, ScheduleCommand.self, Schema.self,
        ])

    static func main() async {
        // A reader of our output that goes away (`weir … | head`) must not end a load half-way.
        signal(SIGPIPE, SIG_IGN)
        // A file that may not grow any further (ulimit -f) is to be an error of writing, told as such.
        signal(SIGXFSZ, SIG_IGN)
        // Nobody asks for them here.
        _ = weir_leave_out_memory_statistics()
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            end(with: error)
        }
    }
}
