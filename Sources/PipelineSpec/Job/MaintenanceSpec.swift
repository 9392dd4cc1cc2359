// `maintenance:` of a job: what is done to its databases behind the pipelines.

/// What to do to a database. In this order: check, backup, retention, optimize.
public struct MaintenanceSpec: Sendable, Equatable {
    public var integrityCheck: IntegrityCheck
    public var backup: BackupSpec?
    /// Days for which the ledger keeps what no proof needs; nil for ever.
    public var retentionDays: Int?
    public var optimizes: Bool

    public init(
        integrityCheck: IntegrityCheck = .none, backup: BackupSpec? = nil, retentionDays: Int? = nil,
        optimizes: Bool = false
    ) {
        self.integrityCheck = integrityCheck
        self.backup = backup
        self.retentionDays = retentionDays
        self.optimizes = optimizes
    }

    /// Whether there is nothing to do.
    public var isEmpty: Bool { self == MaintenanceSpec() }

    /// What a text such as `90d` means: days.
    /// - Throws: ``MaintenanceSpec/NoRetention`` for one that means nothing.
    public static func retentionDays(_ text: String) throws(NoRetention) -> Int {
        do {
            return try RetentionLiteral.days(text)
        } catch {
            throw NoRetention(requirement: error.requirement, suggestion: error.suggestion)
        }
    }

    /// Why a text is no retention, as the end of a sentence: "must be …".
    public struct NoRetention: Error, Equatable {
        public var requirement: String
        public var suggestion: String?
    }
}

/// How SQLite checks a database (https://sqlite.org/pragma.html#pragma_integrity_check).
public enum IntegrityCheck: String, Sendable, CaseIterable {
    case none
    /// Without comparing indexes with their tables.
    case quick
    case full
}

/// Where copies of a database are kept, and how many.
public struct BackupSpec: Sendable, Equatable {
    public static let keepBounds = 1...10_000
    public static let standardKeep = 7

    /// As written: relative to the job file, until whoever runs the job has resolved it.
    public var folder: String
    /// The newest so many.
    public var keep: Int

    public init(folder: String, keep: Int = Self.standardKeep) {
        self.folder = folder
        self.keep = keep
    }
}
