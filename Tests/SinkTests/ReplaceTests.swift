// mode: replace: the old table until the end, then the new one, with what others had put on it.

import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Sink

@Suite struct ReplaceTests {
    private static func bench() throws -> SinkBench { try SinkBench(mode: .replace) }

    @Test("readers see the old table until the run ends, then the new one")
    func swap() throws {
        let bench = try Self.bench()
        try bench.load([[1, "old"]])
        var eager = bench
        eager.spec.commit.seconds = 0
        let writer = try eager.started()
        try writer.write(SinkBench.batch(5...9))
        #expect(writer.metrics.commits == 1)
        #expect(try bench.seen("SELECT id, name FROM t") == [[1, "old"]])
        try writer.endInput(0, SinkBench.end(records: 5))
        #expect(try writer.finishedRows() == 5)
        #expect(try bench.seen("SELECT id FROM t ORDER BY id") == [[5], [6], [7], [8], [9]])
        #expect(try bench.seen("SELECT name FROM sqlite_schema WHERE name LIKE '\\_weir\\_new%' ESCAPE '\\'") == [])
    }

    @Test("a run that fails leaves the old table and no shadow, even after commits")
    func failed() throws {
        let bench = try Self.bench()
        try bench.load([[1, "old"]])
        var eager = bench
        eager.spec.commit.seconds = 0
        let writer = try eager.started()
        try writer.write(SinkBench.batch(5...9))
        writer.abort(.failed, error: "a reason")
        #expect(try bench.seen("SELECT id, name FROM t") == [[1, "old"]])
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 6) <> '_weir_'"
        #expect(try bench.seen(tables) == [["t"]])
        #expect(try bench.seen("SELECT status, rows_after FROM _weir_runs ORDER BY run_id") == [["complete", 1], ["failed", 1]])
    }

    @Test("a shadow that a killed run left is no obstacle")
    func leftover() throws {
        let bench = try Self.bench()
        var eager = bench
        eager.spec.commit.seconds = 0
        do { try eager.started().write(SinkBench.batch(1...3)) }
        try bench.load([[7, "new"]])
        #expect(try bench.seen("SELECT id FROM t") == [[7]])
    }

    @Test("the table's indexes and triggers and the views over it are there again")
    func attached() throws {
        let bench = try Self.bench()
        try bench.load([[1, "old"]])
        try bench.change("CREATE INDEX \"own index\" ON t(name COLLATE NOCASE) WHERE id > 0")
        try bench.change("CREATE TABLE log(id)")
        try bench.change("CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.id); END")
        try bench.change("CREATE VIEW v AS SELECT id FROM t")
        try bench.change("CREATE TRIGGER elsewhere AFTER INSERT ON log BEGIN DELETE FROM t WHERE id = new.id AND 0; END")
        let others = """
            SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name IN ('own index', 'tr', 'v', 'elsewhere') ORDER BY name
            """
        let before = try bench.seen(others)
        try bench.load([[2, "new"], [3, "newer"]])
        #expect(try bench.seen(others) == before)
        #expect(before.count == 4)
        #expect(try bench.seen("SELECT id FROM v ORDER BY id") == [[2], [3]])
        #expect(try bench.seen("SELECT count(*) FROM log") == [[0]])
        try bench.change("INSERT INTO t VALUES (4, 'x')")
        #expect(try bench.seen("SELECT id FROM log") == [[4]])
    }

    @Test("the spec's own indexes follow the spec")
    func indexes() throws {
        var bench = try Self.bench()
        bench.spec.indexes = [bench.index(["name"])]
        try bench.load([[1, "a"]])
        bench.spec.indexes = [bench.index(["name"], isUnique: true), bench.index(["id", "name"])]
        try bench.load([[1, "a"]])
        #expect(try bench.seen("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 't' ORDER BY name")
            == [["t_id_name_idx"], ["t_name_idx"], ["t_name_key"]])
    }

    @Test("the new table has the spec's columns, whatever the old one had")
    func otherColumns() throws {
        let bench = try Self.bench()
        try bench.change("CREATE TABLE t(something REAL NOT NULL, else_ BLOB)")
        try bench.load([[1, "a"]])
        #expect(try bench.seen("SELECT * FROM t") == [[1, "a"]])
    }

    @Test("an index of others over a column that is gone fails the run, with the old table in its place")
    func lostColumn() throws {
        let bench = try Self.bench()
        try bench.change("CREATE TABLE t(gone TEXT)")
        try bench.change("CREATE INDEX over_gone ON t(gone)")
        let writer = try bench.started()
        try writer.write(SinkBench.batch(1...3))
        try writer.endInput(0, SinkBench.end(records: 3))
        let error = sinkError { _ = try writer.finish() }
        guard case .cannotKeep(_, "t", "index \"over_gone\"", "no such column: gone") = error else {
            return #expect(Bool(false), "\(error as Any)") as Void
        }
        writer.abort(.failed, error: "differs")
        #expect(try bench.seen("SELECT name FROM sqlite_schema WHERE tbl_name = 't' ORDER BY name") == [["over_gone"], ["t"]])
    }

    @Test("an index of another table that has the name of the spec's is a difference, not taken for it")
    func indexNameTaken() throws {
        var bench = try Self.bench()
        bench.spec.indexes = [bench.index(["name"])]
        try bench.change("CREATE TABLE other(x)")
        try bench.change("CREATE INDEX t_name_idx ON other(x)")
        let error = sinkError { try bench.load([[1, "a"]]) }
        guard case .tableDiffers = error else { return #expect(Bool(false), "\(error as Any)") as Void }
    }
}
