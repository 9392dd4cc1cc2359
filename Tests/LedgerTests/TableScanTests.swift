// A table's rows hashed by SQLite's hand, against the same hashes made of the values.

import Foundation
import GRDB
import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct TableScanTests {
    private static func value(_ random: inout SeededGenerator) -> DatabaseValue {
        switch random.next() % 7 {
        case 0: .null
        case 1, 2: Int64.random(in: .min ... .max, using: &random).databaseValue
        case 3: [0, -0.5, 1e300, .random(in: 0...1, using: &random)].randomElement(using: &random)!.databaseValue
        case 4:
            ["", "a", "é\u{1F600}", String(repeating: "wörter ", count: 9)].randomElement(using: &random)!
                .databaseValue
        case 5: Data((0..<Int.random(in: 0...40, using: &random)).map { UInt8($0) }).databaseValue
        default: "text \(random.next())".databaseValue
        }
    }

    private static func hash(_ value: DatabaseValue, _ column: String) -> UInt64 {
        let seed = ContentHash.seed(ofColumn: column)
        switch value.storage {
        case .null: return 0
        case .int64(let integer): return ContentHash.integer(integer, seed: seed)
        case .double(let real): return ContentHash.real(real, seed: seed)
        case .string(let text): return Array(text.utf8).withUnsafeBytes { ContentHash.text($0, seed: seed) }
        case .blob(let data): return data.withUnsafeBytes { ContentHash.blob($0, seed: seed) }
        }
    }

    @Test("any rows of any width have the hashes of their values, by input", arguments: ["UTF-8", "UTF-16le"])
    func anyRows(_ encoding: String) throws {
        var random = SeededGenerator()
        for width in [1, 2, 10, 99, 100, 101, 200, 250, 1_000] {
            let names = (0..<width).map { "C\($0) \"x\"" }
            let hasLineage = Bool.random(using: &random)
            let passedOver: Int64? = Bool.random(using: &random) ? 3 : nil
            let queue = try DatabaseQueue()
            try queue.write { db in
                try db.execute(sql: "PRAGMA encoding = '\(encoding)'")
                let columns = (names + [LineageName.input]).map(TableScan.quoted).joined(separator: ", ")
                try db.execute(sql: "CREATE TABLE t(\(columns))")
                var expected = StandingRows()
                for rowid in 1...Int64.random(in: 1...30, using: &random) {
                    let values = names.map { _ in Self.value(&random) }
                    let input: Int? = [nil, 1, 1, 2].randomElement(using: &random)!
                    let places = Array(repeating: "?", count: width + 2).joined(separator: ", ")
                    try db.execute(
                        sql: "INSERT INTO t(rowid, \(columns)) VALUES (\(places))",
                        arguments: StatementArguments([rowid.databaseValue] + values + [input.databaseValue]))
                    if let passedOver, rowid <= passedOver { continue }
                    let cells = zip(values, names).reduce(UInt64(0)) { $0 &+ Self.hash($1.0, $1.1) }
                    expected.add(Standing(rows: 1, contents: ContentHash.row(cells)), of: hasLineage ? input : nil)
                }
                let scan = TableScan(table: "t", columns: names, hasLineage: hasLineage, afterRowid: passedOver)
                let found = try scan.standing(in: db)
                for input in [nil, 1, 2] {
                    #expect(found[input] == expected[input], "width \(width), WEIR_SEED=\(random.seed)")
                }
                #expect(found.rows == expected.rows, "width \(width), WEIR_SEED=\(random.seed)")
            }
        }
    }

    @Test("without columns, rows are counted by input and nothing is hashed")
    func countedOnly() throws {
        try DatabaseQueue().write { db in
            try db.execute(sql: "CREATE TABLE t(a, \(LineageName.input))")
            try db.execute(sql: "INSERT INTO t VALUES (1, 7), (2, 7), (3, 'x'), (4, NULL)")
            let found = try TableScan(table: "t", columns: [], hasLineage: true).standing(in: db)
            #expect(found[7] == Standing(rows: 2) && found[nil] == Standing(rows: 2))
        }
    }

    @Test("a column that is not there is SQLite's error, and no function is left behind")
    func errors() throws {
        try DatabaseQueue().write { db in
            try db.execute(sql: "CREATE TABLE t(a)")
            for _ in 0..<2 {
                let scan = TableScan(table: "u", columns: ["a"], hasLineage: false)
                #expect(throws: DatabaseError.self) { try scan.standing(in: db) }
            }
            #expect(try TableScan(table: "t", columns: ["a"], hasLineage: false).standing(in: db).rows == 0)
            #expect(throws: DatabaseError.self) { try Row.fetchOne(db, sql: "SELECT _weir_row(1)") }
        }
    }
}
