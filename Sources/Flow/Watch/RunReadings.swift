// A running run at one moment, as values for whoever shows it.

import Ledger

/// Readings of a run while it runs. What is counted or timed is so since this attempt at the run began; sizes in bytes,
/// times in seconds.
public struct RunReadings: Sendable, Equatable {
    /// An input that the run reads.
    public struct Input: Sendable, Equatable {
        /// As messages name it.
        public var name: String
        /// Of the file, packed or not; nil where that is not known before the end, as of a command's output.
        public var size: Int?

        public init(name: String, size: Int?) {
            self.name = name
            self.size = size
        }
    }

    /// What one table has got.
    public struct Target: Sendable, Equatable {
        public var table: String
        /// The stages in order, decode first and sink last, over all inputs, the open transaction included; empty
        /// before the first batch has arrived.
        public var stages: [StageRecord]
        /// The same as it is committed.
        public var committed: [StageRecord]

        public init(table: String, stages: [StageRecord] = [], committed: [StageRecord] = []) {
            self.table = table
            self.stages = stages
            self.committed = committed
        }

        public var records: Int { stages.first?.tally.in ?? 0 }
        public var rowsWritten: Int { Self.rows(stages) }
        public var committedRecords: Int { committed.first?.tally.in ?? 0 }
        public var committedRows: Int { Self.rows(committed) }

        private static func rows(_ stages: [StageRecord]) -> Int {
            stages.last?.written.map { $0.inserted + $0.updated } ?? 0
        }
    }

    public var pipeline: String
    public var isDry: Bool
    public var seconds = 0.0
    /// What there is to read, in order; empty while that is not known yet.
    public var inputs: [Input] = []
    /// The position of the one that is being read; nil before the first.
    public var position: Int?
    /// Bytes read of that one, packed or not.
    public var inputBytes = 0
    /// Bytes read of all inputs.
    public var bytes = 0
    /// Records decoded, of all inputs.
    public var records = 0
    public var targets: [Target] = []
    public var commits = 0
    public var commitSeconds = 0.0
    /// Waits that have not ended are part of it.
    public var channel = ChannelReadings()
    /// What the reader and the writer are at, as the end of a sentence: `decodes`, `waits for the reader`.
    public var reader = ""
    public var writer = ""
    /// Whether the reader has read all there is.
    public var isRead = false
    /// Resident now; 0 where that can't be told.
    public var memoryBytes = 0

    public init(pipeline: String, isDry: Bool = false) {
        self.pipeline = pipeline
        self.isDry = isDry
    }

    /// Of all inputs; nil where that is not known before the end.
    public var totalBytes: Int? {
        inputs.reduce(0) { total, input in total.flatMap { total in input.size.map { total + $0 } } }
    }

    /// The input that is being read.
    public var input: Input? { position.flatMap { inputs.indices.contains($0) ? inputs[$0] : nil } }
}
