// The spec parser under any bytes.

import PipelineSpec

extension FuzzTarget {
    static let spec = FuzzTarget(
        "spec", rounds: 800,
        words: [
            "&a ", "*a", "*c", "!!str ", "? ", ": ", "- ", "{", "}", "[", "]", "\"", "'", "|\n", ">\n", "#", "---\n", "...\n", "%YAML 1.1\n",
            "<<: *c\n", "${", "${day}", "$${", "${env:X}", "null", "~", "\t", "\r\n", "\n", "\u{FEFF}", "\u{2028}", "\u{85}", "\0", "ü", "👍🏽",
            "99999999999999999999", "-1", "0", "weir: 1\n", "columns: ", "transforms: ", "flow: ", "expect: ", "command: [a]", "stdin: true",
            "\\", "\\x00", "mode: upsert\n", "key: [a]\n", "&a [*a, *a]", "  ",
        ],
        seeds: { specs.map { FuzzChoices.input($0.utf8) } }
    ) { input in
        let bytes = FuzzChoices(input).content
        let result = try ScratchFolder.withFile(bytes) { path in
            Result { () throws(SpecError) in
                try PipelineSpec.load(path: path, parameters: ["given": "x"], environment: ["X": "y"])
            }
        }
        switch result {
        case .success(let spec):
            try require(!spec.name.isEmpty && spec.flow.lowWatermark < spec.flow.highWatermark, "\(spec) is bounded")
        case .failure(let error): try checkDiagnostics(error, of: bytes)
        }
    }

    /// Each has a place within the text, and a message that can be read.
    private static func checkDiagnostics(_ error: SpecError, of bytes: [UInt8]) throws(FuzzFault) {
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
        // libyaml counts U+0085, U+2028 and U+2029 as line breaks, too; others only LF.
        let lines = scalars.split(omittingEmptySubsequences: false) { "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) }
        let longest = scalars.split(omittingEmptySubsequences: false) { $0 == "\n" }.map(\.count).max() ?? 0
        try require(!error.diagnostics.isEmpty && error.diagnostics.count <= 1001, "\(error.diagnostics.count) faults are named")
        for diagnostic in error.diagnostics {
            let mark = diagnostic.mark
            try require((1...lines.count + 1).contains(mark.line), "\(mark) lies within \(lines.count) lines: \(diagnostic)")
            // A mark behind the end of a line may count its CR and LF.
            try require((1...longest + 3).contains(mark.column), "\(mark) lies within \(longest) columns: \(diagnostic)")
            try require(diagnostic.message.utf8.count < 1000, "a message can be read: \(diagnostic)")
        }
    }

    private static let specs = [
        "", "weir: 1\nname: n\nsource: { files: a.csv, columns: { id: integer } }\nsink: { database: d.sqlite, table: t }\n",
        """
        weir: 1
        name: orders
        params: { day: { default: "2026-11-19" }, given: }
        source:
          files: ["../in/orders-${day}.csv.gz", b.csv]
          csv: { delimiter: ";", quote: "'", escape: "\\\\", header: true, skip_lines: 1, comment: "#", null: [NA, ""] }
          columns: &c
            order_id: integer
            unit_price: { type: decimal, scale: 2 }
            customer: { type: text, from: "Customer Name" }
            at: { type: timestamp, store: epoch_ms }
            raw: { type: blob, encoding: hex }
        transforms:
          - rename: { sku: product }
          - filter: quantity > 0 and sku <> '${env:X}'
          - derive: { total: { sql: quantity * unit_price, type: integer } }
          - map: { column: status, values: { N: new, S: null }, default: reject }
          - assert: { that: total < 100000, message: implausible total }
          - fill: { a: 1 }
          - cast: *c
        sink:
          database: |
            build/orders.sqlite
          table: orders
          indexes: [[customer_id], { columns: [product], unique: false }]
          commit: { rows: 200000, bytes: 64MiB, interval: 5s }
        rejects: { max: "0.5%" }
        flow: { high_watermark: 8MiB, batch_rows: 4096, max_input_bytes: 1GiB, stall_timeout: 90s }

        """,
        """
        {"weir": 1, "name": "n", "source": {"command": ["curl", "-s", "${given}"], "format": "ndjson", "extra_columns": "capture",
         "columns": {"a": "integer", "b": {"type": "text", "from": "o.b"}}}, "expect": {"rows_read": ">= 1"},
         "sink": {"database": "d", "table": "t", "mode": "upsert", "key": ["a"], "lineage": true}}

        """,
        "a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c]\n",
        String(repeating: "[", count: 500), String(repeating: "- ", count: 500), String(repeating: "a: {", count: 300),
    ]
}
