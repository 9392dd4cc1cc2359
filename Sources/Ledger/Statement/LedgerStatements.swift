// A ledger, for whoever makes a page of it.

import GRDB
import RowModel

/// Runs as their ledger has them, each look one transaction, so that what it says fits together.
public struct LedgerStatements {
    public let path: String
    private let file: LedgerFile

    /// - Throws: ``LedgerError`` if there is no such database, or no ledger in it that can be read.
    public init(path: String) throws {
        self.path = path
        file = try LedgerFile(ledgerAt: path)
    }

    /// A run and those that it was committed together with, in the order of their tables.
    /// - Parameter choice: the run, or whose newest one is meant. A run that was undone has to be named.
    /// - Throws: ``LedgerError/noRuns(path:pipeline:tables:)``, ``LedgerError/noSuchRun(path:run:pipeline:)``,
    ///   ``LedgerError/pruned(path:run:at:)``
    public func statements(_ choice: RunChoice) throws -> [RunStatement] {
        // Before the ledger is read: a run that ends meanwhile is found ended.
        let holder = LockFile.holder(ofDatabase: path)
        return try file.read { db in
            let reader = LedgerReader(db)
            let runs = try reader.runs()
            let live = LiveRuns(runs, holder: holder)
            let run = try chosen(choice, runs)
            if let time = try reader.prunedAt(run.id) { throw LedgerError.pruned(path: path, run: run.id, at: time) }
            return try members(of: run, reader).map { run in
                let state = live.state(of: run)
                return try reader.statement(of: run, state, holder: state == .running ? holder : nil)
            }
        }
    }

    /// The runs of the same pipeline into the same table up to one.
    /// - Parameter last: most of them.
    public func trail(upTo run: RunRecord, last: Int) throws -> RunTrail {
        try file.read { db in try LedgerReader(db).trail(upTo: run, last: last) }
    }

    /// The paths of inputs of a run, by their numbers; one that the ledger has lost has none.
    public func paths(ofInputs inputs: some Sequence<Int>, ofRun run: Int64) throws -> [Int: String] {
        try file.read { db in
            let reader = LedgerReader(db)
            var paths: [Int: String] = [:]
            for input in inputs where paths[input] == nil {
                let row = try Row.fetchOne(
                    db, sql: "SELECT path FROM _weir_inputs WHERE run_id = ? AND input_id = ?", arguments: [run, input])
                paths[input] = try row.map { try reader.text($0, "path") }
            }
            return paths
        }
    }

    private func chosen(_ choice: RunChoice, _ all: [RunRecord]) throws -> RunRecord {
        let runs = all.filter(choice.isOfPipelineAndTable)
        if let id = choice.run {
            if let run = runs.first(where: { $0.id == id }) { return run }
            throw LedgerError.noSuchRun(path: path, run: id, pipeline: choice.pipeline)
        }
        let standing = runs.filter { $0.status != .undone }
        // A run that was taken up again may be the newest, though another began behind it.
        let newest = (standing.isEmpty ? runs : standing).max { left, right in
            let ends = [left, right].map { $0.finishedAt ?? $0.startedAt }
            return ends[0] == ends[1] ? left.id < right.id : ends[0] < ends[1]
        }
        if let newest { return newest }
        throw all.isEmpty
            ? LedgerError.noLedger(path: path)
            : LedgerError.noRuns(path: path, pipeline: choice.pipeline, tables: choice.tables)
    }

    /// The newest run of each table, as of the group's failed beginnings there may be more than one.
    private func members(of run: RunRecord, _ reader: LedgerReader) throws -> [RunRecord] {
        guard let group = run.group else { return [run] }
        var newest: [String: RunRecord] = [:]
        for member in try reader.runs(ofGroup: group) { newest[member.table.asciiLowercased] = member }
        guard newest[run.table.asciiLowercased]?.id == run.id else { return [run] }
        return try newest.values.filter { try reader.prunedAt($0.id) == nil }.sorted { $0.id < $1.id }
    }
}

extension LedgerReader {
    fileprivate func statement(of run: RunRecord, _ state: RunState, holder: String?) throws -> RunStatement {
        guard
            let row = try Row.fetchOne(
                db, sql: "SELECT spec_path, spec_text, tool_version FROM _weir_runs WHERE run_id = ?",
                arguments: [run.id])
        else { throw LedgerError.malformed("run \(run.id) is gone") }
        var statement = RunStatement(
            run, state, specPath: try text(row, "spec_path"), specText: try text(row, "spec_text"),
            toolVersion: try text(row, "tool_version"))
        statement.holder = holder
        try forEachAccount(ofRun: run.id) { statement.add($0) }
        statement.keepTheForemost()
        statement.isSealIntact = try run.seal.map { try $0 == Seal.compute(run: run.id, in: db) }
        statement.measures = try measures(ofRun: run.id)
        statement.samples = try samples(ofRun: run.id)
        return statement
    }
}
