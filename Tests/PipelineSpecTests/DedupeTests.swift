import Testing

@testable import PipelineSpec

@Suite struct DedupeTests {
    private static func spec(_ dedupe: String, _ more: String = "") -> String {
        "transforms:\n  - dedupe: \(dedupe)\n" + Spec.head + (more.isEmpty ? Spec.source + Spec.sink : more)
    }

    @Test("the key alone is the short form of dedupe")
    func short() throws {
        for text in ["[a, b]", "{ key: [a, b] }", "{ key: [a, b], keep: first, scope: run }"] {
            let spec = try PipelineSpec.parse(text: Self.spec(text), path: "s.yaml")
            guard case .dedupe(let found) = spec.transforms[0].value else {
                Issue.record("\(text)")
                continue
            }
            #expect(found.key.map(\.value) == ["a", "b"] && found.keep == .first && found.scope == .run)
        }
    }

    @Test("faults of dedupe", arguments: [
        ("{ keep: first }", "2:5: missing key \"key\" in dedupe"),
        ("[]", "2:13: dedupe must not be empty"),
        ("[a, A]", "2:17: duplicate column \"A\"; the first is at 2:14"),
        ("{ key: a, scope: file }", "2:30: dedupe.scope must be run or input, not \"file\""),
        ("{ key: a, keep: last }", "2:23: keep: last looks at the rows of one input at a time: add scope: input; the last row of each key of all "
            + "inputs is what sink.mode: upsert with a key leaves"),
        ("{ key: a, scope: run, keep: last }", "2:23: keep: last looks at the rows of one input at a time: add scope: input; the last row of each key of "
            + "all inputs is what sink.mode: upsert with a key leaves"),
        ("{ key: a, keep: newest, scope: input }", "2:29: dedupe.keep must be first or last, not \"newest\""),
        ("{ key: a, scop: run }", "2:23: unknown key \"scop\"; did you mean \"scope\"?"),
    ])
    func faults(_ dedupe: String, _ fault: String) {
        #expect(PipelineSpecTests.faults(Self.spec(dedupe)) == [fault])
    }

    @Test("what one input may do to rows of another can't be undone by a reload")
    func reload() {
        let rest = """
            source: { files: a.csv, changed_inputs: reload }
            sink: { database: d.sqlite, table: t, lineage: true }

            """
        #expect(PipelineSpecTests.faults(Self.spec("{ key: a, scope: input }", rest)) == [])
        #expect(PipelineSpecTests.faults(Self.spec("a", rest)).first?.hasSuffix(
            "changed_inputs: reload is not possible with dedupe over all inputs, since rows of others have given way to "
                + "those that it would delete; use scope: input, or upsert with a key") == true)
    }
}
