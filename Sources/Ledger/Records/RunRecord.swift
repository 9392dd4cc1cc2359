// One run as the ledger keeps it.

/// How a run ended, or that it has not.
public enum RunStatus: String, Sendable, Codable {
    /// Also what a run that was killed looks like.
    case running
    case complete
    case failed
    case interrupted
    /// Did not end well, and its rows were taken out of the table again.
    case undone
}

/// What is known of a run when it starts.
public struct RunStart: Sendable {
    public var pipeline: String
    public var table: String
    /// The load mode as the spec spells it.
    public var mode: String
    public var specPath: String
    public var specText: String
    /// What a run has to have in common with this one to go on with it; only its digest is kept.
    public var loadIdentity: String
    public var parameters: [String: String]
    /// `count(*)` of the target table before the run; 0 for a run that replaces the table.
    public var rowsBefore: Int
    /// See ``RunRecord/rowidBefore``.
    public var rowidBefore: Int64?
    /// See ``RunRecord/columns``.
    public var columns: [String]
    /// See ``RunRecord/hasLineage``.
    public var hasLineage: Bool
    public var toolVersion: String
    /// What it is a part of; nil for a run that stands alone.
    public var shard: RunShard?

    public init(
        pipeline: String, table: String, mode: String, specPath: String, specText: String, loadIdentity: String,
        parameters: [String: String], rowsBefore: Int = 0, rowidBefore: Int64? = nil, columns: [String],
        hasLineage: Bool, toolVersion: String
    ) {
        self.pipeline = pipeline
        self.table = table
        self.mode = mode
        self.specPath = specPath
        self.specText = specText
        self.loadIdentity = loadIdentity
        self.parameters = parameters
        self.rowsBefore = rowsBefore
        self.rowidBefore = rowidBefore
        self.columns = columns
        self.hasLineage = hasLineage
        self.toolVersion = toolVersion
    }
}

extension RunStart {
    /// As ``RunRecord/specDigest``.
    public var specDigest: String { Seal.digest(of: loadIdentity) }
    /// As ``RunRecord/parameters``.
    public func parametersText() throws -> String { try LedgerWriter.json(parameters) }
}

/// A run as it stands in `_weir_runs`.
public struct RunRecord: Sendable, Equatable {
    public var id: Int64
    public var pipeline: String
    public var table: String
    public var mode: String
    public var status: RunStatus
    public var error: String?
    /// SHA-256 of all that decides which rows the run makes and where they go (``RunStart/loadIdentity``).
    public var specDigest: String
    /// The parameters as JSON.
    public var parameters: String
    public var startedAt: String
    public var finishedAt: String?
    public var rowsBefore: Int
    public var rowsAfter: Int?
    /// The largest rowid of the target table before the run, 0 for an empty one; nil where the run's rows can't be told
    /// by their rowid.
    public var rowidBefore: Int64?
    /// The columns of the table that the run fills, which its inputs' checksums are over.
    public var columns: [String]
    /// Whether its rows say in `_weir_input` which input they came from.
    public var hasLineage: Bool
    /// Which runs it was committed together with: the number of the first of them. nil for a run alone.
    public var group: Int64?
    public var seal: String?
    /// The folder of the shards that it brings together; nil for a run that reads inputs itself.
    public var mergedFrom: String? = nil

    /// Whether the run put a new table in the place of the old one.
    public var replaces: Bool { mode == "replace" }
}
