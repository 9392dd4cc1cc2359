// The table that is there, compared with the one the spec describes.

import GRDB
import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Sink

@Suite struct TargetTableTests {
    @Test("rows are appended to a table that has the spec's columns, in any order and with others beside them")
    func fits() throws {
        let bench = try SinkBench()
        try bench.change("CREATE TABLE T(extra DEFAULT 'e', NAME text, \"Id\" integer PRIMARY KEY, must INT NOT NULL DEFAULT 3)")
        try bench.load([[1, "a"], [2, nil]])
        #expect(try bench.seen("SELECT * FROM t ORDER BY id") == [["e", "a", 1, 3], ["e", nil, 2, 3]])
    }

    @Test("a table that is not what the spec describes is refused with all differences", arguments: [
        ("CREATE TABLE t(id TEXT)", ["column \"id\" is TEXT there and INTEGER in the spec", "it has no column \"name\""]),
        ("CREATE TABLE t(id INT, name TEXT)", ["column \"id\" is INT there and INTEGER in the spec"]),
        ("CREATE TABLE t(id, name TEXT)", ["column \"id\" is untyped there and INTEGER in the spec"]),
        ("CREATE TABLE t(id INTEGER, name TEXT, must NOT NULL)", ["its column \"must\" must not be null, and the spec does not fill it"]),
        ("CREATE VIEW t AS SELECT 1 AS id, 'a' AS name", ["it is a view, not a table"]),
        ("CREATE TABLE o(id); CREATE INDEX t ON o(id)", ["it is an index, not a table"]),
        ("CREATE VIRTUAL TABLE t USING fts5(id, name)", ["it is a virtual table"]),
    ])
    func differs(_ sql: String, _ expected: [String]) throws {
        let bench = try SinkBench()
        try bench.change(sql)
        let error = sinkError { try bench.load([[1, "a"]]) }
        guard case .tableDiffers(bench.path, "t", let differences, _) = error else { return #expect(Bool(false), "\(error as Any)") as Void }
        #expect(differences == expected)
        #expect(error?.exitCode == .usage)
        // Nothing was begun.
        #expect(try bench.seen("SELECT name FROM sqlite_schema WHERE name LIKE '\\_weir%' ESCAPE '\\'") == [])
    }

    @Test("an index of the spec's name but other columns is a difference")
    func otherIndex() throws {
        var bench = try SinkBench()
        bench.spec.indexes = [bench.index(["name"])]
        try bench.change("CREATE TABLE t(id INTEGER, name TEXT); CREATE INDEX t_name_idx ON t(id)")
        let error = sinkError { try bench.load([[1, "a"]]) }
        guard case .tableDiffers = error else { return #expect(Bool(false), "\(error as Any)") as Void }
    }

    @Test("a row that the table's own rules refuse is a reject, and the others are kept", arguments: [
        ("CREATE TABLE t(id INTEGER CHECK (id < 3), name TEXT)", [4], "CHECK constraint failed: id < 3"),
        ("CREATE TABLE t(id INTEGER UNIQUE, name TEXT)", [3], "UNIQUE constraint failed: t.id"),
        ("CREATE TABLE t(id INTEGER UNIQUE ON CONFLICT REPLACE, name TEXT)", [3], "UNIQUE constraint failed: t.id"),
        ("CREATE TABLE t(id INTEGER UNIQUE ON CONFLICT ROLLBACK, name TEXT)", [3], "UNIQUE constraint failed: t.id"),
        ("CREATE TABLE t(id INTEGER, name TEXT NOT NULL)", [4], "NOT NULL constraint failed: t.name"),
        ("CREATE TABLE t(id INTEGER, name TEXT NOT NULL ON CONFLICT IGNORE)", [4], "NOT NULL constraint failed: t.name"),
    ])
    func constraints(_ sql: String, _ refused: [Int], _ reason: String) throws {
        let bench = try SinkBench()
        try bench.change(sql)
        try bench.load([[1, "a"], [2, "b"], [1, "c"], [3, nil]])
        #expect(try bench.seen("SELECT count(*) FROM t") == [[.integer(Int64(4 - refused.count))]])
        #expect(try bench.seen("SELECT record, stage, reason FROM _weir_rejects ORDER BY record")
            == refused.map { [.integer(Int64($0)), 1, .text(reason)] })
        #expect(try bench.seen("SELECT CAST(raw AS TEXT) FROM _weir_rejects") == refused.map { [.text("<record \($0)>")] })
        #expect(try bench.seen(#"SELECT "in", out, rejected, inserted FROM _weir_stages WHERE stage = 1"#)
            == [[4, .integer(Int64(4 - refused.count)), .integer(Int64(refused.count)), .integer(Int64(4 - refused.count))]])
    }

    @Test("a trigger that undoes the transaction ends the run")
    func rollbackTrigger() throws {
        let bench = try SinkBench()
        try bench.change(Self.trigger("ROLLBACK"))
        let error = sinkError { try bench.load([[1, "a"], [2, "b"]]) }
        guard case .constraint("t", "no") = error else { return #expect(Bool(false), "\(error as Any)") as Void }
    }

    @Test("a row that a trigger refuses is a reject, and what the trigger does for the others is kept once", arguments: ["ABORT", "FAIL"])
    func refusingTrigger(_ resolution: String) throws {
        let bench = try SinkBench()
        try bench.change(Self.trigger(resolution))
        try bench.load([[1, "a"], [2, "b"], [3, "c"], [4, "d"]])
        #expect(try bench.seen("SELECT id FROM t ORDER BY id") == [[1], [3], [4]])
        #expect(try bench.seen("SELECT id FROM log ORDER BY id") == [[1], [3], [4]])
        #expect(try bench.seen("SELECT record, reason FROM _weir_rejects") == [[2, "no"]])
    }

    private static func trigger(_ resolution: String) -> String {
        """
        CREATE TABLE t(id INTEGER, name TEXT); CREATE TABLE log(id);
        CREATE TRIGGER g AFTER INSERT ON t BEGIN
          INSERT INTO log VALUES (new.id); SELECT CASE new.id WHEN 2 THEN raise(\(resolution), 'no') END;
        END
        """
    }

    @Test("a unique index of the spec is there before the rows, so that the one that breaks it is a reject")
    func uniqueIndex() throws {
        for mode in [SinkSpec.Mode.append, .replace] {
            var bench = try SinkBench(mode: mode)
            bench.spec.indexes = [bench.index(["id"], isUnique: true)]
            try bench.load([[1, "a"], [1, "b"]])
            #expect(try bench.seen("SELECT id, name FROM t") == [[1, "a"]])
            #expect(try bench.seen("SELECT reason FROM _weir_rejects") == [["UNIQUE constraint failed: t.id"]])
            let indexes = "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 't'"
            #expect(try bench.seen(indexes) == [["t_id_key"]])
        }
    }

    @Test("rows that are there and break a unique index of the spec are told before anything is loaded")
    func brokenIndex() throws {
        var bench = try SinkBench()
        try bench.change("CREATE TABLE t(id INTEGER, name TEXT); INSERT INTO t VALUES (1, 'a'), (1, 'b')")
        bench.spec.indexes = [bench.index(["id"], isUnique: true)]
        let error = sinkError { try bench.load([[2, "c"]]) }
        guard case .tableDiffers(_, _, let differences, _) = error else { return #expect(Bool(false), "\(error as Any)") as Void }
        #expect(differences == ["its rows don't fit the unique index \"t_id_key\": UNIQUE constraint failed: t.id"])
    }

    @Test("tables and columns of any name work and can't inject", arguments: [
        "two words", "it's", "say \"hi\"", "\"; DROP TABLE keep; --", "select", "😀", "Ünïcode", "a.b", "[x]", "%_", "-- c",
    ])
    func hostileNames(_ name: String) throws {
        for mode in SinkSpec.Mode.allCases {
            let folder = try TemporaryFolder()
            var bench = try SinkBench([:], table: name, mode: mode, folder: folder)
            bench.columns = RowSchema([
                Column(name: name, type: .integer, slot: 0), Column(name: "x\(name)", type: .text, slot: 1),
            ])
            bench.spec.indexes = [bench.index([name]), bench.index(["x\(name)"], isUnique: true)]
            bench.spec.key = [Located(name, at: SinkBench.mark)]
            try bench.change("CREATE TABLE keep(x)")
            try bench.load([[1, "a"]], pipeline: name)
            try bench.load([[2, "b"]], pipeline: name)
            let table = "\"" + name.replacing("\"", with: "\"\"") + "\""
            #expect(try bench.seen("SELECT * FROM \(table)") == (mode == .replace ? [[2, "b"]] : [[1, "a"], [2, "b"]]))
            #expect(try bench.seen("SELECT count(*) FROM keep") == [[0]])
            #expect(try bench.seen("SELECT DISTINCT target_table, pipeline FROM _weir_runs") == [[.text(name), .text(name)]])
        }
    }

    @Test("a table that is gone has no rows, whatever else is attached has one of its name")
    func gone() throws {
        let bench = try SinkBench()
        try bench.load([[1, "a"], [2, "b"]])
        let table = TargetTable(plan: bench.plan())
        try DatabaseQueue(path: bench.path).inDatabase { db in
            try db.execute(sql: "ATTACH ':memory:' AS shard; CREATE TABLE shard.t(id); INSERT INTO shard.t VALUES (1)")
            #expect(try table.rowCount(of: "T", in: db) == 2)
            try db.execute(sql: "DROP TABLE main.t")
            #expect(try table.rowCount(of: "t", in: db) == 0)
        }
    }
}
