// A load that is worth disturbing: several inputs, transforms, and rejects at every stage.

import TestSupport
import Testing

/// A mode and a format, and what a load in them looks like.
struct DisturbedLoad: Sendable, CustomTestStringConvertible {
    let mode: String
    let format: String
    /// Whether the rows come in arrays, some of which are longer than a batch.
    var explodes = false
    /// `scope:` of a dedupe, if there is one.
    var dedupe: String?

    var testDescription: String {
        "\(mode), \(format)\(explodes ? ", exploded" : "")\(dedupe.map { ", dedupe by \($0)" } ?? "")"
    }

    static let all = ["append", "replace", "upsert", "ignore"].flatMap { mode in
        ["csv", "ndjson"].map { DisturbedLoad(mode: mode, format: $0) }
    } + ["append", "upsert"].map { DisturbedLoad(mode: $0, format: "ndjson", explodes: true) } + [
        DisturbedLoad(mode: "append", format: "csv", dedupe: "run"), DisturbedLoad(mode: "append", format: "ndjson", dedupe: "input"),
        DisturbedLoad(mode: "ignore", format: "ndjson", explodes: true, dedupe: "run"),
        DisturbedLoad(mode: "append", format: "csv", dedupe: "input, keep: last"),
    ]

    /// Whether a run that did not end well is begun anew.
    var beginsAnew: Bool { mode == "replace" }
    private var hasKey: Bool { mode == "upsert" || mode == "ignore" }

    /// Slow enough to be hit in the middle, as each commit takes a while.
    static let environment = ["WEIR_TEST_COMMIT_DELAY_MS": "8", "WEIR_TEST_KEYS_IN_MEMORY": "700"]

    /// Some sixty transactions. Every 97th id comes twice, so that it meets the key or the unique index.
    private static let inputs = [0..<2400, 2400..<2410, 2410..<6000]

    func folder() throws -> PipelineFolder {
        var spec = SpecText(files: "\"in-*\"", columns: "{ id: integer, name: text, price: { type: decimal, scale: 2 } }")
        spec.source = ["format: \(format)"]
        spec.transforms = [
            "filter: id % 7 <> 0", "assert: name <> 'bad'", "derive: { twice: { sql: id * 2, type: integer } }",
        ]
        // Keys come again thousands of records and an input later, and what the second dedupe sees is left by the first.
        if let dedupe {
            spec.transforms.insert("derive: { bucket: id % 4321, name: \"name || id % 4500\" }", at: 1)
            spec.transforms.append("dedupe: { key: bucket, scope: \(dedupe) }")
            spec.transforms.append("dedupe: { key: name, scope: \(dedupe) }")
        }
        if explodes {
            spec.columns = "{ ids: json, name: text, price: { type: decimal, scale: 2 } }"
            spec.transforms.insert("explode: { column: ids, into: id, type: integer }", at: 0)
        }
        spec.sink = ["mode: \(mode)", "commit: { rows: 80, bytes: 64MiB, interval: 1h }"]
        spec.sink += hasKey ? ["key: id"] : ["indexes: [{ columns: id, unique: true }]"]
        if !beginsAnew { spec.sink.append("lineage: true") }
        spec.more = ["rejects: { max: 1000 }", "flow: { batch_rows: 40, batch_bytes: 4KiB }"]
        let folder = try PipelineFolder(spec)
        for (index, ids) in Self.inputs.enumerated() {
            let text = Array((explodes ? Self.arrays(ids) : format == "csv" ? Self.csv(ids) : Self.ndjson(ids)).utf8)
            let cuts = stride(from: 30_000, to: text.count, by: 30_000)
            try folder.files.write("in-\(index)", bytes: index == 1 ? text : Gzip.members(of: text, cutAt: Array(cuts)))
        }
        return folder
    }

    private static func id(_ number: Int) -> Int { number % 97 == 96 ? number - 90 : number }
    private static func name(_ number: Int) -> String { number % 301 == 300 ? "bad" : "näme, \(number)" }

    private static func csv(_ numbers: Range<Int>) -> String {
        "id,name,price\n"
            + numbers.map { number in
                "\(id(number)),\"\(name(number))\",\(number).\(number % 10)\n"
                    + (number % 53 == 0 ? "\n" : "") + (number % 251 == 0 ? "broken,\(number)\n" : "")
            }.joined()
    }

    private static func ndjson(_ numbers: Range<Int>) -> String {
        numbers.map { number in
            "{\"id\":\(id(number)),\"name\":\"\(name(number))\",\"price\":\(number).\(number % 10)}\n"
                + (number % 53 == 0 ? "\n" : "") + (number % 251 == 0 ? "{broken\n" : "")
        }.joined()
    }

    /// In arrays of none up to 99 ids, each with one that is no number now and then.
    private static func arrays(_ numbers: Range<Int>) -> String {
        var lines = ""
        var rest = numbers
        while let first = rest.first {
            let ids = rest.prefix(first % 100)
            rest = ids.endIndex..<numbers.upperBound
            if ids.isEmpty { rest = rest.dropFirst(first % 100 == 0 ? 1 : 0) }
            let elements = ids.map { $0 % 83 == 0 ? "\"x\($0)\"" : "\(id($0))" }.joined(separator: ", ")
            lines += "{\"ids\":[\(elements)],\"name\":\"\(name(first))\",\"price\":\(first).\(first % 10)}\n"
                + (first % 53 == 0 ? "\n" : "") + (first % 9 == 0 ? "{broken\n" : "")
        }
        return lines
    }
}
