// The seam between a run and where its rows go.

import Ledger
import RowModel

/// Takes the batches of a run, input after input: beginInput → write… → endInput.
public protocol RunSink: AnyObject {
    /// See ``SinkWriter/beginInput(_:isAtomic:replacing:retrying:)``.
    func beginInput(
        _ account: InputAccount, isAtomic: Bool, replacing reloaded: LoadedInput?, retrying: RetrySelection?) throws
    /// See ``SinkWriter/write(_:judge:)``.
    func write(_ batch: RowBatch, judge: (ArraySlice<Reject>) throws -> Void) throws
    /// See ``SinkWriter/endInput(_:_:)``.
    func endInput(_ index: Int, _ end: InputEnd) throws
    /// What was done with each input so far.
    func accounts() throws -> [InputAccount]
}

extension SinkWriter: RunSink {}
