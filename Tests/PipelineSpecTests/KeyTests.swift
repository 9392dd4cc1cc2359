import Testing

@testable import PipelineSpec

@Suite struct KeyTests {
    @Test(
        "an unknown key is answered with the near miss, its home, or what is allowed",
        arguments: [
            (Spec.with("nam: x"), "unknown key \"nam\"; did you mean \"name\"?"),
            (Spec.with("Name: x"), "unknown key \"Name\"; did you mean \"name\"?"),
            (Spec.with("transform: []"), "unknown key \"transform\"; did you mean \"transforms\"?"),
            (Spec.with("table: x"), "unknown key \"table\" in the top level; it belongs in sink or lookup.from"),
            (Spec.with("lineage: true"), "unknown key \"lineage\" in the top level; it belongs in sink"),
            (Spec.with("changed_inputs: reload"), "unknown key \"changed_inputs\" in the top level; it belongs in source"),
            (Spec.with("rows_written: 5"), "unknown key \"rows_written\" in the top level; it belongs in expect"),
            (Spec.with("stall_timeout: 5m"), "unknown key \"stall_timeout\" in the top level; it belongs in flow"),
            (Spec.with("expectations: {}"), "unknown key \"expectations\" in the top level; allowed: weir, name, params, source, transforms, sink, sinks, rejects, expect, flow"),
            (Spec.withSink("sink: { database: d, table: t, changed_inputs: fail }"),
                "unknown key \"changed_inputs\" in sink; it belongs in source"),
            (Spec.withSink("sink: { database: d, table: t, keys: [id] }"), "unknown key \"keys\"; did you mean \"key\"?"),
            (Spec.withSource("source: { cmd: [ls], files: a.csv, columns: { id: integer } }"),
                "unknown key \"cmd\" in source; allowed: files, command, stdin, format, compression, encoding, csv, columns, flatten, extra_columns, missing_columns, changed_inputs"),
            (Spec.with("delimeter: x"), "unknown key \"delimeter\" in the top level; \"delimiter\" belongs in source.csv"),
            (
                Spec.with("zzzzzz: x"),
                "unknown key \"zzzzzz\" in the top level; allowed: weir, name, params, source, transforms, sink, sinks, rejects, expect, flow"
            ),
            (Spec.with("flow: { hi_watermark: 1MiB }"), "unknown key \"hi_watermark\"; did you mean \"high_watermark\"?"),
            (Spec.with("flow: { rows: 5 }"), "unknown key \"rows\" in flow; it belongs in sink.commit"),
            (Spec.with("rejects: { maximum: 5 }"), "unknown key \"maximum\" in rejects; allowed: max"),
            (Spec.withCSV("nul: x"), "unknown key \"nul\"; did you mean \"null\"?"),
            (Spec.withCSV("skip-lines: 1"), "unknown key \"skip-lines\"; did you mean \"skip_lines\"?"),
            (
                Spec.withSource("source: { files: a.csv, columns: { id: { type: text, form: x } } }"),
                "unknown key \"form\"; did you mean \"from\"?"
            ),
            (
                Spec.withSink("sink: { database: d, table: t, indexes: [{ columns: [a], name: i }] }"),
                "unknown key \"name\" in an index; it belongs in the top level"
            ),
            (Spec.with("transforms: [{ map: { column: a, values: { x: y }, defualt: keep } }]"),
                "unknown key \"defualt\"; did you mean \"default\"?"),
            (Spec.with("? [a, b]\n: c"), "a key must be text, not a list"),
            (Spec.with("<<: { a: b }"),
                "unknown key \"<<\" in the top level; allowed: weir, name, params, source, transforms, sink, sinks, rejects, expect, flow"),
        ])
    func unknown(text: String, expected: String) {
        #expect(messages(text) == [expected])
    }

    @Test("duplicate keys are reported at any level, with both places, however they are quoted")
    func duplicates() {
        let text = """
            name: a
            source:
              files: a.csv
              columns:
                id: integer
                'id': text
            transforms:
              - fill: { a: 1, b: 2, "a": 3 }
            name: b
            "name": c
            weir: 1
            sink: { database: d, table: t }
            """
        #expect(
            faults(text) == [
                "6:5: duplicate key \"id\"; the first is at 5:5",
                "8:25: duplicate key \"a\"; the first is at 8:13",
                "9:1: duplicate key \"name\"; the first is at 1:1",
                "10:1: duplicate key \"name\"; the first is at 1:1",
            ])
    }
}
