// flatten: columns of what is in an object.

import RowModel
import TestSupport
import Testing

@Suite struct FlattenTests {
    private static let columns: KeyValuePairs<String, ColumnType> = ["id": .integer, "v": .json, "z": .text]

    @Test("what is in an object becomes columns in its place")
    func columns() throws {
        let bench = try TransformBench(
            Self.columns, "- flatten: { column: v, columns: { city: text, zip: { type: text, from: 'postal.codes[0]' }, floor: integer, v: { type: json, from: more } } }")
        #expect(bench.schema.names == ["id", "city", "zip", "floor", "v", "z"])
        let result = try bench.run([
            [1, " {\"city\": \"K\\u00f6ln\", \"postal\": {\"codes\": [50667, 50668]}, \"floor\": -2, \"more\": [1, {}]}\n", "last"],
            [2, nil, "last"], [3, "null", nil], [4, "{}", nil],
        ])
        #expect(result.rows.prefix(3) == [[2, nil, nil, nil, nil, "last"], [3, nil, nil, nil, nil, nil], [4, nil, nil, nil, nil, nil]])
        #expect(result.reasons == ["the key \"postal.codes[1]\" is none of the columns; extra_columns: ignore or capture would accept it"])
        let open = try TransformBench(
            Self.columns, "- flatten: { column: v, columns: { city: text, zip: { type: text, from: 'postal.codes[0]' } }, extra_columns: capture }")
        #expect(try open.run([[1, " {\"city\": \"K\\u00f6ln\", \"postal\": {\"codes\": [50667]}, \"x\": 1}\n", "last"]]).rows
            == [[1, "Köln", "50667", "{\"x\":1}", "last"]])
    }

    @Test("what does not fit is refused", arguments: [
        ("{\"a\": \"x\"}", "a", "\"x\" is not an integer"), ("[1]", "v", "\"[1]\" is an array, not an object"),
        ("7", "v", "\"7\" is a number, not an object"), ("{\"a\": 1, \"a\": 2}", "a", "the key \"a\" stands twice"),
        ("{\"a\": 1", "v", nil), ("{", "v", nil), ("{\"a", "v", nil), ("", "v", nil), ("{\"a\": 1}}", "v", nil),
    ] as [(String, String, String?)])
    func rejects(_ value: String, _ column: String, _ reason: String?) throws {
        let result = try TransformBench(["v": .json], "- flatten: { column: v, columns: { a: integer } }").run([[.text(value)], ["{\"a\": 3}"]])
        #expect(result.rows == [[3]])
        #expect(result.rejects.map(\.column) == [column])
        #expect(result.reasons.allSatisfy { reason == nil ? $0.contains("not valid JSON") : $0 == reason }, "\(result.reasons)")
        #expect(result.tallies[1] == Tally(in: 2, out: 1, rejected: 1))
    }

    @Test("flatten behind explode, and the other way round, give the same rows")
    func order() throws {
        let array = "[{\"p\": {\"a\": 1}}, {\"p\": {\"a\": 2}}]"
        let first = try TransformBench(["v": .json], "- explode: { column: v, type: json }\n- flatten: { column: v, columns: { a: { type: integer, from: p.a } } }")
        let second = try TransformBench(["v": .json], "- explode: { column: v, columns: { p: json } }\n- flatten: { column: p, columns: { a: integer } }")
        #expect(try first.run([[.text(array)]]).rows == [[1], [2]])
        #expect(try second.run([[.text(array)]]).rows == [[1], [2]])
    }

    @Test("faults have their place and near miss", arguments: [
        ("- flatten: { column: w, columns: { a: text } }", "2:22: unknown column \"w\" in flatten"),
        ("- flatten: { column: z, columns: { a: text } }", "2:22: flatten works on json, and column \"z\" is text"),
        ("- flatten: { column: v, columns: { a: { type: text, from: b }, c: { type: text, from: b.c }, d: { type: text, from: 'b[0]' } } }",
            "2:117: \"b[0]\" and \"b.c\" can't both be paths: one takes for an object what the other takes for an array"),
    ])
    func faults(_ transforms: String, _ expected: String) {
        #expect(TransformBench.faults(Self.columns, transforms) == [expected])
    }
}
