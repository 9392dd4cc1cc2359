// Outcomes of runs as a test needs them.

import RowModel
import Sink

@testable import Flow
@testable import Ledger

/// An error with a text of the test's own.
struct TestFailure: WeirError {
    var exitCode: ExitCode = .badData
    var description = "a.csv: record 2: is bad"
}

extension RunOutcome {
    /// A run of `orders`: two inputs, a filter that drops and a decode that rejects.
    static func orders(failure: (any WeirError)? = nil) -> RunOutcome {
        var outcome = RunOutcome(
            pipeline: "orders", specPath: "orders.yaml", database: "build/orders.sqlite", table: "orders", mode: "append")
        outcome.runID = 7
        outcome.accounts = [
            account("/in/a.csv", index: 0, records: 1200, dropped: 150, rejected: 50),
            account("/in/b.csv", index: 1, records: 300, dropped: 0, rejected: 0),
        ]
        outcome.accounts[0].input.blankLines = 1
        outcome.accounts[1].input.commentLines = 2
        outcome.accounts[1].input.isComplete = failure == nil
        outcome.skipped = [
            LoadedInput(run: 3, input: 0, identity: InputIdentity(path: "/in/old.csv", size: 1, modified: 0), hasLineage: false)
        ]
        outcome.rowsBefore = 10
        outcome.rowsAfter = failure == nil ? 1310 : nil
        outcome.seconds = 2
        outcome.reader.fileBytes = 1 << 20
        outcome.reader.decodedBytes = 5 << 20
        outcome.reader.decodeSeconds = 0.5
        outcome.writer.insertSeconds = 0.25
        outcome.writer.commitSeconds = 1.5
        outcome.writer.commits = 4
        outcome.channel.highWatermark = 8 << 20
        outcome.channel.peakLevel = 6 << 20
        outcome.channel.producerWaitSeconds = 1
        outcome.channel.consumerWaitSeconds = 0.25
        outcome.peakMemoryBytes = 40 << 20
        outcome.failure = failure
        return outcome
    }

    private static func account(_ path: String, index: Int, records: Int, dropped: Int, rejected: Int) -> InputAccount {
        var input = InputRecord(
            index: index, identity: InputIdentity(path: path, size: 5000, modified: 0),
            reading: InputReading(format: .csv(CSVDialect()), compression: .auto))
        input.records = records
        input.isComplete = true
        let rows = records - rejected
        let written = rows - dropped
        return InputAccount(
            input: input,
            stages: [
                StageRecord(name: "decode", tally: Tally(stored: records, added: 0, out: rows, dropped: 0, rejected: rejected)),
                StageRecord(name: "filter", tally: Tally(stored: rows, added: 0, out: written, dropped: dropped, rejected: 0)),
                StageRecord(
                    name: "sink", tally: Tally(stored: written, added: 0, out: written, dropped: 0, rejected: 0),
                    written: WrittenRows(inserted: written)),
            ])
    }
}
