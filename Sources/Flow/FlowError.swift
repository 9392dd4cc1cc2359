// What can go wrong with a run as a whole.

import PipelineSpec
import RowModel

public enum FlowError: WeirError, Equatable {
    case missing(path: String)
    case noMatch(pattern: String)
    case unreadable(path: String, reason: String)
    case folder(path: String)
    /// A pipe, socket or device.
    case notAFile(path: String)
    /// Its name is not in UTF-8, as texts here and in the ledger are.
    case notText(path: String)
    /// Of all files together, more than 2⁶³ − 1.
    case tooManyBytes
    /// The spec gives no columns, and no input has a record to infer them from.
    case nothingToInfer
    /// An input that an earlier run loaded is not the same file any more; whether its old rows could make room for the new.
    case inputChanged(path: String, run: Int64, canReload: Bool)
    /// Nor can its old rows make room for the new.
    case withoutLineage(path: String, run: Int64)
    /// An earlier run did not end well, and can't be gone on with; with what else may be done than to undo it.
    case unfinished(run: Int64, reason: String, wayOut: String? = nil)
    /// Another pipeline's run into the same table did not end well.
    case unfinishedElsewhere(run: Int64, pipeline: String, table: String)
    /// Shards that were being brought together are not all in the table yet.
    case unfinishedMerge(run: Int64, folder: String, database: String)
    /// A run that did not end well has to be finished before rejects are retried.
    case retryBehindUnfinished(run: Int64)
    /// The file is not what it was when the shards were planned.
    case changedSincePlanned(path: String)
    /// The file is not what it was when the run began.
    case changedWhileRead(path: String, InputChange, needsRestart: Bool)
    case tooManyRejects(TooManyRejects)
    /// A signal or a cancelled task.
    case interrupted(Interruption.Cause, replaces: Bool)
    /// Nothing moved for `flow.stall_timeout`; with what the stages were at.
    case stalled(String, replaces: Bool)
    /// The stream between reader and writer ended early: never expected, never taken for the end.
    case cutOff

    public struct TooManyRejects: Sendable, Equatable {
        public var input: String
        /// The target that bears no more; nil if there is only one.
        public var table: String?
        /// The reject that was one too many; nil if all of them came before this run was taken up again.
        public var reject: Reject?
        public var limit: RejectLimit
        public var rejects: Int
        public var records: Int
    }

    public var exitCode: ExitCode {
        switch self {
        case .missing, .noMatch, .unreadable, .folder, .notAFile, .notText, .tooManyBytes: .noInput
        case .inputChanged, .withoutLineage, .unfinished, .unfinishedElsewhere, .unfinishedMerge, .retryBehindUnfinished, .changedWhileRead,
            .changedSincePlanned, .nothingToInfer, .tooManyRejects: .badData
        case .interrupted(.termination, _): .terminated
        case .interrupted: .interrupted
        case .stalled: .tryAgain
        case .cutOff: .bug
        }
    }

    public var description: String {
        switch self {
        case .missing(let path):
            "\(path): no such file; check source.files"
        case .noMatch(let pattern):
            "\(pattern): no file matches this pattern; check source.files"
        case .unreadable(let path, let reason):
            "\(path): can't be read: \(reason)"
        case .folder(let path):
            "\(path): is a folder, not a file; name its files, for example with \(path)/*.csv.gz"
        case .notAFile(let path):
            "\(path): is not a regular file, so its records could not be counted again; write it to a file first"
        case .notText(let path):
            "\(path): the bytes of its name are not UTF-8, so it could not be found by it again; rename it"
        case .tooManyBytes:
            "the files of source.files have more bytes together than can be counted, 8 EiB; are there holes in them?"
        case .inputChanged(let path, let run, let canReload):
            "\(path): has changed since run \(run) loaded it, and loading it again would load its rows twice; give the new "
                + "file another name, \(canReload ? "let changed_inputs: reload put its new rows in the place of the old, " : "")"
                + "or load with mode: replace"
        case .withoutLineage(let path, let run):
            "\(path): has changed since run \(run) loaded it, and its old rows can't make room for the new ones, since that run had no "
                + "sink.lineage that would tell them from others; give the new file another name, or load with mode: replace"
        case .nothingToInfer:
            "the spec has no source.columns, and no input has a record to infer them from; write the columns into the spec"
        case .unfinished(let run, let reason, let wayOut):
            "run \(run) did not end well, and this one can't go on where it stopped: \(reason). \(wayOut.map { "\($0), or " } ?? "")"
                + "`weir run --restart` takes its rows out again and begins anew"
        case .unfinishedElsewhere(let run, let pipeline, let table):
            "run \(run) of pipeline \"\(pipeline)\" did not end well and has left rows in table \"\(table)\"; run that pipeline "
                + "first"
        case .unfinishedMerge(let run, let folder, let database):
            "run \(run) brings shards together and did not come to its end; `weir merge \(folder.shellWord) -o \(database.shellWord)` goes on, "
                + "`weir run --restart` takes its rows out again and loads the inputs itself"
        case .retryBehindUnfinished(let run):
            "run \(run) did not end well; finish it with `weir run`, and then retry rejects"
        case .changedSincePlanned(let path):
            "\(path): has changed since the shards were planned (size or modification time); make a new plan, and load all its shards"
        case .changedWhileRead(let path, let change, let needsRestart):
            "\(path): \(change) between the start of the run and the end of reading it; run again \(needsRestart ? "with --restart " : "")"
                + "once nothing changes it any more"
        case .tooManyRejects(let rejects):
            rejects.description
        case .interrupted(let cause, let replaces):
            "interrupted by \(cause); "
                + (replaces ? "the next run begins anew" : "the next run goes on behind what is committed")
        case .stalled(let stall, let replaces):
            "\(stall). Free what is waited for and run again: "
                + (replaces ? "that run begins anew" : "that run goes on behind what is committed")
        case .cutOff:
            "the stream from the reader ended without its end mark; this is a bug in weir"
        }
    }
}

extension FlowError.TooManyRejects: CustomStringConvertible {
    /// Such as `orders.csv.gz: record 88213 (byte 9441002): unit_price: "12,50" is not a real number; rejects.max is 0,
    /// so the run stopped`.
    public var description: String {
        var bound: String
        switch limit {
        case .count(0): bound = "rejects.max is 0"
        case .count(let most): bound = "this is reject \((most + 1).grouped), and rejects.max is \(most.grouped)"
        case .percent(let most):
            bound = "\(rejects.grouped) of \(records.grouped) records are rejects, and rejects.max is \(most.plain)%"
        }
        if let table { bound += " for table \(table)" }
        guard let reject else { return "\(bound), so the run stopped; table _weir_rejects has them" }
        let column = reject.column.map { "\($0): " } ?? ""
        let place = "\(input): record \(reject.record.grouped) (byte \(reject.byteOffset.grouped))"
        return "\(place): \(column)\(reject.reason); \(bound), so the run stopped"
    }
}

extension Double {
    /// Without a needless `.0`.
    fileprivate var plain: String { Int(exactly: self).map(String.init) ?? "\(self)" }
}
