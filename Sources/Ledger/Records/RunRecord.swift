// One run as the ledger keeps it.

/// How a run ended, or that it has not.
public enum RunStatus: String, Sendable, Codable {
    /// Also what a run that was killed looks like.
    case running
    case complete
    case failed
    case interrupted
}

/// What is known of a run when it starts.
public struct RunStart: Sendable {
    public var pipeline: String
    public var table: String
    /// The load mode as the spec spells it.
    public var mode: String
    public var specPath: String
    public var specText: String
    public var parameters: [String: String]
    /// `count(*)` of the target table before the run; 0 for a run that replaces the table.
    public var rowsBefore: Int
    public var toolVersion: String

    public init(
        pipeline: String, table: String, mode: String, specPath: String, specText: String,
        parameters: [String: String], rowsBefore: Int, toolVersion: String
    ) {
        self.pipeline = pipeline
        self.table = table
        self.mode = mode
        self.specPath = specPath
        self.specText = specText
        self.parameters = parameters
        self.rowsBefore = rowsBefore
        self.toolVersion = toolVersion
    }
}

/// A run as it stands in `_weir_runs`.
public struct RunRecord: Sendable, Equatable {
    public var id: Int64
    public var pipeline: String
    public var table: String
    public var mode: String
    public var status: RunStatus
    public var error: String?
    public var specDigest: String
    public var startedAt: String
    public var finishedAt: String?
    public var rowsBefore: Int
    public var rowsAfter: Int?
    public var seal: String?

    /// Whether the run put a new table in the place of the old one.
    public var replaces: Bool { mode == "replace" }
}
