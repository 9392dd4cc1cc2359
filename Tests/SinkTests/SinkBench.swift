// A writer on a database in a temporary folder, and a second connection that looks at it.

import GRDB
import Ledger
import PipelineSpec
import RowModel
import TestSupport

@testable import Sink

/// One target database. Batches go in as values; what is committed is read by another connection.
struct SinkBench {
    let folder: TemporaryFolder
    var columns: RowSchema
    var spec: SinkSpec

    static let mark = SourceMark.start

    init(
        _ columns: KeyValuePairs<String, ColumnType> = ["id": .integer, "name": .text], table: String = "t",
        mode: SinkSpec.Mode = .append, folder: TemporaryFolder? = nil
    ) throws {
        self.folder = try folder ?? TemporaryFolder()
        self.columns = RowSchema(columns)
        spec = SinkSpec(
            database: Located("d.sqlite", at: Self.mark), table: Located(table, at: Self.mark), mode: mode,
            durability: .off)
    }

    var path: String { folder.path("d.sqlite") }

    func index(_ columns: [String], isUnique: Bool = false) -> IndexSpec {
        IndexSpec(columns: columns.map { Located($0, at: Self.mark) }, isUnique: isUnique, mark: Self.mark)
    }

    func plan(diagnose: (SourceMark, String, String?) -> Void = { _, _, _ in }) -> TargetPlan {
        let lineage = spec.hasLineage ? LineageColumns(firstSlot: columns.columns.count) : nil
        return TargetPlan(spec: spec, databasePath: path, schema: columns, lineage: lineage, diagnose: diagnose)
    }

    /// A writer whose run is entered in the ledger, with one input begun.
    func started(pipeline: String = "p", stages: [String] = ["decode", "sink"]) throws -> SinkWriter {
        let writer = try SinkWriter([plan()])
        _ = try writer.start(run(pipeline))
        try writer.beginInput(Self.account(stages: stages))
        return writer
    }

    func run(_ pipeline: String = "p") -> RunStart {
        let plan = plan()
        return RunStart(
            pipeline: pipeline, table: plan.table, mode: plan.mode.rawValue, specPath: "/s.yaml", specText: "s",
            loadIdentity: "s", parameters: [:], columns: plan.columns.map(\.name), hasLineage: plan.lineage != nil,
            toolVersion: "test")
    }

    static func account(_ index: Int = 0, stages: [String] = ["decode", "sink"]) -> InputAccount {
        let identity = InputIdentity(path: "/in/\(index).csv", size: 10, modified: 0)
        let reading = InputReading(format: .ndjson, compression: .none)
        return InputAccount(
            input: InputRecord(index: index, identity: identity, reading: reading),
            stages: stages.map { StageRecord(name: $0, written: $0 == "sink" ? WrittenRows() : nil) })
    }

    /// Loads rows in one run that ends well.
    @discardableResult
    func load(_ rows: [[Value]], pipeline: String = "p") throws -> SinkWriter {
        try load(inputs: [(0, rows)], pipeline: pipeline)
    }

    /// Loads several inputs in one run that ends well.
    @discardableResult
    func load(inputs: [(index: Int, rows: [[Value]])], pipeline: String = "p") throws -> SinkWriter {
        let writer = try SinkWriter([plan()])
        _ = try writer.start(run(pipeline))
        for (index, rows) in inputs {
            try writer.beginInput(Self.account(index))
            try write(rows, of: index, with: writer)
        }
        _ = try writer.finish()
        return writer
    }

    /// Writes the only batch of an input that was begun.
    func write(_ rows: [[Value]], of input: Int, with writer: SinkWriter) throws {
        let batch = RowBatch(rows: rows, slots: columns.columns.count + (spec.hasLineage ? 2 : 0))
        batch.inputIndex = input
        writer.plan.rows.prepare(batch)
        try writer.write(batch)
        try writer.endInput(input, Self.end(records: rows.count))
    }

    static func end(records: Int) -> InputEnd {
        InputEnd(records: records, blankLines: 0, commentLines: 0, decodedBytes: 0, crc32: 0)
    }

    /// A batch of so many rows and decode rejects behind them.
    static func batch(_ ids: some Collection<Int>, rejects: Int = 0, firstRecord: Int = 1) -> RowBatch {
        let batch = RowBatch(
            rows: ids.map { [.integer(Int64($0)), .text("row \($0)")] }, slots: 2, firstRecord: firstRecord)
        TargetRows(columns: RowSchema(["id": .integer, "name": .text]).columns, lineage: nil).prepare(batch)
        let raw = batch.cell("bad").arenaOffset
        for number in 0..<rejects {
            batch.rejects.append(
                Reject(
                    record: firstRecord + ids.count + number, byteOffset: 0, column: "id", reason: "is bad",
                    raw: raw..<raw + 3, rawLength: 3))
        }
        batch.tallies[0].reject(rejects)
        return batch
    }

    /// What another program sees: what is committed.
    func seen(_ sql: String) throws -> [[Value]] {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration).read { db in
            try Row.fetchAll(db, sql: sql).map { row in row.databaseValues.map(Value.init) }
        }
    }

    /// Changes the database behind Weir's back.
    func change(_ sql: String) throws {
        try DatabaseQueue(path: path).write { db in try db.execute(sql: sql) }
    }
}

extension Value {
    init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let value): self = .integer(value)
        case .double(let value): self = .real(value)
        case .string(let value): self = .text(value)
        case .blob(let value): self = .blob(Array(value))
        }
    }
}

/// The error of a kind that `body` throws; a failed test if it throws none.
func sinkError(_ body: () throws -> Void) -> SinkError? {
    do {
        try body()
        return nil
    } catch {
        return error as? SinkError
    }
}

/// A writer with one target.
extension SinkWriter {
    var plan: TargetPlan { targets[0].plan }
    var inserter: BatchInserter? { targets[0].inserter }
    var rowsBefore: Int { targets[0].rowsBefore }
    var schemaChanges: [String] { targets[0].schemaChanges }

    func start(_ run: RunStart) throws -> Int64 { try start([.new(run)])[0] }
    func resume(_ run: UnfinishedRun) throws { _ = try start([.resuming(run)]) }

    func beginInput(_ account: InputAccount, replacing reloaded: LoadedInput? = nil) throws {
        try beginInput([TargetInput(account, replacing: reloaded)])
    }

    func endInput(_ input: Int, _ end: InputEnd) throws { try endInput([input], end) }

    /// Finishes the run.
    /// - Returns: `count(*)` of the table.
    func finishedRows() throws -> Int? {
        try finish()
        return targets[0].rowsAfter
    }

    func committed() throws -> [InputAccount] { try committedAccounts()[0] }
    func loadedInputs(pipeline: String) throws -> [LoadedInput] { try earlierRuns(pipeline: pipeline)[0].loadedInputs }
    func unfinishedRun() throws -> UnfinishedRun? { try earlierRuns(pipeline: "p")[0].unfinishedRun }
    func nextInputID() throws -> Int { try earlierRuns(pipeline: "p")[0].nextInputID }
    func undo(_ run: UnfinishedRun) throws { try undo([run]) }
}
