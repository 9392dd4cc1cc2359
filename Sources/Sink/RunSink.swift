// The seam between a run and where its rows go.

import Ledger
import RowModel

/// Takes the batches of a run, input after input: beginInput → write… → endInput.
public protocol RunSink: AnyObject {
    /// See ``SinkWriter/beginInput(_:isAtomic:)``.
    func beginInput(_ inputs: [TargetInput], isAtomic: Bool) throws
    /// See ``SinkWriter/write(_:judge:)``.
    func write(_ batch: RowBatch, judge: (ArraySlice<Reject>) throws -> Void) throws
    /// See ``SinkWriter/endInput(_:_:)``.
    func endInput(_ inputs: [Int], _ end: InputEnd) throws
    /// See ``SinkWriter/isBetweenRecords``.
    var isBetweenRecords: Bool { get }
    /// What the stages of a target have done so far since the sink began, the open transaction included; empty before the
    /// first input.
    func totals(of target: Int) -> [StageRecord]
    /// What was done with each input so far, by target.
    func accounts() throws -> [[InputAccount]]
}

extension SinkWriter: RunSink {}
