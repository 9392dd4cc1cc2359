// Keys of rows are equal where the rows' values are.

import RowModel
import TestSupport
import Testing

@testable import BatchSQL

@Suite struct RowKeyTests {
    private static let values: [Value] = [
        .null, .integer(0), .integer(1), .integer(-1), .integer(127), .integer(128), .integer(-128), .integer(-129), .integer(255),
        .integer(256), .integer(.max), .integer(.min), .real(0), .real(1), .real(-1), .real(0.5), .text(""), .text("a"), .text("a\u{1}"),
        .text("ab"), .text("b"), .text("1"), .text("\u{B}\u{1}a"), .blob([]), .blob([97]), .blob([1]), .blob([0]),
        .text(String(repeating: "x", count: 200)), .text(String(repeating: "x", count: 70_000)),
    ]

    private static func keys(_ rows: [[Value]]) -> [[UInt8]] {
        let batch = RowBatch(rows: rows)
        let key = RowKey(slots: Array(0..<batch.shape.slots))
        return rows.indices.map { Array(key.of(batch.row($0), in: batch)) }
    }

    @Test("two values have one key only if they have the same storage class and value")
    func single() {
        let keys = Self.keys(Self.values.map { [$0] })
        #expect(Set(keys).count == Self.values.count)
        #expect(!keys.contains([]))
    }

    @Test("zeros of either sign are one")
    func zeros() {
        #expect(Set(Self.keys([[.real(0)], [.real(-0.0)]])).count == 1)
    }

    @Test("no value runs into the next one: all pairs have keys of their own")
    func pairs() {
        let rows = Self.values.flatMap { one in Self.values.map { [one, $0] } }
        #expect(Set(Self.keys(rows)).count == rows.count)
    }
}
