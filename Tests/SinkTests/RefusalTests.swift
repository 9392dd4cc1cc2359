// Rows that a constraint refuses, held against a model that takes them one by one.

import Ledger
import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Sink

@Suite struct RefusalTests {
    /// A table with the key `id` and a second unique column, one row at a time.
    private struct Model {
        let mode: SinkSpec.Mode
        var names: [Int64: String] = [:]
        var refused: [Int] = []
        var inserted = 0
        var updated = 0
        var ignored = 0

        init(mode: SinkSpec.Mode) { self.mode = mode }

        mutating func take(_ id: Int64, _ name: String, record: Int) {
            let holder = names.first { $0.value == name }?.key
            switch (mode, names[id]) {
            case (_, nil) where holder == nil:
                names[id] = name
                inserted += 1
            case (.upsert, .some) where holder == nil || holder == id:
                names[id] = name
                updated += 1
            case (.ignore, .some): ignored += 1
            default: refused.append(record)
            }
        }
    }

    @Test("every row fares as if all came one by one, with or without a trigger, however many a batch holds",
        arguments: [SinkSpec.Mode.append, .upsert, .ignore], [false, true])
    func model(mode: SinkSpec.Mode, hasTrigger: Bool) throws {
        var random = SeededGenerator()
        for _ in 0..<20 {
            var bench = try SinkBench(mode: mode)
            bench.spec.key = [Located("id", at: SinkBench.mark)]
            try bench.change("CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT UNIQUE); CREATE TABLE log(x)")
            if hasTrigger { try bench.change("CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO log VALUES (1); END") }
            var model = Model(mode: mode)
            let writer = try bench.started()
            var record = 1
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let rows = (0..<Int.random(in: 1...40, using: &random)).map { _ in
                    (Int64.random(in: 1...60, using: &random), "\(Int.random(in: 1...70, using: &random))")
                }
                let batch = RowBatch(rows: rows.map { [.integer($0.0), .text($0.1)] }, firstRecord: record)
                for (id, name) in rows {
                    model.take(id, name, record: record)
                    record += 1
                }
                writer.plan.rows.prepare(batch)
                try writer.write(batch)
            }
            try writer.endInput(0, SinkBench.end(records: record - 1))
            _ = try writer.finish()

            let seed = Comment(rawValue: "WEIR_SEED=\(random.seed)")
            let expected = model.names.sorted { $0.key < $1.key }.map { [Value.integer($0.key), .text($0.value)] }
            #expect(try bench.seen("SELECT id, name FROM t ORDER BY id") == expected, seed)
            let refused = model.refused.map { [Value.integer(Int64($0))] }
            #expect(try bench.seen("SELECT record FROM _weir_rejects ORDER BY 1") == refused, seed)
            let written = try #require(try writer.committed().first?.written)
            #expect(written == WrittenRows(inserted: model.inserted, updated: model.updated, ignored: model.ignored), seed)
            #expect(try bench.verify().isContentsSound, seed)
        }
    }
}
