// The target as SQL.

import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Sink

@Suite struct TargetPlanTests {
    private static let everyType: KeyValuePairs<String, ColumnType> = [
        "i": .integer, "r": .real, "t": .text, "b": .boolean, "d": .decimal(scale: 2, storage: .integer),
        "dt": .decimal(scale: 2, storage: .text), "day": .date, "ts": .timestamp(storage: .text),
        "e": .timestamp(storage: .epoch), "ms": .timestamp(storage: .epochMilliseconds), "j": .json,
        "x": .blob(encoding: .hex), "any": .any,
    ]

    @Test("every type has its SQL type; an untyped column has none outside a STRICT table")
    func ddl() throws {
        let types = [
            "i\" INTEGER", "r\" REAL", "t\" TEXT", "b\" INTEGER", "d\" INTEGER", "dt\" TEXT", "day\" TEXT", "ts\" TEXT",
            "e\" INTEGER", "ms\" INTEGER", "j\" TEXT", "x\" BLOB",
        ].map { "  \"\($0),\n" }.joined()
        var bench = try SinkBench(Self.everyType)
        #expect(bench.plan().createTable(named: "t") == "CREATE TABLE \"t\"(\n\(types)  \"any\"\n)")
        bench.spec.isStrict = true
        #expect(bench.plan().createTable(named: "t") == "CREATE TABLE \"t\"(\n\(types)  \"any\" ANY\n) STRICT")
    }

    @Test("an untyped column keeps every value's kind, STRICT or not", arguments: [true, false])
    func untyped(_ isStrict: Bool) throws {
        var bench = try SinkBench(["v": .any])
        bench.spec.isStrict = isStrict
        let values: [Value] = ["007", "1.0", 5, 0.5, .blob([1, 2]), "", nil]
        try bench.load(values.map { [$0] })
        #expect(try bench.seen("SELECT v FROM t") == values.map { [$0] })
    }

    @Test("a STRICT table takes the stored form of every type")
    func strict() throws {
        var bench = try SinkBench(Self.everyType)
        bench.spec.isStrict = true
        let row: [Value] = [
            1, 0.5, "t", 1, 150, "1.50", "2026-01-01", "2026-01-01T00:00:00Z", 9, 9000, "{}", .blob([255]), "any",
        ]
        try bench.load([row])
        #expect(try bench.seen("SELECT * FROM t") == [row])
    }

    @Test("what can't be is told with its place")
    func diagnostics() throws {
        var bench = try SinkBench()
        bench.spec.indexes = [
            IndexSpec(columns: [Located("nam", at: SourceMark(line: 5, column: 6))], mark: SinkBench.mark),
            IndexSpec(columns: [Located("id", at: SinkBench.mark)], mark: SinkBench.mark),
            IndexSpec(columns: [Located("ID", at: SinkBench.mark)], mark: SourceMark(line: 7, column: 8)),
        ]
        var told: [String] = []
        _ = bench.plan { told.append("\($0.line):\($0.column) \($1) \($2 ?? "-")") }
        #expect(told == [
            "5:6 unknown column \"nam\" in index name", "7:8 this index is listed twice -",
        ])
    }

    @Test("unique indexes are made before the load and the others after it, with their names made of table and columns")
    func indexes() throws {
        var bench = try SinkBench(table: "my table")
        bench.spec.indexes = [bench.index(["name", "id"]), bench.index(["id"], isUnique: true)]
        #expect(bench.plan().indexes.map(\.sql) == [
            "CREATE INDEX \"my table_name_id_idx\" ON \"my table\"(\"name\", \"id\")",
            "CREATE UNIQUE INDEX \"my table_id_key\" ON \"my table\"(\"id\")",
        ])
        let writer = try bench.started()
        let indexes = "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'my table'"
        #expect(try bench.seen(indexes) == [[1]])
        try writer.write(SinkBench.batch(1...2))
        try writer.endInput(0, SinkBench.end(records: 2))
        _ = try writer.finish()
        #expect(try bench.seen(indexes) == [[2]])
    }
}
