import Testing

@testable import PipelineSpec

@Suite struct YAMLTests {
    @Test(
        "what is not YAML is reported where it breaks",
        arguments: [
            ("weir: 1\nname: [a", "3:1: did not find expected ',' or ']' while parsing a flow sequence that starts at 2:7"),
            ("weir: 1\n\tname: a", "2:1: found a tab character that violates indentation while scanning a plain scalar that starts at 1:7; "
                + "indent with spaces, YAML allows no tabs there"),
            ("a: *nowhere", "1:4: unknown alias *nowhere; an anchor &nowhere has to come first"),
            ("a: &a [*a]", "1:8: unknown alias *a; an anchor &a has to come first"),
            ("a: 1\n---\nb: 2", "2:1: a second YAML document begins here; a spec file holds one pipeline"),
            ("a: 1\n...\nb: 2", "3:1: did not find expected <document start>"),
            ("a: \"\\ud800\"", "1:7: found invalid Unicode character escape code while parsing a quoted scalar that starts at 1:4"),
            ("rows: { max: ${n} }", "1:15: did not find expected ',' or '}' while parsing a flow mapping that starts at 1:7; "
                + "within { } and [ ] a value with ${…} has to be quoted"),
        ])
    func syntax(text: String, expected: String) {
        #expect(faults(text) == [expected])
    }

    @Test("anchors and aliases give the same value at each use")
    func aliases() throws {
        let spec = try Spec.load(
            Spec.with("transforms:\n  - select: &columns [id]\n  - trim: *columns\n  - rename: { id: &k key }\n  - drop: [*k]"))
        guard case .trim(let columns) = spec.transforms[1].value, case .drop(let dropped) = spec.transforms[3].value
        else { Issue.record("wrong transforms"); return }
        #expect(columns.map(\.value) == ["id"])
        #expect(dropped.map(\.value) == ["key"])
    }

    @Test("a fault in an aliased value is reported once, where it is written")
    func aliasedFault() {
        let text = Spec.withSource("source: { files: a.csv, columns: { a: &t in, b: *t, c: *t } }")
        #expect(faults(text).count == 1)
        #expect(faults(text).first?.hasPrefix("1:39: unknown type \"in\"") == true)
    }

    @Test("a bomb of aliases ends at once, whether as value, key or parameter", .timeLimit(.minutes(10)))
    func bombs() {
        func bomb(_ open: String, _ close: String) -> String {
            var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
            for level in 1...30 {
                let alias = "*a\(level - 1)"
                let uses = Array(repeating: alias, count: 9).joined(separator: ", ")
                text += "a\(level): &a\(level) \(open)\(uses)\(close)\n"
            }
            return text
        }
        #expect(faults(bomb("[", "]")).first?.contains("with its aliases expanded the spec is larger than 8 MiB") == true)
        let key = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n? *c\n: 1\n? *c\n: 2\n"
        #expect(faults(key).filter { $0.contains("a key must be text") }.count == 2)

        let long = String(repeating: "y", count: 100_000)
        let uses = Array(repeating: "'${p}'", count: 10_000).joined(separator: ", ")
        let text = Spec.with("params: { p: \(long) }\ntransforms: [{ select: [\(uses)] }]")
        #expect(faults(text).contains { $0.contains("with its parameters put in the spec is too large") })
    }

    @Test("depth is bounded however it is written, aliases included")
    func depth() {
        let flow = String(repeating: "[", count: 5000)
        let block = "a:\n" + (1...200).map { String(repeating: " ", count: $0) + "b:\n" }.joined()
        let cases = [
            (flow, "1:1: nested far too deep"),
            ("x: " + flow + String(repeating: "]", count: 5000), "1:5: nested far too deep"),
            (block, "32:32: nested deeper than 32 levels"),
            (String(repeating: "- ", count: 500), "1:65: nested deeper than 32 levels"),
            (String(repeating: "? ", count: 500), "1:65: nested deeper than 32 levels"),
        ]
        for (text, expected) in cases { #expect(faults(text) == [expected]) }
        let half = String(repeating: "[", count: 20) + "*a" + String(repeating: "]", count: 20)
        let chained = "a: &a " + half.replacing("*a", with: "x") + "\nb: " + half
        #expect(faults(chained).first?.hasSuffix("nested deeper than 32 levels") == true)
    }

    @Test("a file of a thousand faults and more is cut short", .timeLimit(.minutes(10)))
    func manyFaults() {
        let keys = (0..<50_000).map { "k\($0): 1\n" }.joined()
        let found = faults(keys)
        #expect(found.count == 1001)
        #expect(found.contains { $0.hasSuffix("more than 1000 errors; the rest is left out") })
        let names = (0..<20_000).map { "column_\($0)" }.joined(separator: ", ")
        let columns = (0..<20_000).map { "colum_\($0): text" }.joined(separator: ", ")
        #expect(!faults(Spec.withSource("source: { files: a.csv, csv: { header: [\(names)] }, columns: { \(columns) } }")).isEmpty)
    }

    @Test("a large file ends soon, whatever it repeats", .timeLimit(.minutes(10)), arguments: [
        "[", "{", "- ", "? ", "a: ", "&a ", "!a ", "'", "\"", "\"\\x24{", "${", "$${a}", "a\n", "\n", "#", "|\n ", "[a], ", "- [a, b]\n", "- a: b\n", "a b ",
        "\r", "---\n", "%A b\n", "*a ", "\u{2028}", "ü", "'a': \"b\"\n", "? a\n: b\n", ", ", ": ", "{a: b}\n", "- ${a}\n", "a: ${a}\n",
    ])
    func large(unit: String) {
        for start in ["", "k: ", "weir: 1\nsource:\n  files: ["] {
            let text = start + String(repeating: unit, count: ((1 << 18) - start.utf8.count) / unit.utf8.count)
            #expect(!faults(text).isEmpty)
        }
    }

    @Test("a tag that would change a meaning is refused; !!str is text")
    func tags() throws {
        #expect(try Spec.load(Spec.with("rejects: { max: !!str 5 }")).rejectLimit == .count(5))
        #expect(messages(Spec.with("rejects: !foo { max: 5 }")) == ["the YAML tag \"!foo\" has no meaning here; leave it out"])
        #expect(messages(Spec.with("flow: { batch_rows: !!int 5 }")) == ["the YAML tag \"!!int\" has no meaning here; leave it out"])
        #expect(messages(Spec.with("flow: { batch_rows: !!str 5 }")) == ["flow.batch_rows must be a whole number from 1 to 65536, not \"5\""])
    }
}
