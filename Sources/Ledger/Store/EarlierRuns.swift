// What a new run has to know of the runs before it.

import GRDB
import RowModel

/// A run that committed something and did not end well.
public struct UnfinishedRun: Sendable {
    public var record: RunRecord
    /// What is committed of each input.
    public var accounts: [InputAccount]

    /// Rows that the table has more since the run began.
    public var gained: Int { accounts.reduce(0) { $0 + $1.gained } }

    /// What the table has more since the run began, as long as it has displaced no other's rows.
    public var standing: Standing {
        accounts.reduce(into: Standing(rows: gained)) { standing, account in
            standing.contents &+= account.input.contents
            for displacement in account.displaced { standing.contents &-= displacement.contents }
        }
    }

    /// Rows of other runs that it has written over or removed: what undoing it could not bring back.
    public var displacedOthers: Int {
        // Whatever gave way in a table that was empty was the run's own.
        if record.rowsBefore == 0 { return 0 }
        let own = Set(accounts.map(\.input.index))
        return accounts.reduce(0) { sum, account in
            account.displaced.reduce(sum) { sum, displacement in
                displacement.earlierInput.map(own.contains) == true ? sum : sum + displacement.rows
            }
        }
    }
}

/// An input that a run has loaded whole.
public struct LoadedInput: Sendable, Equatable {
    public var run: Int64
    /// Its number, as in ``InputRecord/index``.
    public var input: Int
    public var identity: InputIdentity
    /// As ``RunRecord/hasLineage``: without it its rows can't be told from others.
    public var hasLineage: Bool

    public init(run: Int64, input: Int, identity: InputIdentity, hasLineage: Bool) {
        self.run = run
        self.input = input
        self.identity = identity
        self.hasLineage = hasLineage
    }
}

extension LedgerReader {
    /// The newest run that has to do with the table as it is, if it is one that committed something and did not end
    /// well. (A run that was to replace the table and did not end well left it as it was, and has not.)
    public func unfinishedRun(into table: String) throws -> UnfinishedRun? {
        let concerned = try runs(into: table).filter { $0.status == .complete || !$0.replaces && $0.status != .undone }
        guard let last = concerned.last, last.status != .complete else { return nil }
        let accounts = try accounts(ofRun: last.id)
        return accounts.isEmpty ? nil : UnfinishedRun(record: last, accounts: accounts)
    }

    /// Rows that the runs since the table was last replaced have left in it.
    public func rowsLeft(in table: String) throws -> Int {
        try LedgerHistory(runs(into: table)).contributing.reduce(0) { sum, run in
            try accounts(ofRun: run.id).reduce(sum) { $0 + $1.gained }
        }
    }

    /// Inputs whose rows are in the table as it is now: those of all complete runs of the pipeline since the table was
    /// last replaced.
    public func loadedInputs(pipeline: String, table: String) throws -> [LoadedInput] {
        let complete = try runs(into: table).filter { $0.status == .complete }
        let current = complete.lastIndex(where: \.replaces).map { complete[$0...] } ?? complete[...]
        return try current.filter { $0.pipeline == pipeline }.flatMap { run in
            try accounts(ofRun: run.id).filter(\.input.isComplete).map {
                LoadedInput(run: run.id, input: $0.input.index, identity: $0.input.identity, hasLineage: run.hasLineage)
            }
        }
    }

    /// The number for the next input: above those of all inputs of all runs.
    public func nextInputID() throws -> Int {
        try Int.fetchOne(db, sql: "SELECT coalesce(max(input_id), -1) + 1 FROM _weir_inputs") ?? 0
    }

    /// What is in the table of an input with lineage: its rows without those that later ones have taken the place of.
    public func standing(of loaded: LoadedInput) throws -> Standing {
        let account = try accounts(ofRun: loaded.run, input: loaded.input).first
        guard let account else {
            throw LedgerError.malformed("run \(loaded.run) has no input \(loaded.input)")
        }
        var standing = Standing(
            rows: account.written.inserted + account.written.updated, contents: account.input.contents)
        let gone = try Row.fetchCursor(
            db, sql: "SELECT rows, contents FROM _weir_displaced WHERE earlier_input_id = ?", arguments: [loaded.input])
        while let row = try gone.next() {
            standing.rows -= try count(row, "rows")
            standing.contents &-= UInt64(bitPattern: Int64(try integer(row, "contents")))
        }
        return standing
    }
}
