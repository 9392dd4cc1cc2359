// explode: a row for each element.

import RowModel
import TestSupport
import Testing

@Suite struct ExplodeTests {
    private static func run(_ explode: String, _ values: [Value], type: ColumnType = .json, partRows: Int = 64) throws -> Transformed {
        try TransformBench(["id": .integer, "v": type], "- explode: \(explode)").run(
            values.enumerated().map { [.integer(Int64($0 + 1)), $1] }, partRows: partRows)
    }

    @Test("an element becomes a value of the column's type", arguments: [
        ("v", "[1, 2.5, \"x\\n\", true, null, [1], {\"a\": 2}]", [1, 2.5, "x\n", "true", nil, "[1]", "{\"a\": 2}"]),
        ("{ column: v, type: json }", " [ 1 , \"x\\n\", {\"a\": [ ] } ] ", ["1", "\"x\\n\"", "{\"a\": [ ] }"]),
        ("{ column: v, type: integer }", "[1,-2,\"3\",null]", [1, -2, 3, nil]),
        ("{ column: v, type: text }", "[1.50,\"\\u00e4\",false]", ["1.50", "ä", "false"]),
        ("{ column: v, type: decimal, scale: 2 }", "[1.5,\"0.25\"]", [150, 25]),
        ("{ column: v, type: date, format: '%d.%m.%Y' }", "[\"19.11.2026\"]", ["2026-11-19"]),
        ("{ column: v, type: boolean }", "[true,0]", [1, 0]),
    ] as [(String, Value, [Value])])
    func values(_ explode: String, _ value: Value, _ expected: [Value]) throws {
        let result = try Self.run(explode, [value])
        #expect(result.rows == expected.map { [1, $0] })
        #expect(result.records == expected.map { _ in 1 })
        #expect(result.tallies[1] == Tally(in: 1, added: expected.count - 1, out: expected.count))
    }

    @Test("a text is taken apart at its separator", arguments: [
        ("{ column: v, separator: ', ' }", "a, b,c, ", ["a", "b,c", ""]),
        ("{ column: v, separator: '|', type: integer }", "1|2", [1, 2]), ("{ column: v, separator: ä }", "ä", ["", ""]),
    ] as [(String, Value, [Value])])
    func texts(_ explode: String, _ value: Value, _ expected: [Value]) throws {
        #expect(try Self.run(explode, [value], type: .text).rows == expected.map { [1, $0] })
    }

    @Test("rows without an element are dropped, kept with a null, or refused", arguments: ["drop", "null", "reject"])
    func empty(_ choice: String) throws {
        let result = try Self.run("{ column: v, empty: \(choice), position: n }", ["[]", nil, " null ", "[ 7 ]"])
        let kept: [[Value]] = choice == "null" ? [[1, nil, nil], [2, nil, nil], [3, nil, nil]] : []
        #expect(result.rows == kept + [[4, 7, 1]])
        #expect(result.tallies[1] == Tally(
            in: 4, out: choice == "null" ? 4 : 1, dropped: choice == "drop" ? 3 : 0, rejected: choice == "reject" ? 3 : 0))
        #expect(result.rejects.map(\.reason) == (choice == "reject" ? Array(repeating: "has no element", count: 3) : []))
        #expect(try Self.run("{ column: v, separator: x, empty: \(choice) }", ["", nil], type: .text).rows.count == (choice == "null" ? 2 : 0))
    }

    @Test("what does not fit is refused with the element's number, and its siblings stay")
    func rejects() throws {
        let values: [Value] = ["[1, \"x\", 3, {}, \"\\u0000\"]", "{\"a\": 1}", "5", "[1"]
        let result = try Self.run("{ column: v, into: w, type: integer }", values, partRows: 2)
        #expect(result.rows == [[1, 1], [1, 3]])
        #expect(Set(result.rejects.map(\.description)) == [
            "record 1 at stage 1, w: element 2: \"x\" is not an integer (<record 1>)",
            "record 1 at stage 1, w: element 4: \"{}\" is a JSON object, which only a json column takes (<record 1>)",
            "record 1 at stage 1, w: element 5: \"\\\\u0000\" is not an integer (<record 1>)",
            "record 2 at stage 1, v: \"{\\\"a\\\": 1}\" is an object, not an array (<record 2>)",
            "record 3 at stage 1, v: \"5\" is a number, not an array (<record 3>)",
            "record 4 at stage 1, v: element 1: is not valid JSON (<record 4>)",
        ])
        #expect(result.tallies[1] == Tally(in: 4, added: 4, out: 2, rejected: 6))
    }

    @Test("columns are taken from objects by path")
    func columns() throws {
        let explode = "{ column: v, position: n, columns: { sku: text, qty: { type: integer, from: q.n }, tags: { type: text, join: / } } }"
        let bench = try TransformBench(["id": .integer, "v": .json, "z": .text], "- explode: \(explode)")
        #expect(bench.schema.names == ["id", "sku", "qty", "tags", "n", "z"])
        let result = try bench.run([
            [1, "[{\"sku\": \"a\\tb\", \"q\": {\"n\": 2}, \"tags\": [\"x\", 1]}, null, {}]", "last"],
            [2, "[{\"sku\": \"c\", \"more\": 1}, 7, {\"sku\": \"d\"}, {\"sku\": \"e\", \"sku\": \"f\"}]", "last"],
        ])
        #expect(result.rows == [
            [1, "a\tb", 2, "x/1", 1, "last"], [1, nil, nil, nil, 2, "last"], [1, nil, nil, nil, 3, "last"], [2, "d", nil, nil, 3, "last"],
        ])
        #expect(result.reasons == [
            "element 1: the key \"more\" is none of the columns; extra_columns: ignore or capture would accept it",
            "element 2: is a number, not an object", "element 4: the key \"sku\" stands twice",
        ])
        let captured = try TransformBench(["v": .json], "- explode: { column: v, columns: { a: integer }, extra_columns: capture }")
        #expect(try captured.run([["[{\"a\": 1, \"b\": [2]}, {}]"]]).rows == [[1, "{\"b\":[2]}"], [nil, nil]])
    }

    @Test("a new column may have the name of another, which it takes the place of")
    func places() throws {
        let bench = try TransformBench(["v": .json, "w": .text], "- explode: { column: v, into: W, position: n }")
        #expect(bench.schema.names == ["n", "W"])
        #expect(try bench.run([["[1,2]", "old"]]).rows == [[1, 1], [2, 2]])
    }

    @Test("arrays in arrays become rows by a second explode")
    func nested() throws {
        let bench = try TransformBench(
            ["id": .integer, "v": .json],
            "- explode: { column: v, type: json, position: i }\n- filter: i <> 2\n- explode: { column: v, type: integer, position: j }")
        let result = try bench.run([[1, "[[1,2],[3],[],[4,5,6]]"], [2, "[[7]]"]], partRows: 2)
        #expect(result.rows == [[1, 1, 1, 1], [1, 2, 2, 1], [1, 4, 1, 4], [1, 5, 2, 4], [1, 6, 3, 4], [2, 7, 1, 1]])
        #expect(result.records == [1, 1, 1, 1, 1, 2])
        #expect(result.tallies.dropFirst().map(\.out) == [5, 4, 6])
    }

    @Test("rows and their elements come out whatever the parts' sizes, and no part is larger than a batch")
    func property() throws {
        var random = SeededGenerator()
        for _ in 0..<60 {
            let arrays = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                (0..<[0, 1, 3, 40].randomElement(using: &random)!).map { _ in Int.random(in: 0...999, using: &random) }
            }
            let rows: [[Value]] = arrays.enumerated().map { index, array in
                [.text(String(repeating: "é", count: index % 7)), .text("[" + array.map(String.init).joined(separator: " , ") + "]")]
            }
            let bench = try TransformBench(["t": .text, "v": .json], "- explode: { column: v, type: integer, position: n }")
            let partRows = Int.random(in: 1...9, using: &random)
            let batchRows = [Int.random(in: 1...9, using: &random)]
            let result = try bench.run(rows, batchRows: batchRows, partRows: partRows)
            let expected = arrays.enumerated().flatMap { index, array in
                array.enumerated().map { [rows[index][0], .integer(Int64($1)), .integer(Int64($0 + 1))] }
            }
            let place: Comment = "WEIR_SEED=\(random.seed)"
            #expect(result.rows == expected, place)
            #expect(result.parts.joined().allSatisfy { $0.rows <= partRows }, place)
            let filled = arrays.count { !$0.isEmpty }
            #expect(result.tallies[1] == Tally(
                in: arrays.count, added: expected.count - filled, out: expected.count, dropped: arrays.count - filled), place)
        }
    }

    @Test("faults have their place and near miss", arguments: [
        ("- explode: item", "2:12: unknown column \"item\" in explode; did you mean \"items\"?"),
        ("- explode: n", "2:12: explode works on json, or on a text with separator, and column \"n\" is integer"),
        ("- explode: t", "2:12: column \"t\" is text: separator says what stands between its elements; an array in JSON is of type json"),
        ("- explode: { column: items, separator: x }", "2:40: separator is for a text, and column \"items\" is json"),
        ("- explode: { column: items, position: ITEMS }", "2:39: explode makes column \"ITEMS\" twice"),
        ("- explode: { column: items, columns: { a: { type: text, from: 'b[' } } }",
            "2:63: \"b[\" is not a path: [ stands behind a key, and in front of the number of an element, from 0, and ]; a [ that belongs to a key is written \\["),
        ("- rename: { t: _extra }\n- explode: { column: items, columns: { a: text }, extra_columns: capture }",
            "3:22: explode: a column is called _extra, which extra_columns: capture makes"),
    ])
    func faults(_ transforms: String, _ expected: String) {
        #expect(TransformBench.faults(["items": .json, "n": .integer, "t": .text], transforms) == [expected])
    }
}
