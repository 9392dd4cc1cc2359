// Upserts in the order of the key, held against a model that takes rows one by one.

import Ledger
import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Sink

@Suite struct StagedUpsertTests {
    /// What a table with the key `id` holds, and what became of each input's rows.
    private struct Model {
        var names: [Value: Value] = [:]
        var inputOf: [Value: Int] = [:]
        var written: [Int: WrittenRows] = [:]
        var displaced: [[Int]: Int] = [:]

        mutating func take(_ id: Value, _ name: Value, of input: Int) {
            if let earlier = inputOf[id] {
                written[input, default: WrittenRows()].updated += 1
                displaced[[input, earlier], default: 0] += 1
            } else {
                written[input, default: WrittenRows()].inserted += 1
            }
            names[id] = name
            inputOf[id] = input
        }
    }

    @Test("rows of one key come in the order they came in, whatever the key, the order and the size of a transaction", arguments: [
        "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, _weir_input INTEGER, _weir_record INTEGER)",
        "CREATE TABLE t(id INTEGER NOT NULL UNIQUE, name TEXT, _weir_input INTEGER, _weir_record INTEGER); CREATE INDEX i ON t(name)",
        "CREATE TABLE t(id TEXT PRIMARY KEY, name TEXT, _weir_input INTEGER, _weir_record INTEGER) STRICT",
        "CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, _weir_input INTEGER, _weir_record INTEGER)",
        "CREATE TABLE t(id TEXT PRIMARY KEY, name TEXT, _weir_input INTEGER, _weir_record INTEGER) WITHOUT ROWID",
    ])
    func model(definition: String) throws {
        var random = SeededGenerator()
        for round in 0..<12 {
            let isText = definition.contains("id TEXT")
            let mayBeNull = !definition.contains("name TEXT NOT NULL")
            var bench = try SinkBench(["id": isText ? .text : .integer, "name": .text], mode: .upsert)
            bench.spec.key = [Located("id", at: SinkBench.mark)]
            bench.spec.hasLineage = true
            bench.spec.commit.rows = Int.random(in: 1...400, using: &random)
            try bench.change(definition)
            var model = Model()
            let writer = try SinkWriter([bench.plan()])
            _ = try writer.start(bench.run())
            #expect(writer.inserter?.isStaging == (ConflictMeter.canObserveUpdates && !definition.contains("WITHOUT ROWID")))
            for input in 0..<Int.random(in: 1...4, using: &random) {
                try writer.beginInput(SinkBench.account(input))
                var record = 1
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let rows = (0..<Int.random(in: 1...120, using: &random)).map { row -> [Value] in
                        let id = round % 3 == 0 ? Int64(record + row) : Int64.random(in: 1...90, using: &random)
                        let isNull = mayBeNull && Int.random(in: 0..<20, using: &random) == 0
                        let name = isNull ? Value.null : .text("\(Int.random(in: 0...Int.max, using: &random))")
                        return [isText ? .text("\(id)") : .integer(id), name]
                    }
                    for row in rows { model.take(row[0], row[1], of: input) }
                    let batch = RowBatch(rows: rows, slots: 4, firstRecord: record, inputIndex: input)
                    record += rows.count
                    writer.plan.rows.prepare(batch)
                    try writer.write(batch)
                }
                try writer.endInput(input, SinkBench.end(records: record - 1))
            }
            _ = try writer.finish()

            let seed = Comment(rawValue: "WEIR_SEED=\(random.seed)")
            let found = try bench.seen("SELECT id, name, _weir_input FROM t")
            #expect(Dictionary(uniqueKeysWithValues: found.map { ($0[0], $0[1]) }) == model.names, seed)
            #expect(
                Dictionary(uniqueKeysWithValues: found.map { ($0[0], $0[2]) }) == model.inputOf.mapValues { .integer(Int64($0)) }, seed)
            let accounts = try writer.committed()
            #expect(Dictionary(uniqueKeysWithValues: accounts.map { ($0.input.index, $0.written) }) == model.written, seed)
            let displaced = try bench.seen("SELECT input_id, earlier_input_id, rows FROM _weir_displaced ORDER BY 1, 2")
            let expected = model.displaced.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            #expect(displaced == expected.map { ($0.key + [$0.value]).map { .integer(Int64($0)) } }, seed)
            #expect(try bench.verify().isContentsSound, seed)
            #expect(try bench.seen("PRAGMA integrity_check") == [["ok"]], seed)
        }
    }

    @Test("whole numbers in a column of reals are reals in the checksum of a row that gives way, rowid or not", arguments: [
        "CREATE TABLE t(r REAL, id INTEGER PRIMARY KEY)", "CREATE TABLE t(r REAL, id INTEGER PRIMARY KEY) WITHOUT ROWID",
        "CREATE TABLE t(id INTEGER, r REAL, UNIQUE (id))",
    ])
    func wholeReals(definition: String) throws {
        var bench = try SinkBench(["id": .integer, "r": .real], mode: .upsert)
        bench.spec.key = [Located("id", at: SinkBench.mark)]
        try bench.change(definition)
        try bench.load([[1, 1.5], [2, 2.0]])
        try bench.load([[1, 7.5], [2, 3.0]])
        #expect(try bench.seen("SELECT id, r FROM t ORDER BY id") == [[1, 7.5], [2, 3.0]])
        #expect(try bench.verify().isContentsSound)
    }
}
