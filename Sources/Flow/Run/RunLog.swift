// What a run tells a log.

import Ledger
import Logging
import RowModel
import Sink

/// The events of a run: inputs, commits and its ends at level `info`, what is done per batch at `debug`. Metadata has
/// snake_case keys; counts and seconds in it are numbers.
struct RunLog: Sendable {
    private var logger: Logger

    init(_ logger: Logger, pipeline: String) {
        self.logger = logger
        self.logger[metadataKey: "pipeline"] = .string(pipeline)
    }

    /// Whether what is done per batch is asked for.
    var isDetailed: Bool { logger.logLevel <= .debug }

    /// - Parameter plan: what of the inputs the target takes.
    func begins(_ outcome: RunOutcome, _ plan: LoadPlan) {
        var metadata: Logger.Metadata = [
            "database": .string(outcome.database), "table": .string(outcome.table), "mode": .string(outcome.mode),
            "inputs": .number(plan.inputs.count), "dry_run": .stringConvertible(outcome.isDry),
        ]
        metadata["run"] = outcome.runID.map(Logger.MetadataValue.number)
        metadata["undone_run"] = outcome.undoneRun.map(Logger.MetadataValue.number)
        logger.info(plan.resumed == nil ? "run begins" : "run goes on", metadata: metadata)
        for input in plan.skipped {
            logger.info(
                "input skipped", metadata: ["input": .string(input.identity.path), "loaded_by_run": .number(input.run)])
        }
        for account in outcome.resumedFrom where !account.input.isComplete {
            logger.info(
                "input resumed",
                metadata: ["input": .string(account.input.identity.path), "records": .number(account.input.records)])
        }
    }

    func changes(_ table: String, _ changes: [String]) {
        for change in changes {
            logger.info("schema changes", metadata: ["table": .string(table), "change": .string(change)])
        }
    }

    /// - Parameter position: among the inputs to be loaded.
    func inputBegins(_ opening: InputOpening, position: Int) {
        var metadata: Logger.Metadata = ["input": .string(opening.name), "position": .number(position)]
        let identity = opening.targets.first?.account.input.identity
        if let size = identity?.size, size > 0 { metadata["bytes"] = .number(size) }
        logger.info("input begins", metadata: metadata)
    }

    func inputEnds(_ name: String, _ end: InputEnd, seconds: Double) {
        var metadata: Logger.Metadata = [
            "input": .string(name), "records": .number(end.records),
            "decoded_bytes": .number(end.decodedBytes), "seconds": .seconds(seconds),
        ]
        metadata["bytes"] = end.fileBytes.map(Logger.MetadataValue.number)
        logger.info("input ends", metadata: metadata)
    }

    func batch(_ number: Int, of input: String, rows: Int, seconds: Double) {
        logger.debug(
            "batch written",
            metadata: [
                "batch": .number(number), "input": .string(input), "rows": .number(rows), "seconds": .seconds(seconds),
            ])
    }

    func readerWaited(seconds: Double) {
        logger.debug("reader was held back", metadata: ["seconds": .seconds(seconds)])
    }

    func sinkWaited(seconds: Double) {
        logger.debug("sink waited for the reader", metadata: ["seconds": .seconds(seconds)])
    }

    func committed(_ transaction: CommittedTransaction) {
        logger.info(
            "transaction committed",
            metadata: [
                "rows": .number(transaction.rows), "seconds": .seconds(transaction.seconds),
                "open_seconds": .seconds(transaction.openSeconds),
            ])
    }

    func ends(_ outcome: RunOutcome) {
        var metadata: Logger.Metadata = [
            "table": .string(outcome.table), "records": .number(outcome.records),
            "inserted": .number(outcome.written.inserted), "updated": .number(outcome.written.updated),
            "ignored": .number(outcome.written.ignored), "dropped": .number(outcome.dropped),
            "rejected": .number(outcome.rejected), "seconds": .seconds(outcome.seconds),
            "exit_code": .stringConvertible(outcome.exitCode.rawValue),
        ]
        metadata["run"] = outcome.runID.map(Logger.MetadataValue.number)
        metadata["rows_after"] = outcome.rowsAfter.map(Logger.MetadataValue.number)
        switch outcome.exitCode {
        case .balanced: logger.info("run ends well", metadata: metadata)
        case .interrupted, .terminated: logger.warning("run interrupted", metadata: metadata.adding(outcome.failure))
        default: logger.error("run failed", metadata: metadata.adding(outcome.failure))
        }
    }
}

extension Logger.Metadata {
    fileprivate func adding(_ failure: (any WeirError)?) -> Logger.Metadata {
        merging(["error": .string(failure?.description ?? "")]) { $1 }
    }
}

extension Logger.MetadataValue {
    fileprivate static func number(_ value: Int) -> Logger.MetadataValue { .stringConvertible(value) }
    fileprivate static func number(_ value: Int64) -> Logger.MetadataValue { .stringConvertible(value) }
    fileprivate static func seconds(_ value: Double) -> Logger.MetadataValue {
        .stringConvertible(value.rounded(toPlaces: 6))
    }
}
