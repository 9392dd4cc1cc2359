// The NDJSON reader under any bytes.

import Readers
import RowModel

extension FuzzTarget {
    static let ndjson = FuzzTarget(
        "ndjson", rounds: 1500,
        words: [
            "{", "}", "[", "]", ":", ",", "\"", "\"id\":", "\"name\":", "\"a.b\":", "\"o\":{", "null", "true", "false", "-0", "0.1", "1e999",
            "9223372036854775808", "\\u0000", "\\ud83d\\ude00", "\\ud800", "\\\"", "\\n", "\n", "\r\n", " ", "\u{FEFF}", "\0", "é",
            "{\"id\":1,\"id\":2}", "[[[[[[[[", "{\"\":{\"\":",
        ],
        seeds: {
            let contents = [
                "", "{\"id\":1,\"name\":\"a\"}\n{\"id\":2,\"name\":\"\\u00e9\\n\"}\n", "{\"o\":{\"x\":1.5,\"y\":[1,2]},\"id\":null}\r\n \n",
                "{\"a.b\":1,\"a\":{\"b\":2}}\n{\"id\":1,\"id\":1}\n[1]\n1\n", "{\"id\":1", "\u{FEFF}{\"name\":{\"deep\":[[[[1]]]]}}",
                String(repeating: "{\"o\":", count: 70) + "1" + String(repeating: "}", count: 70) + "\n",
                (1...60).map { "{\"id\":\($0),\"name\":\"n\($0)\",\"k\($0)\":\($0)}\n" }.joined(),
            ].map { Array($0.utf8) }
            return (contents + FuzzCorpus.ndjson).map { FuzzChoices.input($0) }
        }
    ) { input in
        var choices = FuzzChoices(input)
        let plan = ndjsonPlan(&choices)
        try ReadingComparison(choices.content, content: choices.content, plan: plan, choices: &choices).check()
    }

    private static func ndjsonPlan(_ choices: inout FuzzChoices) -> DecodePlan {
        let paths = choices.pick([
            ["id", "name", "o.x"], ["name", "id", "a\\.b"], ["o", "o.x", "o.y"], ["v", "a.b", ""], ["a", "b", "c"], ["id"], [],
        ])
        let types = choices.pick(columnTypes + [[.json, .json, .json], [.integer, .text, .real]])
        let columns = zip(paths, types).enumerated().map { slot, column in
            SourceColumn(name: "n\(slot)", from: column.0, type: column.1, slot: slot)
        }
        let extra = choices.pick([ExtraColumns.ignore, .capture(slot: columns.count), .fail])
        return DecodePlan(
            format: .ndjson, compression: .none, columns: columns, extraColumns: extra,
            maxRecordBytes: choices.pick([1 << 16, 1, 10, 100]))
    }
}
