// A batch read by SQL: values, exposure, several tables, the layout SQLite relies on.

import GRDBSQLite
import RowModel
import TestSupport
import Testing

@testable import BatchSQL

@Suite struct BatchTableTests {
    private static let anyThree = RowSchema(["a": .any, "b": .any, "c": .any])

    @Test("SQL reads every kind of cell as it is")
    func kinds() throws {
        let connection = try Connection()
        let table = try BatchTable(named: "batch", schema: RowSchema(["v": .any]), on: connection.handle)
        let values: [Value] = [
            nil, 0, .integer(.max), .integer(.min), 0.5, -0.0, .real(.greatestFiniteMagnitude), .real(.leastNonzeroMagnitude),
            "", "a", "it's \"quoted\"", "😀 e\u{301}", .text(String(repeating: "ü", count: 5000)),
            .blob([]), .blob([0]), .blob([0, 255, 254, 0]),
        ]
        table.expose(RowBatch(rows: values.map { [$0] }))
        #expect(try connection.rows("SELECT v FROM batch") == values.map { [$0] })
        let types = ["null", "integer", "integer", "integer"] + Array(repeating: "real", count: 4)
            + Array(repeating: "text", count: 5) + Array(repeating: "blob", count: 3)
        #expect(try connection.rows("SELECT typeof(v) FROM batch") == types.map { [.text($0)] })
        #expect(try connection.rows("SELECT length(v) FROM batch WHERE v = '😀 e\u{301}'") == [[4]])
    }

    @Test("random rows come out as they went in")
    func random() throws {
        var random = SeededGenerator()
        let connection = try Connection()
        let table = try BatchTable(named: "batch", schema: Self.anyThree, on: connection.handle)
        for _ in 0..<50 {
            let rows = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                (0..<3).map { _ in Value.random(using: &random) }
            }
            table.expose(RowBatch(rows: rows))
            #expect(try connection.rows("SELECT a, b, c FROM batch") == rows, "WEIR_SEED=\(random.seed)")
            table.withdraw()
        }
    }

    @Test("a column reads its own slot, whatever the order of the columns")
    func slots() throws {
        let connection = try Connection()
        let schema = RowSchema([
            Column(name: "last", type: .integer, slot: 3), Column(name: "first", type: .integer, slot: 0),
        ])
        let table = try BatchTable(named: "batch", schema: schema, on: connection.handle)
        table.expose(RowBatch(rows: [[1, 2, 3, 4], [5, 6, 7, 8]]))
        #expect(try connection.rows("SELECT * FROM batch") == [[4, 1], [8, 5]])
        #expect(try connection.rows("SELECT first + last FROM batch") == [[5], [13]])
    }

    @Test("only the exposed rows are seen")
    func exposure() throws {
        let connection = try Connection()
        let table = try BatchTable(named: "batch", schema: RowSchema(["n": .integer]), on: connection.handle)
        let batch = RowBatch(rows: (0..<10).map { [.integer($0)] })
        func seen() throws -> [Int64] {
            try connection.rows("SELECT n FROM batch").map { if case .integer(let value) = $0[0] { value } else { -1 } }
        }
        #expect(try seen() == [])
        table.expose(batch)
        #expect(try seen() == Array(0..<10))
        table.expose(batch, from: 7)
        #expect(try seen() == [7, 8, 9])
        table.expose(batch, from: 2, upTo: 5)
        #expect(try seen() == [2, 3, 4])
        table.expose(batch, from: 8, upTo: 100)
        #expect(try seen() == [8, 9])
        table.expose(batch, from: 10)
        #expect(try seen() == [])
        table.expose(batch, upTo: 0)
        #expect(try seen() == [])
        table.withdraw()
        #expect(try seen() == [])
    }

    @Test("what was inserted from a batch stays when the batch is withdrawn and used again")
    func inserted() throws {
        let connection = try Connection()
        let table = try BatchTable(named: "batch", schema: Self.anyThree, on: connection.handle)
        try connection.rows("CREATE TABLE t(a, b, c)")
        try connection.rows("CREATE INDEX i ON t(b, a)")
        let rows: [[Value]] = [["text", .blob([1, 2]), 1], ["", nil, 2.5]]
        let batch = RowBatch(rows: rows)
        table.expose(batch)
        try connection.rows("INSERT INTO t SELECT * FROM batch")
        table.withdraw()
        for index in 0..<batch.arenaCount { batch.arena[index] = 0x21 }
        #expect(try connection.rows("SELECT a, b, c FROM t") == rows)
    }

    @Test("texts reach a UTF-16 database unharmed")
    func utf16() throws {
        let connection = try Connection()
        try connection.rows("PRAGMA encoding = 'UTF-16'")
        try connection.rows("CREATE TABLE t(v)")
        let table = try BatchTable(named: "batch", schema: RowSchema(["v": .text]), on: connection.handle)
        table.expose(RowBatch(rows: [["😀 ü"], [""]]))
        try connection.rows("INSERT INTO t SELECT v FROM batch")
        #expect(try connection.rows("SELECT hex(CAST(v AS BLOB)) <> '', length(v) FROM t") == [[1, 3], [0, 0]])
        #expect(try connection.rows("SELECT v = '😀 ü' FROM t") == [[1], [0]])
    }

    @Test("a batch can be joined with itself")
    func twoCursors() throws {
        let connection = try Connection()
        let table = try BatchTable(named: "batch", schema: RowSchema(["n": .integer]), on: connection.handle)
        table.expose(RowBatch(rows: [[1], [2], [3]]))
        #expect(try connection.rows("SELECT count(*), sum(a.n * b.n) FROM batch a, batch b") == [[9, 36]])
    }

    @Test("several tables on one connection show a batch each")
    func several() throws {
        let connection = try Connection()
        let left = try BatchTable(named: "left_batch", schema: RowSchema(["n": .integer]), on: connection.handle)
        let right = try BatchTable(named: "right batch", schema: RowSchema(["n": .integer]), on: connection.handle)
        left.expose(RowBatch(rows: [[1], [2]]))
        right.expose(RowBatch(rows: [[2], [3]]))
        #expect(try connection.rows("SELECT n FROM left_batch INTERSECT SELECT n FROM \"right batch\"") == [[2]])
        left.withdraw()
        #expect(try connection.rows("SELECT n FROM left_batch UNION ALL SELECT n FROM \"right batch\"") == [[2], [3]])
    }

    @Test("column names with quotes, blanks, keywords and any Unicode work")
    func names() throws {
        let names = ["select", "a b", "it's", "say \"hi\"", "); DROP TABLE t; --", "😀", "", "rowid"]
        let schema = RowSchema(names.enumerated().map { Column(name: $1, type: .integer, slot: $0) })
        let connection = try Connection()
        let table = try BatchTable(named: "batch", schema: schema, on: connection.handle)
        table.expose(RowBatch(rows: [names.indices.map { .integer(Int64($0)) }]))
        let list = names.map(quoted(identifier:)).joined(separator: ", ")
        #expect(try connection.rows("SELECT \(list) FROM batch") == [names.indices.map { .integer(Int64($0)) }])
    }

    @Test("no batch can be written to")
    func readOnly() throws {
        let connection = try Connection()
        let table = try BatchTable(named: "batch", schema: RowSchema(["n": .integer]), on: connection.handle)
        table.expose(RowBatch(rows: [[1]]))
        for sql in ["DELETE FROM batch", "UPDATE batch SET n = 2", "INSERT INTO batch VALUES (1)", "DROP TABLE batch"] {
            #expect(throws: Connection.Failure.self) { try connection.rows(sql) }
        }
    }

    @Test("SQLite's own fields stand first in the table and the cursor, which is how SQLite finds them")
    func layout() {
        #expect(MemoryLayout<BatchVTab>.offset(of: \.base) == 0)
        #expect(MemoryLayout<BatchCursor>.offset(of: \.base) == 0)
    }

    @Test("the row source is released when its connection is closed")
    func released() throws {
        weak var source: BatchSource?
        do {
            let connection = try Connection()
            let table = try BatchTable(named: "batch", schema: RowSchema(["n": .integer]), on: connection.handle)
            table.expose(RowBatch(rows: [[1]]))
            try connection.rows("SELECT n FROM batch")
            source = table.source
            #expect(source != nil)
        }
        #expect(source == nil)
    }
}
