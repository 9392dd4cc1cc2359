// What a spec may say of JSON inputs.

import RowModel
import Testing

@testable import PipelineSpec

@Suite struct JSONSourceTests {
    private func source(_ source: String) throws -> SourceSpec {
        try Spec.load(Spec.withSource("source: { \(source) }")).source
    }

    @Test("flatten has defaults, and each of its keys may be given", arguments: [
        ("{}", "_", 8), ("", "_", 8), ("{ separator: . }", ".", 8), ("{ depth: 2 }", "_", 2), ("{ separator: ' / ', depth: 32 }", " / ", 32),
    ])
    func flatten(text: String, separator: String, depth: Int) throws {
        for file in ["a.json", "a.ndjson.gz"] {
            let flatten = try #require(try source("files: \(file), flatten: \(text)").flatten)
            #expect(flatten.value.separator == separator && flatten.value.depth == depth)
        }
        #expect(try source("files: a.json").flatten == nil)
    }

    @Test("join stands with the column that has it, an empty one too")
    func join() throws {
        let columns = try source("files: a.json, columns: { a: { type: text, join: ', ' }, b: { type: text, join: '' }, c: text }").columns
        #expect(columns?.map { $0.join?.value } == [", ", "", nil])
    }

    @Test("what can't be is told with its place and the near miss", arguments: [
        ("files: a.json, flatten: { seperator: . }", "1:37: unknown key \"seperator\"; did you mean \"separator\"?"),
        ("files: a.json, flatten: { depth: 0 }", "1:44: source.flatten.depth must be a whole number from 1 to 32, not \"0\""),
        ("files: a.json, flatten: { separator: '' }", "1:48: source.flatten.separator must not be empty"),
        ("files: a.json, flatten: true", "1:35: source.flatten must be a mapping, not \"true\""),
        ("files: a.csv, flatten: {}", "1:25: flatten has no meaning for csv inputs, which have no nested objects"),
        ("files: a.json, flatten: {}, columns: { a: text }",
            "1:26: flatten is for columns that are inferred; with source.columns, from: user.name takes a nested value"),
        ("files: a.csv, columns: { a: { type: text, join: ',' } }", "1:59: join has no meaning for csv inputs, which have no arrays"),
        ("files: a.json, columns: { a: { type: json, join: ',' } }", "1:54: \"join\" does not fit type json; only text has it"),
        ("files: a.json, columns: { a: { type: text, jion: ',' } }", "1:54: unknown key \"jion\"; did you mean \"join\"?"),
        ("files: a.json, columns: { a: { type: text, join: [] } }", "1:60: source.columns.a.join must be text, not a list"),
        ("files: a.json, columns: { a: text }, separator: .", "1:48: unknown key \"separator\" in source; it belongs in source.flatten or explode"),
    ])
    func wrong(text: String, expected: String) {
        #expect(faults(Spec.withSource("source: { \(text) }")) == [expected])
    }
}
