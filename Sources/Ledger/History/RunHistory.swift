// The runs of a ledger in a row, each beside what is usual. Reads only.

import GRDB
import RowModel

/// What a ledger says of its last runs.
public struct RunHistory: Sendable {
    public struct Entry: Sendable {
        public var totals: RunTotals
        public var state: RunState
        /// Inputs for which an equation does not hold in what is stored.
        public var imbalancedInputs: Int
        /// Of the rows written by the runs before it. nil where those are too few, or where the run can't be compared.
        public var usual: Usual?

        /// By how many percent the rows written differ from what is usual.
        public var deviation: Double? { usual?.deviation(of: totals.rowsWritten) }
    }

    public let database: String
    /// How many runs there are; the entries are the newest of them.
    public let runs: Int
    /// Oldest first.
    public let entries: [Entry]

    init(database: String, runs: Int, entries: [Entry]) {
        self.database = database
        self.runs = runs
        self.entries = entries
    }

    /// Each run is read in a transaction of its own, so that nobody who writes has to wait.
    /// - Parameters:
    ///   - choice: which runs; ``RunChoice/run`` is not asked.
    ///   - last: most runs, of those the newest.
    /// - Throws: ``LedgerError``
    public init(database path: String, of choice: RunChoice, last: Int) throws {
        let file = try LedgerFile(path: path)
        // Asked twice: a run may end, or begin, while the ledger is read.
        let before = LockFile.holder(ofDatabase: path)
        let runs = try file.read { db in
            guard try LedgerSchema.exists(in: db) else { throw LedgerError.noLedger(path: path) }
            try LedgerSchema.checkVersion(db)
            return try LedgerReader(db).runs()
        }
        let live = LiveRuns(runs, holder: before ?? LockFile.holder(ofDatabase: path))
        let chosen = runs.filter(choice.isOfPipelineAndTable)
        if chosen.isEmpty, !runs.isEmpty {
            throw LedgerError.noRuns(path: path, pipeline: choice.pipeline, tables: choice.tables)
        }
        var reading = Reading(file, chosen)
        let entries = try chosen.suffix(last).map { try reading.entry(of: $0, live) }
        self.init(database: path, runs: chosen.count, entries: entries)
    }

    /// Reads each run once, though many are compared with it.
    private struct Reading {
        private let file: LedgerFile
        /// By pipeline and table, oldest first.
        private let series: [[String]: [RunRecord]]
        private var known: [Int64: RunTotals] = [:]

        init(_ file: LedgerFile, _ runs: [RunRecord]) {
            self.file = file
            series = Dictionary(grouping: runs, by: Self.key)
        }

        private static func key(_ run: RunRecord) -> [String] { [run.pipeline, run.table.asciiLowercased] }

        mutating func entry(of run: RunRecord, _ live: LiveRuns) throws -> Entry {
            let totals = try totals(of: run)
            return Entry(
                totals: totals, state: live.state(of: run),
                imbalancedInputs: try file.read { db in try LedgerReader(db).imbalancedInputs(ofRun: run.id) },
                usual: totals.isComparable ? try usual(before: run) : nil)
        }

        private mutating func usual(before run: RunRecord) throws -> Usual? {
            var counts: [Int] = []
            for earlier in series[Self.key(run)]!.reversed() where earlier.id < run.id && earlier.status == .complete {
                let totals = try totals(of: earlier)
                if totals.isComparable { counts.append(totals.rowsWritten) }
                if counts.count == Usual.window { break }
            }
            return Usual(of: counts)
        }

        private mutating func totals(of run: RunRecord) throws -> RunTotals {
            if let totals = known[run.id] { return totals }
            let totals = try file.read { db in try LedgerReader(db).totals(of: run) }
            known[run.id] = totals
            return totals
        }
    }
}
