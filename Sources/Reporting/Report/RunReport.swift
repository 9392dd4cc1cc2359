// All that a page says of a run.

import Foundation
import Ledger
import RowModel

/// A run, or the runs into several tables that were committed together, with what became of their rows.
public struct RunReport: Sendable {
    struct Member: Sendable {
        var statement: RunStatement
        var rejects: RejectDigest
        var trail: RunTrail

        var record: RunRecord { statement.record }

        var verdict: ReportVerdict {
            var verdict = ReportVerdict(statement)
            if record.status == .complete, let unusual = RunTrend(trail).warning {
                verdict.tone = max(verdict.tone, .remark)
                verdict.notes.append(unusual)
            }
            return verdict
        }
    }

    public let database: String
    let members: [Member]
    let discretion: ReportDiscretion

    /// Runs that are shown beside this one.
    static let mostRuns = 30

    init(database: String, members: [Member], discretion: ReportDiscretion = ReportDiscretion()) {
        self.database = database
        self.members = members
        self.discretion = discretion
    }

    /// Reads it from the ledger.
    /// - Parameter choice: the run, or whose newest one is meant.
    /// - Throws: ``Ledger/LedgerError``
    public init(database: String, _ choice: RunChoice, discretion: ReportDiscretion = ReportDiscretion()) throws {
        let ledger = try LedgerStatements(path: database)
        let store = try RejectStore(path: database)
        let members = try ledger.statements(choice).map { statement in
            Member(
                statement: statement, rejects: try RejectDigest(statement, in: store, ledger),
                trail: try ledger.trail(upTo: statement.record, last: Self.mostRuns))
        }
        self.init(database: database, members: members, discretion: discretion)
    }

    public var pipeline: String { members.first?.record.pipeline ?? "" }
    public var runs: [Int64] { members.map(\.record.id) }

    var verdicts: [ReportVerdict] { members.map(\.verdict) }
    /// The one that matters most.
    var verdict: ReportVerdict? { verdicts.max { $0.tone < $1.tone } }

    /// Run 7, or runs 7, 8 and 9.
    var runNames: String {
        guard let last = runs.last, runs.count > 1 else { return runs.first.map { "run \($0)" } ?? "no run" }
        return "runs \(runs.dropLast().map(String.init).joined(separator: ", ")) and \(last)"
    }
}

extension RunStatement {
    var equation: BalanceEquation {
        BalanceEquation(
            records: totals.records, added: totals.added, written: totals.written, dropped: totals.dropped,
            rejected: totals.rejected, mode: record.mode)
    }
}

extension RunReport {
    /// `run 7 of orders: Balanced: every record is accounted for`
    public var summary: String { "\(runNames) of \(pipeline): \(verdict?.headline ?? "")" }
}
