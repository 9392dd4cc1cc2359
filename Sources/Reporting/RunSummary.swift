// The summary of a run: as values with stable names for --json, and as text for a person.

import Flow
import Foundation
import Ledger
import RowModel

/// A run's outcome in the shape `weir run --json` prints. Bytes and seconds; names are a promise to scripts.
public struct RunSummary: Sendable, Codable {
    public struct Stage: Sendable, Codable {
        public var name: String
        public var `in`: Int
        public var added: Int
        public var out: Int
        public var dropped: Int
        public var rejected: Int
        public var inserted: Int?
        public var updated: Int?
        public var ignored: Int?
    }

    public struct Input: Sendable, Codable {
        public var path: String
        public var size: Int
        public var records: Int
        public var blankLines: Int
        public var commentLines: Int
        public var inserted: Int
        public var updated: Int
        public var ignored: Int
        public var dropped: Int
        public var rejected: Int
        public var complete: Bool
    }

    public struct Skipped: Sendable, Codable {
        public var path: String
        public var loadedByRun: Int64
    }

    public struct Resumed: Sendable, Codable {
        public var path: String
        /// Committed by an earlier attempt at this run.
        public var records: Int
        public var decodedBytes: Int
    }

    public struct Incomplete: Sendable, Codable {
        public var path: String
        public var missingColumns: [String]
    }

    public struct Channel: Sendable, Codable {
        public var lowWatermark: Int
        public var highWatermark: Int
        public var peakLevel: Int
        public var heaviestBatch: Int
        public var batches: Int
        public var holds: Int
        public var readerHeldSeconds: Double
        public var sinkStarvedSeconds: Double
    }

    public struct Failure: Sendable, Codable {
        public var message: String
        public var exitCode: Int32

        var isInterruption: Bool {
            exitCode == ExitCode.interrupted.rawValue || exitCode == ExitCode.terminated.rawValue
        }
    }

    public var pipeline: String
    public var spec: String
    public var database: String
    public var table: String
    public var mode: String
    public var run: Int64?
    /// Whether nothing was written, so that `inserted` is what reached the sink.
    public var dryRun: Bool
    public var balanced: Bool
    public var records: Int
    public var added: Int
    public var inserted: Int
    public var updated: Int
    public var ignored: Int
    public var dropped: Int
    public var rejected: Int
    public var rowsBefore: Int
    public var rowsAfter: Int?
    public var inputs: [Input]
    public var skippedInputs: [Skipped]
    /// Inputs that are read on from where an earlier attempt at this run stopped.
    public var resumedInputs: [Resumed]
    public var undoneRun: Int64?
    /// Inputs of the undone run that this one does not read: their rows are nowhere now.
    public var undoneInputs: [String]
    /// Inputs that had changed since an earlier run, and whose old rows were removed.
    public var reloadedInputs: [Skipped]
    /// Inputs whose header lacks columns, which are null in their rows.
    public var incompleteInputs: [Incomplete]
    /// What the run makes different about a table that was there, in words.
    public var schemaChanges: [String]
    /// What was expected and can't be told, in words: there are too few earlier runs to compare with.
    public var uncomparedExpectations: [String]
    public var stages: [Stage]
    public var seconds: Double
    public var rowsPerSecond: Double
    public var fileBytes: Int
    public var decodedBytes: Int
    public var decodeSeconds: Double
    public var transformSeconds: Double
    public var insertSeconds: Double
    public var commitSeconds: Double
    public var finishSeconds: Double
    public var commits: Int
    /// Rows that went into the table as whole records.
    public var copiedRows: Int
    public var channel: Channel
    public var bottleneck: Bottleneck
    public var peakMemoryBytes: Int
    public var failure: Failure?

    public init(_ outcome: RunOutcome) {
        pipeline = outcome.pipeline
        spec = outcome.specPath
        database = outcome.database
        table = outcome.table
        mode = outcome.mode
        run = outcome.runID
        dryRun = outcome.isDry
        balanced = outcome.failure == nil
        records = outcome.records
        added = outcome.added
        inserted = outcome.written.inserted
        updated = outcome.written.updated
        ignored = outcome.written.ignored
        dropped = outcome.dropped
        rejected = outcome.rejected
        rowsBefore = outcome.rowsBefore
        rowsAfter = outcome.rowsAfter
        inputs = outcome.accounts.map(Input.init)
        skippedInputs = outcome.skipped.map { Skipped(path: $0.identity.path, loadedByRun: $0.run) }
        resumedInputs = outcome.resumedFrom.filter { !$0.input.isComplete }.map {
            Resumed(path: $0.input.identity.path, records: $0.input.records, decodedBytes: $0.input.decodedBytes)
        }
        undoneRun = outcome.undoneRun
        undoneInputs = outcome.undoneInputs.map(\.path)
        reloadedInputs = outcome.reloaded.map { Skipped(path: $0.identity.path, loadedByRun: $0.run) }
        incompleteInputs = outcome.reader.incompleteInputs.map {
            Incomplete(path: $0.name, missingColumns: $0.missingColumns)
        }
        schemaChanges = outcome.schemaChanges
        uncomparedExpectations = outcome.uncomparedExpectations
        stages = outcome.stageTotals.map(Stage.init)
        seconds = outcome.seconds.rounded(toPlaces: 6)
        rowsPerSecond = (Double(outcome.records) / max(outcome.seconds, 1e-9)).rounded(toPlaces: 1)
        fileBytes = outcome.reader.fileBytes
        decodedBytes = outcome.reader.decodedBytes
        decodeSeconds = outcome.reader.decodeSeconds.rounded(toPlaces: 6)
        transformSeconds = outcome.reader.transformSeconds.rounded(toPlaces: 6)
        insertSeconds = outcome.writer.insertSeconds.rounded(toPlaces: 6)
        commitSeconds = outcome.writer.commitSeconds.rounded(toPlaces: 6)
        finishSeconds = outcome.writer.finishSeconds.rounded(toPlaces: 6)
        commits = outcome.writer.commits
        copiedRows = outcome.writer.copiedRows
        channel = Channel(outcome.channel)
        bottleneck = Bottleneck(outcome)
        peakMemoryBytes = outcome.peakMemoryBytes
        failure = outcome.failure.map { Failure(message: $0.description, exitCode: $0.exitCode.rawValue) }
    }
}

extension RunSummary.Stage {
    init(_ stage: StageRecord) {
        self.init(
            name: stage.name, in: stage.tally.in, added: stage.tally.added, out: stage.tally.out,
            dropped: stage.tally.dropped, rejected: stage.tally.rejected, inserted: stage.written?.inserted,
            updated: stage.written?.updated, ignored: stage.written?.ignored)
    }
}

extension RunSummary.Input {
    init(_ account: InputAccount) {
        self.init(
            path: account.input.identity.path, size: account.input.identity.size, records: account.input.records,
            blankLines: account.input.blankLines, commentLines: account.input.commentLines, inserted: account.inserted,
            updated: account.written.updated, ignored: account.written.ignored, dropped: account.dropped, rejected: account.rejected, complete: account.input.isComplete)
    }
}

extension RunSummary.Channel {
    init(_ readings: ChannelReadings) {
        self.init(
            lowWatermark: readings.lowWatermark, highWatermark: readings.highWatermark, peakLevel: readings.peakLevel,
            heaviestBatch: readings.heaviestBatch, batches: readings.batches, holds: readings.holds,
            readerHeldSeconds: readings.producerWaitSeconds.rounded(toPlaces: 6),
            sinkStarvedSeconds: readings.consumerWaitSeconds.rounded(toPlaces: 6))
    }
}
