// The same inputs give the same table, however they are cut into batches and transactions.

import Foundation
import TestSupport
import Testing

@Suite("determinism")
struct DeterminismTests {
    /// How a run may be cut up: `flow`, `commit` and `durability`.
    static let settings = [
        ("{}", "{ rows: 200000 }", "full"), ("{ batch_rows: 1 }", "{ rows: 1000 }", "off"),
        ("{ batch_rows: 7 }", "{ rows: 50 }", "normal"),
        ("{ batch_bytes: 4KiB, high_watermark: 8KiB, low_watermark: 4KiB }", "{ bytes: 10KiB }", "off"),
        ("{ batch_rows: 65536, batch_bytes: 4MiB }", "{ interval: 1ms }", "normal"),
        (
            "{ high_watermark: 1GiB, low_watermark: 1B, max_record: 4KiB }",
            "{ rows: 333, bytes: 1GiB, interval: 24h }", "full"
        ),
    ]

    @Test(
        "a CSV load with every kind of transform and rejects is the same table, the same rejects and the same tallies")
    func csv() async throws {
        var random = SeededGenerator()
        let text = Self.csv(records: 2000, &random)
        var spec = SpecText(columns: "{ id: integer, name: text, price: { type: decimal, scale: 2 }, at: timestamp }")
        spec.transforms = [
            "trim: name", "fill: { name: nobody }", "filter: id % 10 <> 3", "rename: { name: label }",
            "map: { column: label, values: { a: A, b: null } }",
            "derive: { cents: price * 2, key: { sql: label || '-' || id, type: text }, half: id / 2.0 }",
            "cast: { half: text }", "assert: price < 900 * 100", "drop: at",
        ]
        try await expectSameEverywhere(spec, file: "in.csv", text, seed: random.seed)
    }

    @Test("an NDJSON load with nested values is the same table, the same rejects and the same tallies")
    func ndjson() async throws {
        var random = SeededGenerator()
        let text = Self.ndjson(records: 2000, &random)
        var spec = SpecText(
            files: "in.ndjson",
            columns: "{ id: integer, name: { type: text, from: user.name }, tags: json, score: real }")
        spec.source = ["extra_columns: capture"]
        spec.transforms = ["filter: id % 10 <> 3", "derive: { first: \"json_extract(tags, '$[0]')\" }"]
        try await expectSameEverywhere(spec, file: "in.ndjson", text, seed: random.seed)
    }

    private func expectSameEverywhere(_ spec: SpecText, file: String, _ text: String, seed: UInt64) async throws {
        var expected: [String]?
        for (flow, commit, durability) in Self.settings + [Self.settings[0]] {
            var spec = spec
            spec.sink = ["commit: \(commit)", "indexes: [[id]]", "durability: \(durability)"]
            spec.more = ["flow: \(flow)", "rejects: { max: \"50%\" }"]
            let folder = try PipelineFolder(spec)
            try folder.files.write(file, text)
            let end = try await folder.run()
            #expect(end.exitCode == 0, "WEIR_SEED=\(seed), flow \(flow), commit \(commit): \(end)")
            let found = [
                try await folder.database.dump("rows"),
                try await folder.database.text(
                    "SELECT input_id, record, byte_offset, stage, column_name, reason, hex(raw) FROM _weir_rejects ORDER BY input_id, record, byte_offset"
                ),
                try await folder.database.text("SELECT * FROM _weir_stages"),
            ]
            #expect(found[0].count > 100_000)
            #expect(!found[1].isEmpty)
            if let expected {
                // Not the texts themselves, which would be printed whole.
                for (one, other) in zip(expected, found) {
                    let difference = zip(one.split(separator: "\n"), other.split(separator: "\n")).first { $0 != $1 }
                    let isSame = one == other
                    #expect(
                        isSame, "WEIR_SEED=\(seed), flow \(flow), commit \(commit): \(String(describing: difference))")
                }
            }
            expected = expected ?? found
        }
    }

    static func csv(records: Int, _ random: inout SeededGenerator) -> String {
        let names = ["a", "b", "", " padded ", "\"quoted, with \"\"quotes\"\"\"", "\"two\nlines\"", "Zoë 🔔", "007"]
        var text = "id,name,price,at\n"
        for id in 1...records {
            let price = "\(Int.random(in: 0...999, using: &random)).\(Int.random(in: 0...99, using: &random))"
            let number = Int.random(in: 0..<40, using: &random) == 0 ? "x\(id)" : "\(id)"
            text += "\(number),\(names.randomElement(using: &random)!),\(price),2026-11-19T08:30:00+01:00\n"
            if Int.random(in: 0..<50, using: &random) == 0 { text += "\n" }
            if Int.random(in: 0..<100, using: &random) == 0 { text += "too,few\n" }
        }
        return text
    }

    static func ndjson(records: Int, _ random: inout SeededGenerator) -> String {
        var text = ""
        for id in 1...records {
            let tags = (0..<Int.random(in: 0...4, using: &random)).map { "\"tag \($0) \\u00e9\"" }.joined(
                separator: ", ")
            let score = Double.random(in: -1e6...1e6, using: &random)
            text +=
                "{\"id\": \(id), \"user\": {\"name\": \"name \(id)\", \"x\": [1, {}]}, \"tags\": [\(tags)], \"score\": \(score)"
            text += Int.random(in: 0..<40, using: &random) == 0 ? ",}\n" : ", \"more\": null}\n"
        }
        return text
    }
}
