// The summary of a merge: as values with stable names for --json, and as text for a person.

import Foundation
import Ledger
import RowModel
import Shards

/// A merge's outcome in the shape `weir merge --json` prints. Bytes and seconds; names are a promise to scripts.
public struct MergeSummary: Sendable, Codable {
    public struct Table: Sendable, Codable {
        public var table: String
        public var mode: String
        public var run: Int64?
        public var inputs: Int
        public var records: Int
        public var added: Int
        public var inserted: Int
        public var updated: Int
        public var ignored: Int
        public var dropped: Int
        public var rejected: Int
        public var rowsBefore: Int
        public var rowsAfter: Int?
    }

    public var pipeline: String
    public var plan: String
    public var folder: String
    public var database: String
    public var balanced: Bool
    /// Whether an earlier run has brought all of it together, and nothing was done.
    public var alreadyMerged: Bool
    public var shards: Int
    /// Shards of which an earlier attempt had committed rows.
    public var shardsBefore: Int
    public var inputs: Int
    public var tables: [Table]
    /// Taken out of shards by this attempt.
    public var rows: Int
    public var seconds: Double
    public var rowsPerSecond: Double
    public var surveySeconds: Double
    public var finishSeconds: Double
    public var commits: Int
    public var peakMemoryBytes: Int
    public var failure: RunSummary.Failure?

    public init(_ outcome: MergeOutcome) {
        pipeline = outcome.pipeline
        plan = outcome.plan
        folder = outcome.folder
        database = outcome.database
        balanced = outcome.failure == nil
        alreadyMerged = outcome.isThereAlready
        shards = outcome.shards
        shardsBefore = outcome.shardsBefore
        inputs = outcome.inputs
        tables = outcome.tables.map(Table.init)
        rows = outcome.rows
        seconds = outcome.seconds.rounded(toPlaces: 6)
        rowsPerSecond = (Double(outcome.rows) / max(outcome.seconds, 1e-9)).rounded(toPlaces: 1)
        surveySeconds = outcome.surveySeconds.rounded(toPlaces: 6)
        finishSeconds = outcome.finishSeconds.rounded(toPlaces: 6)
        commits = outcome.commits
        peakMemoryBytes = outcome.peakMemoryBytes
        failure = outcome.failure.map { RunSummary.Failure(message: $0.description, exitCode: $0.exitCode.rawValue) }
    }
}

extension MergeSummary.Table {
    init(_ table: MergeOutcome.Table) {
        let totals = table.totals
        let written = totals?.written ?? WrittenRows()
        self.init(
            table: table.table, mode: table.mode, run: table.run, inputs: totals?.inputs ?? 0, records: totals?.records ?? 0,
            added: totals?.added ?? 0, inserted: written.inserted, updated: written.updated, ignored: written.ignored,
            dropped: totals?.dropped ?? 0, rejected: totals?.rejected ?? 0, rowsBefore: table.rowsBefore,
            rowsAfter: table.rowsAfter)
    }

    fileprivate var equation: String {
        BalanceEquation(
            records: records, added: added, written: WrittenRows(inserted: inserted, updated: updated, ignored: ignored),
            dropped: dropped, rejected: rejected, mode: mode, isDry: false
        ).text
    }
}

extension MergeSummary {
    /// A few lines; the last one of each table says whether every record is accounted for.
    public var text: String {
        var lines = tables.map { table in
            "\(pipeline) → \(database), table \(table.table) (\(table.mode))\(table.run.map { ", run \($0)" } ?? "")"
        }
        if alreadyMerged {
            lines.append("all \(shards.counted("shard")) of \(plan) are there already; nothing to do")
            return lines.joined(separator: "\n").terminalSafe
        }
        if shardsBefore > 0 {
            lines.append("  gone on with: rows of \(shardsBefore.counted("shard")) were committed by an earlier attempt")
        }
        if let failure {
            lines.append("\(failure.isInterruption ? "" : "failed: ")\(failure.message)")
            lines += tables.filter { $0.run != nil }.map {
                "  \(RunSummary.kept(rows: $0.inserted + $0.updated, mode: $0.mode, table: $0.table, namingTable: tables.count > 1))"
            }
        } else {
            let pace = Int(rowsPerSecond).grouped
            lines.append(
                "  \(shards.counted("shard")) with \(inputs.counted("input")): \(rows.counted("row")) in \(seconds.rounded(toPlaces: 1)) s, "
                    + "\(pace) rows/s; peak memory \(peakMemoryBytes >> 20) MiB")
            lines += tables.map { "balanced: \($0.equation); table \($0.table) has \(($0.rowsAfter ?? 0).counted("row"))" }
        }
        return lines.joined(separator: "\n").terminalSafe
    }
}

extension MergeProgress {
    /// Such as `3 of 8 shards, 3,000,000 of 8,000,000 rows`.
    public var line: String {
        let rows = "\(rows.grouped) of \(allRows.counted("row"))"
        return shardsDone.map { "\($0.grouped) of \(shards.counted("shard")), \(rows)" } ?? rows
    }
}
