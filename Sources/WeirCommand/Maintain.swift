// weir maintain

import ArgumentParser
import Flow
import Maintenance
import PipelineSpec
import Reporting
import RowModel

struct Maintain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check, back up, prune and optimize databases.",
        discussion: """
            Does what is asked for in this order: integrity check, backup, pruning, optimizing. The first that fails ends the \
            maintenance of that database; of several databases the others are maintained all the same. No run has the database \
            meanwhile; readers may read it. Of a job file it is the section maintenance.

            Example: weir maintain build/orders.sqlite --integrity quick --backup ../backup --keep 7 --prune 90d --optimize
            """)

    @Argument(help: "Databases, or pipeline specs (YAML).", completion: .file())
    var places: [String]

    @OptionGroup var parameters: ParameterOptions

    @Option(help: ArgumentHelp("Let SQLite check the whole file.", valueName: "quick|full"))
    var integrity: IntegrityCheck?

    @Option(help: ArgumentHelp("Copy the database into this folder.", valueName: "folder"), completion: .directory)
    var backup: String?

    @Option(help: ArgumentHelp("Keep so many copies there, 7 by default; the oldest go.", valueName: "n"))
    var keep: Int?

    @Option(
        help: ArgumentHelp(
            "Take out of the ledger what is older, such as 90d, and no proof needs: entries of replaced runs, and samples.",
            valueName: "age"),
        transform: Self.days)
    var prune: Int?

    @Flag(help: "Let SQLite look again at what its indexes hold (ANALYZE).")
    var optimize = false

    @Flag(help: "Print one line of JSON for each database instead.")
    var json = false

    func validate() throws {
        if places.isEmpty { throw ValidationError("Missing expected argument '<places> ...'") }
        if keep != nil, backup == nil { throw ValidationError("--keep is about backups; name their folder with --backup") }
        if let keep, !BackupSpec.keepBounds.contains(keep) {
            throw ValidationError("--keep takes 1 to \(BackupSpec.keepBounds.upperBound), not \(keep)")
        }
        if backup == "" { throw ValidationError("--backup takes a folder") }
        if spec.isEmpty {
            throw ValidationError("nothing is asked for; take one or more of --integrity, --backup, --prune and --optimize")
        }
    }

    mutating func run() throws {
        var failure: RowModel.ExitCode?
        for database in try databases() {
            let report = MaintenanceRun(database: database, spec).run()
            let summary = MaintenanceSummary(report)
            printToStandardOutput(json ? jsonText(summary) : summary.text)
            if let error = report.failure {
                printToStandardError("failed: \(error.description)")
                failure = failure ?? error.exitCode
            }
        }
        if let failure { end(with: failure) }
    }

    private var spec: MaintenanceSpec {
        MaintenanceSpec(
            integrityCheck: integrity ?? .none,
            backup: backup.map { BackupSpec(folder: $0, keep: keep ?? BackupSpec.standardKeep) },
            retentionDays: prune, optimizes: optimize)
    }

    private static func days(_ text: String) throws -> Int {
        do {
            return try MaintenanceSpec.retentionDays(text)
        } catch {
            let meant = error.suggestion.map { "; did you mean \($0)?" } ?? ""
            throw ValidationError("--prune \(error.requirement), not \(text)\(meant)")
        }
    }

    /// Each once, in the order named.
    private func databases() throws -> [String] {
        let values = parameters.values
        let paths = try places.map { try LedgerPlace.find($0, parameters: values).database }
        var seen: Set<String> = []
        return paths.filter { seen.insert($0.realPath ?? $0).inserted }
    }
}

extension IntegrityCheck: ExpressibleByArgument {
    public static var allValueStrings: [String] { ["quick", "full"] }

    public init?(argument: String) {
        guard Self.allValueStrings.contains(argument) else { return nil }
        self.init(rawValue: argument)
    }
}
