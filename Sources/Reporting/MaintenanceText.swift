// What `weir maintain` prints.

import Maintenance
import RowModel

/// Maintenance of a database as `weir maintain --json` prints it.
public struct MaintenanceSummary: Sendable, Encodable {
    public struct Task: Sendable, Encodable {
        public var task: String
        public var succeeded: Bool
        public var detail: String
        public var seconds: Double
    }

    public var database: String
    public var tasks: [Task]
    /// Why the rest was not done.
    public var failure: RunSummary.Failure?

    public init(_ report: MaintenanceReport) {
        database = report.database
        tasks = report.results.map {
            Task(task: $0.task.rawValue, succeeded: $0.succeeded, detail: $0.detail, seconds: $0.seconds)
        }
        failure = report.failure.map {
            RunSummary.Failure(message: $0.description, exitCode: $0.exitCode.rawValue)
        }
    }

    /// A line for the database and for each task.
    public var text: String {
        let lines = tasks.map { task in
            "  \(task.succeeded ? "✓" : "✗") \(task.task): \(task.detail) (\(task.seconds.rounded(toPlaces: 1)) s)".lineSafe
        }
        return ([database.lineSafe] + lines).joined(separator: "\n")
    }
}
