// select, drop, rename: which columns there are, in which order. They touch no row.

import RowModel
import TestSupport
import Testing

@Suite struct ColumnTransformTests {
    private static let columns: KeyValuePairs<String, ColumnType> = ["a": .integer, "b": .text, "c": .real]
    private static let rows: [[Value]] = [[1, "x", 0.5], [2, nil, 1.5]]

    @Test("columns come out by name and order, with their values", arguments: [
        ("- select: [c, a]", ["c", "a"], [[0.5, 1], [1.5, 2]]),
        ("- select: [B]", ["b"], [["x"], [nil]]),
        ("- drop: [b]", ["a", "c"], [[1, 0.5], [2, 1.5]]),
        ("- drop: [c, a]", ["b"], [["x"], [nil]]),
        ("- rename: { a: z }", ["z", "b", "c"], [[1, "x", 0.5], [2, nil, 1.5]]),
        ("- rename: { a: b, b: a }", ["b", "a", "c"], [[1, "x", 0.5], [2, nil, 1.5]]),
        ("- rename: { a: b, b: c, c: a }", ["b", "c", "a"], [[1, "x", 0.5], [2, nil, 1.5]]),
        ("- rename: { a: A }", ["A", "b", "c"], [[1, "x", 0.5], [2, nil, 1.5]]),
        ("- rename: { a: z }\n- select: [z, c]\n- drop: [z]", ["c"], [[0.5], [1.5]]),
        ("- rename: { a: b, b: a }\n- filter: b > 1", ["b", "a", "c"], [[2, nil, 1.5]]),
    ] as [(String, [String], [[Value]])])
    func columns(_ transforms: String, _ names: [String], _ expected: [[Value]]) throws {
        let bench = try TransformBench(Self.columns, transforms)
        #expect(bench.schema.names == names)
        #expect(try bench.run(Self.rows).rows == expected)
    }

    @Test("a stage that touches no row passes all of them")
    func tally() throws {
        let result = try TransformBench(Self.columns, "- select: [a]\n- rename: { a: b }").run(Self.rows)
        #expect(result.tallies == Array(repeating: Tally(in: 2, out: 2), count: 3))
    }

    @Test("types stay with their columns")
    func types() throws {
        let bench = try TransformBench(Self.columns, "- rename: { a: b, b: a }\n- select: [c, a, b]")
        #expect(bench.schema.columns.map(\.type) == [.real, .text, .integer])
    }
}
