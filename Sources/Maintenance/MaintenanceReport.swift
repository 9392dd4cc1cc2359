// What maintenance has done to a database.

import RowModel

public enum MaintenanceTask: String, Sendable, CaseIterable {
    case integrityCheck = "integrity_check"
    case backup, retention, optimize
}

/// One task that was begun.
public struct MaintenanceResult: Sendable, Equatable {
    public var task: MaintenanceTask
    public var succeeded: Bool
    /// What was done, or why it was not, in words.
    public var detail: String
    public var seconds: Double

    public init(task: MaintenanceTask, succeeded: Bool, detail: String, seconds: Double) {
        self.task = task
        self.succeeded = succeeded
        self.detail = detail
        self.seconds = seconds
    }
}

public struct MaintenanceReport: Sendable {
    public var database: String
    /// In their order, up to the first that failed.
    public var results: [MaintenanceResult] = []
    /// Why the rest was not done.
    public var failure: (any WeirError)?

    public init(database: String) {
        self.database = database
    }
}
