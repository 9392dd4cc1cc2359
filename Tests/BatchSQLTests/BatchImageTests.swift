// Rows laid out as pages, read and copied by SQLite: the format, what fits, and that nothing is ever read twice.

import GRDBSQLite
import RowModel
import TestSupport
import Testing

@testable import BatchSQL

/// An image attached to a connection, and the table `t` that its rows are copied into.
private final class ImageBench {
    let connection: Connection
    let image: BatchImage

    init(_ columns: [(type: String, isNullable: Bool, isRowid: Bool)], isStrict: Bool = false) throws {
        connection = try Connection()
        let definitions = columns.enumerated().map { index, column in
            let constraint = column.isRowid ? " PRIMARY KEY" : column.isNullable ? "" : " NOT NULL"
            return "col\(index) \(column.type)\(constraint)"
        }
        try connection.rows("CREATE TABLE t(\(definitions.joined(separator: ", ")))\(isStrict ? " STRICT" : "")")
        let imageColumns = columns.enumerated().map { index, column in
            ImageColumn(
                slot: index, type: column.type, isNullable: column.isNullable, isRowid: column.isRowid,
                isStrict: isStrict)!
        }
        image = BatchImage(columns: imageColumns, isStrict: isStrict)!
        try image.attach(as: "img", to: connection.handle)
    }

    convenience init(_ types: String..., isStrict: Bool = false) throws {
        try self.init(types.map { ($0, true, false) }, isStrict: isStrict)
    }

    func begin() throws {
        image.beginTransaction()
        try connection.rows("BEGIN IMMEDIATE")
    }

    func copy() throws {
        try connection.rows("INSERT INTO main.t SELECT * FROM img.\(image.close())")
        image.next()
    }

    /// Appends all rows of a batch, copying whenever a portion is full.
    func copyAll(_ batch: RowBatch) throws {
        var row = 0
        while row < batch.rowCount {
            let (rows, stop) = image.append(batch, row..<batch.rowCount)
            row += rows
            try #require(stop != .unfit && (rows > 0 || image.rowCount > 0))
            if stop == .full { try copy() }
        }
    }

    func append(_ rows: [Value]...) -> (rows: Int, stop: ImageStop) {
        let batch = RowBatch(rows: rows)
        return image.append(batch, 0..<batch.rowCount)
    }

    var rows: [[Value]] { get throws { try connection.rows("SELECT * FROM main.t ORDER BY rowid") } }
}

@Suite struct BatchImageTests {
    /// Around the ends of what so many bits hold.
    private static let boundaries: [Int64] = {
        var values: [Int64] = [0, 1, -1, 2, .min, .min + 1, .max, .max - 1]
        for bits in [7, 8, 15, 16, 23, 24, 31, 32, 39, 40, 47, 48, 55, 56, 62] {
            let power = Int64(1) << bits
            values += [-power - 1, -power, power - 1, power]
        }
        return values
    }()

    @Test("every kind and length of value comes out as it went in, and SQLite finds the pages in order")
    func values() throws {
        let bench = try ImageBench("", "")
        let lengths = [0, 1, 15, 16, 17, 56, 57, 58, 63, 64, 65, 113, 114, 115, 8184, 8185, 8186, 16_300, 40_000]
        var values: [Value] = [nil, 0.5, -0.0, .real(.infinity), .real(.greatestFiniteMagnitude), "é\u{301}😀", .blob([0, 255])]
        values += Self.boundaries.map { .integer($0) }
        values += lengths.flatMap { [.text(String(repeating: "x", count: $0)), .blob(Array(repeating: 7, count: $0))] }
        let rows = values.enumerated().map { [.integer(Int64($0)), $1] }
        try bench.begin()
        try bench.copyAll(RowBatch(rows: rows))
        let table = bench.image.close()
        #expect(try bench.connection.rows("PRAGMA img.integrity_check(\(table))") == [["ok"]])
        try bench.connection.rows("INSERT INTO main.t SELECT * FROM img.\(table)")
        try bench.connection.rows("COMMIT")
        #expect(try bench.rows == rows)
        #expect(try bench.connection.rows("PRAGMA main.integrity_check") == [["ok"]])
    }

    @Test("records are the same, byte for byte, as SQLite makes of the same rows", arguments: [false, true])
    func bytes(isStrict: Bool) throws {
        let reals: [Double] = [0, -0.0, 1, -1, 0.5, 127, 128, -129, 1e9, 0x1p47, 0x1p47 - 1, -0x1p47, 1 - 0x1p47, 0x1p48, 1e18, 1e300, .infinity]
        let bench = try ImageBench("REAL", "INTEGER", "TEXT", isStrict: isStrict)
        let rows: [[Value]] = Self.boundaries.enumerated().map { index, integer in
            [.real(reals[index % reals.count]), .integer(integer), index % 3 == 0 ? nil : .text(String(repeating: "x", count: index))]
        }
        try bench.begin()
        try bench.copyAll(RowBatch(rows: rows))
        try bench.copy()
        try bench.connection.rows("COMMIT")
        let batch = try BatchTable(named: "batch", schema: RowSchema(["a": .any, "b": .any, "c": .any]), on: bench.connection.handle)
        batch.expose(RowBatch(rows: rows))
        try bench.connection.rows("CREATE TABLE u(a REAL, b INTEGER, c TEXT)\(isStrict ? " STRICT" : "")")
        try bench.connection.rows("INSERT INTO u SELECT * FROM batch")
        batch.withdraw()
        let sizes = "SELECT sum(payload), sum(ncell) FROM dbstat WHERE name = "
        #expect(try bench.connection.rows(sizes + "'t'") == bench.connection.rows(sizes + "'u'"))
        #expect(try bench.rows == bench.connection.rows("SELECT * FROM u ORDER BY rowid"))
    }

    @Test("random rows in any number of batches, portions and transactions stand in the table in their order")
    func random() throws {
        var random = SeededGenerator()
        for _ in 0..<6 {
            let width = Int.random(in: 1...6, using: &random)
            let bench = try ImageBench((0..<width).map { _ in ("", true, false) })
            // Up to 160 bytes a text: all of a row must fit on a page.
            let stretch = [1, 1, 40, 400].randomElement(using: &random)! / width
            var expected: [[Value]] = []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                try bench.begin()
                for _ in 0..<Int.random(in: 0...6, using: &random) {
                    let rows = (0..<Int.random(in: 1...900, using: &random)).map { _ in
                        (0..<width).map { _ in Self.stretched(.random(using: &random), by: stretch) }
                    }
                    try bench.copyAll(RowBatch(rows: rows))
                    expected += rows
                    if bench.image.rowCount > 0, Bool.random(using: &random) { try bench.copy() }
                }
                if bench.image.rowCount > 0 { try bench.copy() }
                try bench.connection.rows("COMMIT")
            }
            #expect(try bench.rows == expected, "WEIR_SEED=\(random.seed)")
            #expect(try bench.connection.rows("PRAGMA main.integrity_check") == [["ok"]], "WEIR_SEED=\(random.seed)")
        }
    }

    private static func stretched(_ value: Value, by factor: Int) -> Value {
        if case .text(let text) = value { .text(String(repeating: text, count: max(1, factor))) } else { value }
    }

    @Test("SQLite copies whole records, and takes none apart")
    func transfer() throws {
        let bench = try ImageBench("INTEGER", "TEXT", "REAL", isStrict: true)
        try bench.begin()
        _ = bench.append([1, "a", 0.5])
        let program = try bench.connection.rows("EXPLAIN INSERT INTO main.t SELECT * FROM img.\(bench.image.close())")
        let opcodes = program.map { "\($0[1])" }
        #expect(opcodes.contains { $0.contains("RowCell") || $0.contains("RowData") })
        #expect(!opcodes.contains { $0.contains("Column") || $0.contains("MakeRecord") })
    }

    @Test("a value that the table would change or refuse does not get in", arguments: [
        ("INTEGER", [.text("5"), .real(5), .blob([1])] as [Value], .integer(5) as Value),
        ("REAL", [.text("5"), .integer(5), .real(.nan), .blob([1])], .real(5)),
        ("TEXT", [.integer(5), .real(5), .blob([1])], .text("5")),
        ("", [.real(.nan)], .blob([1])),
    ])
    func unfit(type: String, unfit: [Value], fit: Value) throws {
        let bench = try ImageBench([(type, false, false)])
        try bench.begin()
        for value in unfit + [nil] where !(type.isEmpty && value == nil) {
            let (rows, stop) = bench.append([fit], [fit], [value], [fit])
            #expect(rows == 2)
            #expect(stop == .unfit)
        }
        try bench.copy()
        #expect(try bench.rows.allSatisfy { $0 == [fit] })
    }

    @Test("types that SQLite treats in ways of its own are not taken", arguments: ["NUMERIC", "VARCHAR(5)", "ANY", "DATE", "INT"])
    func unknownType(type: String) {
        #expect(ImageColumn(slot: 0, type: type, isNullable: true, isRowid: false, isStrict: false) == nil)
    }

    @Test("the longest record that a page holds gets in, a longer one does not")
    func longRecords() throws {
        let bench = try ImageBench("TEXT")
        // A header of four bytes: its own length, and three for the text's.
        let longest = Value.text(String(repeating: "x", count: 65501 - 4))
        let tooLong = Value.text(String(repeating: "x", count: 65501 - 3))
        try bench.begin()
        #expect(bench.append(["a"], [longest], ["b"], [longest], [tooLong]).stop == .unfit)
        try bench.copy()
        #expect(try bench.rows == [["a"], [longest], ["b"], [longest]])
    }

    @Test("rows that bring their own rowid keep it, and must come in its order")
    func rowids() throws {
        let bench = try ImageBench([("INTEGER", true, true), ("TEXT", true, false)])
        try bench.begin()
        bench.image.startBehind(rowid: -1)
        #expect(bench.append([0, "a"], [5, "b"], [.integer(1 << 40), "c"], [5, "d"]).rows == 3)
        try bench.copy()
        #expect(bench.append([.integer(1 << 40), "again"]).rows == 0, "the next portion goes on behind the one before")
        #expect(bench.append([.integer((1 << 56) - 1), "last"], [.integer(1 << 56), "no varint for it"]).rows == 1)
        try bench.copy()
        #expect(try bench.rows == [[0, "a"], [5, "b"], [.integer(1 << 40), "c"], [.integer((1 << 56) - 1), "last"]])
        bench.image.startBehind(rowid: 7)
        for value in [7, 6, -1, nil, "8"] as [Value] { #expect(bench.append([value, "x"]).stop == .unfit) }
        #expect(bench.append([8, "x"]).rows == 1)
    }

    @Test("a transaction has so many portions and no more; the next one starts anew, and sees its own rows")
    func portions() throws {
        let bench = try ImageBench("INTEGER")
        var expected: [[Value]] = []
        for transaction in 0..<3 {
            try bench.begin()
            var portion: Int64 = 0
            while bench.image.isUsable {
                let row: [Value] = [.integer(Int64(transaction) * 1000 + portion)]
                #expect(bench.append(row).rows == 1)
                try bench.copy()
                expected.append(row)
                portion += 1
            }
            #expect(portion == 128)
            try bench.connection.rows("COMMIT")
        }
        #expect(try bench.rows == expected)
    }

    @Test("rows that were replaced in the image can't be read any more")
    func gone() throws {
        let bench = try ImageBench("INTEGER")
        try bench.begin()
        _ = bench.append([1])
        let table = bench.image.close()
        bench.image.next()
        _ = bench.append([2])
        _ = bench.image.close()
        #expect(throws: Connection.Failure.self) { try bench.connection.rows("SELECT * FROM img.\(table)") }
        #expect(throws: (any Error).self) { try bench.connection.rows("DELETE FROM img.\(table)") }
    }

    @Test("rows that are not wanted are forgotten with their transaction")
    func rollback() throws {
        let bench = try ImageBench("INTEGER")
        try bench.begin()
        _ = bench.append([1])
        try bench.connection.rows("ROLLBACK")
        try bench.begin()
        #expect(bench.image.rowCount == 0)
        _ = bench.append([2])
        try bench.copy()
        try bench.connection.rows("COMMIT")
        #expect(try bench.rows == [[2]])
    }

    @Test("as many columns as SQLite allows", arguments: [1, 100, 126, 127, 128, 2000])
    func wide(columns: Int) throws {
        let bench = try ImageBench((0..<columns).map { _ in ("TEXT", true, false) })
        let rows: [[Value]] = (0..<20).map { row in (0..<columns).map { .text("\(row * $0 % 1000)") } }
        try bench.begin()
        try bench.copyAll(RowBatch(rows: rows))
        try bench.copy()
        #expect(try bench.rows == rows)
    }

    @Test("an image outlives its owner as long as a connection has it")
    func lifetime() throws {
        let connection: Connection
        do {
            let bench = try ImageBench("INTEGER")
            connection = bench.connection
        }
        #expect(try connection.rows("SELECT count(*) FROM img.sqlite_schema") == [[128]])
    }
}
