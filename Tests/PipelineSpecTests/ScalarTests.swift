import RowModel
import Testing

@testable import PipelineSpec

@Suite struct ScalarTests {
    @Test(
        "a text is what was written, whatever YAML 1.1 would make of it",
        arguments: ["no", "on", "off", "y", "1_000", "0x10", "010", "2026-11-19", "1e3", ".inf", "NULL", "~", "=", "<<", "12:30:45", "null", "true"])
    func texts(written: String) throws {
        let spec = try Spec.load(
            Spec.withSource("source: { files: a.csv, columns: { \(written): text }, csv: { null: [\(written), NA, \"\"] } }")
                + "transforms: [{ fill: { \(written): 'x' } }, { map: { column: \(written), values: { \(written): a } } }]")
        #expect(spec.source.columns?.first?.name.value == written)
        guard case .csv(let dialect) = spec.source.format else { Issue.record("not csv"); return }
        #expect(dialect.nullMarkers == [written, "NA", ""])
        guard case .map(let map) = spec.transforms[1].value else { Issue.record("not map"); return }
        #expect(map.column.value == written)
        #expect(map.values[0].old.value == written)
    }

    @Test("only true and false are booleans", arguments: [
        ("yes", "; did you mean \"true\"?"), ("True", "; did you mean \"true\"?"), ("off", "; did you mean \"false\"?"),
        ("0", "; did you mean \"false\"?"), ("maybe", ""),
    ])
    func booleans(word: String, hint: String) throws {
        let text = Spec.withSink("sink: { database: d, table: t, strict: \(word) }")
        #expect(messages(text) == ["sink.strict must be true or false, not \"\(word)\"\(hint)"])
        #expect(
            messages(Spec.withSink("sink: { database: d, table: t, strict: \"true\" }"))
                == ["sink.strict must be true or false without quotes, not \"true\""])
    }

    @Test("only decimal digits are whole numbers", arguments: [
        "0x10", "1_000", "010", "1e3", "5.0", "+5", "-5", "0", "\"5\"", "99999999999999999999", "[5]", "{ a: 5 }", "", "5 rows",
    ])
    func integers(written: String) {
        let found = messages(Spec.with("flow: { batch_rows: \(written) }"))
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("flow.batch_rows") == true)
    }

    @Test("a value that is missing is said to be missing")
    func nothing() {
        #expect(faults(Spec.withSink("sink:\n  database:\n  table: t\n")) == ["2:12: sink.database has no value"])
        #expect(messages(Spec.withSink("sink: { database: '', table: t }")) == ["sink.database must not be empty"])
        #expect(messages(Spec.withSink("sink: { database: [], table: t }")) == ["sink.database must be text, not a list"])
        #expect(messages(Spec.withSink("sink: { database: \"a\\0b\", table: t }")) == ["sink.database must not contain U+0000"])
        #expect(messages(Spec.with("flow: 5")) == ["flow must be a mapping, not \"5\""])
    }

    @Test("a long or many-lined value does not flood a message")
    func excerpts() {
        let found = messages(Spec.with("flow: { batch_rows: \"\(String(repeating: "x\\n", count: 500))\" }"))
        #expect(found.first.map { $0.count < 200 && $0.contains("x\\nx\\n") && $0.hasSuffix("…\"") } == true)
    }

    @Test("an offset within a plain one-line scalar is an offset in the file; no other style claims that")
    func marks() throws {
        let text = Spec.with(
            """
            params: { p: x }
            transforms:
              - filter: a > 'ü' and b   # comment
              - filter: 'quoted > 1'
              - filter: "quoted > 1"
              - filter: |
                  block > 1
              - filter: plain
                  on two lines
              - filter: ${p} > 1
              - filter: $${p}
              - filter: !!str tagged
              - assert: { that: inner > 1 , message: m }
            """)
        let spec = try Spec.load(text)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.unicodeScalars) }
        var plain: [String] = []
        for transform in spec.transforms {
            let expression: Located<String>
            switch transform.value {
            case .filter(let sql): expression = sql
            case .assert(let sql, _): expression = sql
            default: continue
            }
            guard expression.mark.isPlainScalar else { continue }
            plain.append(expression.value)
            let written = lines[expression.mark.line - 1].dropFirst(expression.mark.column - 1)
            #expect(Array(written.prefix(expression.value.unicodeScalars.count)) == Array(expression.value.unicodeScalars))
        }
        #expect(plain == ["a > 'ü' and b", "inner > 1"])
    }
}
