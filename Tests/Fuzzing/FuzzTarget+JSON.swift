// The reader of JSON arrays and concatenated JSON under any bytes.

import Readers
import RowModel

extension FuzzTarget {
    static let json = FuzzTarget(
        "json", rounds: 1500,
        words: [
            "{", "}", "[", "]", ":", ",", "\"", "\\\"", "\\\\", "\"id\":", "\"a\":[", "\"tags\":[", "},{", "}{", "],[", "null", "true", "-0", "1e5",
            "\\u0000", "\\ud800", "\n", "\r\n", " ", "\u{FEFF}", "\0", "é", "{\"id\":1}", "[[[[[[[[", "]]]]]]]]", "{\"id\":1,\"id\":2}",
        ],
        seeds: {
            let contents = [
                "", "[]", "[{\"id\":1,\"tags\":[\"a\",null,2]},{\"id\":2}]", "{\"id\":1}\n{\"id\":2}", "{\"id\":1}{\"a\":[{\"b\":1},2]}[3]\"x\"5",
                "[{\"a\":[[1,2],[3]]},5,\"],[\",[],NaN,{\"id\":}]", "[{\"id\":1},", "[{\"id\":1}]x", "[{\"id\":1]",
                "\u{FEFF}[\n  {\n    \"id\": 1\n  },\n  {\n    \"id\": \"\\u00e9\"\n  }\n]\n",
                "[" + (1...60).map { "{\"id\":\($0),\"a\":[{\"b\":\($0)}],\"k\($0)\":\($0)}" }.joined(separator: ",\n") + "]",
            ].map { Array($0.utf8) }
            return (contents + FuzzCorpus.ndjson).map { FuzzChoices.input($0) }
        }
    ) { input in
        var choices = FuzzChoices(input)
        let plan = jsonPlan(&choices)
        try ReadingComparison(choices.content, content: choices.content, plan: plan, choices: &choices).check()
    }

    private static func jsonPlan(_ choices: inout FuzzChoices) -> DecodePlan {
        let paths = choices.pick([
            ["id", "tags", "a[0].b"], ["a[0]", "a[1]", "a"], ["tags", "tags[1]", "a[1][0]"], ["id"], [], ["a.b", "id", "tags"],
        ])
        let types = choices.pick(columnTypes + [[.json, .text, .json], [.integer, .text, .real]])
        let separator = choices.pick([nil, ", ", ""])
        let columns = zip(paths, types).enumerated().map { slot, column in
            SourceColumn(
                name: "n\(slot)", from: column.0, type: column.1, join: column.1 == .text ? separator : nil, slot: slot)
        }
        let extra = choices.pick([ExtraColumns.ignore, .capture(slot: columns.count), .fail])
        return DecodePlan(
            format: .json, compression: .none, columns: columns, extraColumns: extra,
            maxRecordBytes: choices.pick([1 << 16, 1, 10, 100]))
    }
}
