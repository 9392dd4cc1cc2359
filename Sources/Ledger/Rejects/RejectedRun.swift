// A run, for whoever asks for its rejects.

import RowModel

/// A run with what it takes to say where its rejects stood.
public struct RejectedRun: Sendable {
    public var record: RunRecord
    /// By their number (``InputRecord/index``).
    public var inputs: [Int: InputRecord]
    /// The stages' names in order.
    public var stages: [String]
    /// Records of all inputs.
    public var records: Int
    /// Rejects that are kept.
    public var rejects: Int

    init(_ record: RunRecord, accounts: [InputAccount], rejects: Int) {
        self.record = record
        inputs = Dictionary(accounts.map { ($0.input.index, $0.input) }, uniquingKeysWith: { _, last in last })
        stages = accounts.first?.stages.map(\.name) ?? []
        records = accounts.reduce(0) { $0 + $1.input.records }
        self.rejects = rejects
    }

    /// The path of an input, or its number where the ledger has lost it.
    public func path(ofInput input: Int) -> String { inputs[input]?.identity.path ?? "input \(input)" }

    public func stageName(_ stage: Int) -> String {
        stages.indices.contains(stage) ? stages[stage] : "stage \(stage)"
    }
}

/// Which runs are meant.
public struct RunChoice: Sendable, Equatable {
    /// nil: of every pipeline.
    public var pipeline: String?
    /// Empty: into every table.
    public var tables: [String]
    /// nil: the last one of each pipeline and table that was not undone.
    public var run: Int64?
    /// Whether only a run that ended well can be the last one.
    public var endedWell = false

    public init(pipeline: String? = nil, tables: [String] = [], run: Int64? = nil) {
        self.pipeline = pipeline
        self.tables = tables
        self.run = run
    }

    /// Whether a run is of the pipeline and into one of the tables.
    func isOfPipelineAndTable(_ run: RunRecord) -> Bool {
        (pipeline == nil || run.pipeline == pipeline)
            && (tables.isEmpty || tables.contains { $0.asciiLowercased == run.table.asciiLowercased })
    }
}
