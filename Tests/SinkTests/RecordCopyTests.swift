// Rows that are copied as records: which tables take them, and that nobody can tell afterwards.

import BatchSQL
import GRDB
import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Sink

@Suite struct RecordCopyTests {
    private static func rows(_ count: Int = 100) -> [[Value]] { (1...count).map { [.integer(Int64($0)), .text("row \($0)")] } }

    @Test("tables that take rows as they are get them as records, in every way of making such a table", arguments: [
        nil, "CREATE TABLE t(id INTEGER, name TEXT)", "CREATE TABLE t(name TEXT, id INTEGER)",
        "CREATE TABLE t(ID INTEGER NOT NULL, name TEXT) STRICT", "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
    ])
    func taken(definition: String?) throws {
        let bench = try SinkBench()
        if let definition { try bench.change(definition) }
        let writer = try bench.load(Self.rows())
        #expect(writer.metrics.copiedRows == 100)
        #expect(try bench.seen("SELECT id, name FROM t ORDER BY rowid") == Self.rows())
        #expect(try bench.seen("PRAGMA integrity_check") == [["ok"]])
        #expect(try bench.verify().isContentsSound)
    }

    @Test("tables with rules of their own get them one by one", arguments: [
        "CREATE TABLE t(id INTEGER CHECK (id > 0), name TEXT)", "CREATE TABLE t(id INTEGER UNIQUE, name TEXT)",
        "CREATE TABLE t(id INTEGER, name TEXT COLLATE NOCASE)", "CREATE TABLE t(id INTEGER, name TEXT, more TEXT)",
        "CREATE TABLE t(id INTEGER, name TEXT DEFAULT 'x')", "CREATE TABLE t(id INTEGER, name TEXT, n AS (id + 1))",
        "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT) WITHOUT ROWID", "CREATE TABLE t(id INTEGER, name TEXT PRIMARY KEY)",
        "CREATE TABLE t(id INTEGER, name TEXT); CREATE INDEX i ON t(name)",
        "CREATE TABLE t(id INTEGER, name TEXT); CREATE TABLE log(id); "
            + "CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO log VALUES (NEW.id); END",
    ])
    func notTaken(definition: String) throws {
        let bench = try SinkBench()
        try bench.change(definition)
        let writer = try bench.load(Self.rows())
        #expect(writer.metrics.copiedRows == 0)
        #expect(try bench.seen("SELECT id, name FROM t ORDER BY id") == Self.rows())
    }

    @Test("so do upsert and ignore, and a replacing run does not", arguments: SinkSpec.Mode.allCases)
    func modes(mode: SinkSpec.Mode) throws {
        var bench = try SinkBench(mode: mode)
        bench.spec.key = [Located("id", at: SinkBench.mark)]
        let writer = try bench.load(Self.rows())
        #expect(writer.metrics.copiedRows == (mode == .append || mode == .replace ? 100 : 0))
        #expect(try bench.seen("SELECT id, name FROM t ORDER BY rowid") == Self.rows())
    }

    @Test("a row that needs SQLite's look at it is looked at, and the order stays")
    func mixed() throws {
        let bench = try SinkBench(["id": .integer, "name": .any])
        try bench.change("CREATE TABLE t(id INTEGER NOT NULL, name)")
        let long = Value.text(String(repeating: "long ", count: 20_000))
        let writer = try bench.started()
        let first = RowBatch(rows: [[1, "a"], [2, 2.5], [3, long], [4, nil], [nil, "refused"], [5, "b"]])
        let second = RowBatch(rows: [[6, "c"], [7, "d"]], firstRecord: 7)
        for batch in [first, second] {
            writer.plan.rows.prepare(batch)
            try writer.write(batch)
        }
        try writer.endInput(0, SinkBench.end(records: 8))
        #expect(try writer.finishedRows() == 7)
        #expect(writer.metrics.copiedRows == 4)
        #expect(try bench.seen("SELECT id, name FROM t ORDER BY rowid") == [
            [1, "a"], [2, 2.5], [3, long], [4, nil], [5, "b"], [6, "c"], [7, "d"],
        ])
        #expect(try bench.seen("SELECT record, reason FROM _weir_rejects") == [[5, "NOT NULL constraint failed: t.id"]])
        #expect(try bench.verify().isContentsSound)
    }

    @Test("a key decides as if every row came alone, whatever the order of the rows and the size of the batches")
    func keys() throws {
        var random = SeededGenerator()
        for round in 0..<30 {
            var bench = try SinkBench()
            bench.spec.key = [Located("id", at: SinkBench.mark)]
            bench.spec.commit.rows = Int.random(in: 1...300, using: &random)
            var known: Set<Int64> = []
            var kept: Set<[Value]> = []
            var isMostlyAscending = round % 2 == 0
            for _ in 0..<2 {
                let writer = try bench.started()
                var next: Int64 = 0
                var record = 1
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    let rows = (0..<Int.random(in: 1...120, using: &random)).map { _ -> [Value] in
                        next += isMostlyAscending && Int.random(in: 0..<40, using: &random) > 0 ? 1 : Int64.random(in: -60...90, using: &random)
                        return [.integer(next), .text("\(Int.random(in: 0...Int.max, using: &random))")]
                    }
                    for row in rows {
                        guard case .integer(let id) = row[0] else { continue }
                        if known.insert(id).inserted { kept.insert(row) }
                    }
                    let batch = RowBatch(rows: rows, firstRecord: record)
                    record += rows.count
                    writer.plan.rows.prepare(batch)
                    try writer.write(batch)
                }
                try writer.endInput(0, SinkBench.end(records: record - 1))
                _ = try writer.finish()
                isMostlyAscending.toggle()
            }
            #expect(try Set(bench.seen("SELECT id, name FROM t")) == kept, "WEIR_SEED=\(random.seed)")
            #expect(try bench.verify().isContentsSound, "WEIR_SEED=\(random.seed)")
            #expect(try bench.seen("PRAGMA integrity_check") == [["ok"]], "WEIR_SEED=\(random.seed)")
        }
    }

    @Test("rows keep the keys that they bring, whatever SQLite would have numbered them", arguments: [nil, -7, -1, 0, 1, 41])
    func numbers(largest: Int64?) throws {
        for start in [Int64(-8), -1, 0, 1, 2, 42] {
            for definition in ["id INTEGER PRIMARY KEY, name TEXT", "name TEXT NOT NULL, id INTEGER PRIMARY KEY NOT NULL"] {
                var bench = try SinkBench()
                bench.spec.key = [Located("id", at: SinkBench.mark)]
                bench.spec.commit.rows = 40
                try bench.change("CREATE TABLE t(\(definition)) STRICT")
                if let largest { try bench.change("INSERT INTO t(id, name) VALUES (\(largest), 'there')") }
                let ids = (start..<start + 100).filter { $0 != largest && $0 != start + 70 }
                let writer = try bench.started()
                for first in stride(from: 0, to: ids.count, by: 10) {
                    let part = ids[first..<min(first + 10, ids.count)]
                    let batch = RowBatch(rows: part.map { [.integer($0), .text("row \($0)")] }, firstRecord: first + 1)
                    writer.plan.rows.prepare(batch)
                    try writer.write(batch)
                }
                try writer.endInput(0, SinkBench.end(records: ids.count))
                _ = try writer.finish()
                let seen = try bench.seen("SELECT id, name FROM t WHERE name <> 'there' ORDER BY id")
                #expect(seen == ids.map { [.integer($0), .text("row \($0)")] }, "behind \(largest ?? 0), from \(start)")
            }
        }
    }

    @Test("a column called rowid is not taken for the rowid")
    func rowidName() throws {
        var bench = try SinkBench(["id": .integer, "rowid": .integer])
        bench.spec.key = [Located("id", at: SinkBench.mark)]
        try bench.load([[10, 1], [11, 2]])
        try bench.load([[5, 1], [11, 2], [20, 3]])
        #expect(try bench.seen("SELECT id, \"rowid\" FROM t ORDER BY id") == [[5, 1], [10, 1], [11, 2], [20, 3]])
        #expect(try bench.seen("SELECT record FROM _weir_rejects") == [[2]])
    }

    @Test("a transaction larger than an image can hold goes on row by row")
    func endless() throws {
        let bench = try SinkBench()
        let writer = try bench.started()
        let text = Value.text(String(repeating: "x", count: 60_000))
        // Some 150 MiB, of which 128 are copied.
        for batch in 0..<50 {
            let rows = (0..<50).map { [.integer(Int64(batch * 50 + $0)), text] }
            let batch = RowBatch(rows: rows, firstRecord: batch * 50 + 1)
            writer.plan.rows.prepare(batch)
            try writer.write(batch)
        }
        try writer.endInput(0, SinkBench.end(records: 2500))
        #expect(try writer.finishedRows() == 2500)
        #expect(writer.metrics.copiedRows > 1000)
        #expect(try bench.seen("SELECT count(*), sum(id), sum(length(name)) FROM t") == [[2500, 3_123_750, 150_000_000]])
    }

    @Test("what a run that is broken off had laid out is not in the table")
    func abort() throws {
        let bench = try SinkBench()
        let writer = try bench.started()
        try writer.write(SinkBench.batch(1...10))
        writer.abort(.failed, error: "broken off")
        #expect(try bench.seen("SELECT count(*) FROM sqlite_schema WHERE name = 't'") == [[0]])
    }
}
