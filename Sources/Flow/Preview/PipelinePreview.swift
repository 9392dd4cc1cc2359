// The first rows of a pipeline, as they are behind each of its stages. No database is opened.

import PipelineSpec
import Readers
import RowModel
import Transforms

/// What becomes of the first records of a source.
public struct PipelinePreview: Sendable {
    public struct Row: Sendable {
        /// Position in ``PipelinePreview/inputs``.
        public var input: Int
        /// 1-based number of its record within the input.
        public var record: Int
        /// One for each column of its stage.
        public var values: [PreviewValue]
    }

    /// A record or row that the stage has refused.
    public struct RejectedRow: Sendable {
        public var input: Int
        public var record: Int
        public var byteOffset: Int
        public var column: String?
        public var reason: String
        /// The start of the raw record.
        public var raw: ValueExcerpt
    }

    public struct Stage: Sendable {
        public var name: String
        /// The table of the only target that has it; nil for a stage of all.
        public var table: String?
        /// What it does, for a person.
        public var detail: String
        public var columns: [RowModel.Column]
        public var rows: [Row] = []
        public var rejected: [RejectedRow] = []
        public var dropped = 0
        /// Rows and rejects beyond those that are kept here.
        public var more = 0
        public var moreRejected = 0
    }

    /// Most rows of a stage that are kept.
    static let keptRows = 10_000

    /// Names of the inputs that were read from.
    public internal(set) var inputs: [String] = []
    /// decode and the transforms.
    public internal(set) var stages: [Stage]
    /// Rows and rejects that decode has delivered.
    public internal(set) var records = 0
    /// Why a run would fail at one of these rows, whatever else the table says.
    public internal(set) var failure: String?

    init(_ pipeline: CompiledPipeline) {
        stages = [Stage(name: "decode", detail: "", columns: pipeline.sourceSchema.columns)]
        stages += pipeline.transforms.map { Stage($0, table: nil) }
        for target in pipeline.targets { stages += target.transforms.map { Stage($0, table: target.plan.table) } }
    }

    /// Notes what decode has delivered.
    mutating func noteDecoded(_ batch: RowBatch) {
        records += batch.rowCount + batch.rejects.count
        note(batch, behind: 0)
    }

    /// Notes what a batch holds behind a stage.
    mutating func note(_ batch: RowBatch, behind stage: Int) {
        let columns = stages[stage].columns
        // One record may become millions of rows.
        let room = max(0, Self.keptRows - stages[stage].rows.count)
        for index in 0..<min(batch.rowCount, room) {
            let cells = batch.row(index)
            let values = columns.map { PreviewValue(cells[$0.slot], in: batch) }
            stages[stage].rows.append(Row(input: inputs.count - 1, record: batch.recordNumber(ofRow: index), values: values))
        }
        stages[stage].more += max(0, batch.rowCount - room)
    }

    /// Notes the first reason why a run would fail.
    mutating func noteFailure(_ failure: String) {
        self.failure = self.failure ?? failure
    }

    /// Notes what stages have refused and dropped, once a batch has passed them.
    /// - Parameters:
    ///   - first: the first of these stages in the batch; those before are noted already.
    ///   - shown: the position of that stage here.
    mutating func noteLosses(of batch: RowBatch, from first: Int = 0, shownAt shown: Int = 0) {
        for (stage, tally) in batch.tallies.enumerated() where stage >= first {
            stages[stage - first + shown].dropped += tally.dropped
        }
        for reject in batch.rejects where reject.stage >= first {
            guard stages[reject.stage - first + shown].rejected.count < Self.keptRows else {
                stages[reject.stage - first + shown].moreRejected += 1
                continue
            }
            let raw = UnsafeBufferPointer(start: batch.arena + reject.raw.lowerBound, count: reject.raw.count)
            stages[reject.stage - first + shown].rejected.append(
                RejectedRow(
                    input: inputs.count - 1, record: reject.record, byteOffset: reject.byteOffset, column: reject.column,
                    reason: reject.reason, raw: ValueExcerpt(raw)))
        }
    }
}

extension PipelinePreview.Stage {
    fileprivate init(_ stage: TransformStage, table: String?) {
        self.init(name: stage.name, table: table, detail: stage.detail, columns: stage.schema.columns)
    }
}
