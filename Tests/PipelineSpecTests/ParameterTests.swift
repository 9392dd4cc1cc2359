import Testing

@testable import PipelineSpec

@Suite struct ParameterTests {
    private let text = """
        params:
          day: 2026-11-19
          region: { default: "eu" }
          rows: { default: 5 }
          who:
        name: orders ${region}
        weir: 1
        source: { files: "in/${day}-${region}-${env:HOME_DIR}.csv", columns: { id: integer } }
        sink: { database: "$${who}: ${who}", table: t, commit: { rows: "${rows}" } }
        """

    @Test("values come from --set, then the default; the environment is its own name space")
    func values() throws {
        let spec = try Spec.load(text, parameters: ["who": "me", "day": "x"], environment: ["HOME_DIR": "h", "region": "no"])
        #expect(spec.name == "orders eu")
        #expect(spec.source.files[0].value == "in/x-eu-h.csv")
        #expect(spec.sink.database.value == "${who}: me")
        #expect(spec.sink.commit.rows == 5)
        #expect(spec.parameters == ["day": "x", "region": "eu", "rows": "5", "who": "me"])
        #expect(try Spec.load(text, parameters: ["who": ""], environment: ["HOME_DIR": ""]).source.files[0].value == "in/2026-11-19-eu-.csv")
    }

    @Test("a parameter without a value is said once, with the way out")
    func required() {
        #expect(
            faults(text, environment: ["HOME_DIR": "h"])
                == ["5:3: parameter \"who\" has no value; give it with --set who=…"])
    }

    @Test("what is set but not declared is a fault, at params")
    func undeclared() {
        #expect(
            faults(text, parameters: ["who": "x", "dya": "1", "zzz": "2"], environment: ["HOME_DIR": "h"]) == [
                "1:1: --set dya=…: the spec has no parameter \"dya\"; did you mean \"day\"?",
                "1:1: --set zzz=…: the spec has no parameter \"zzz\"",
            ])
        #expect(faults(Spec.with(""), parameters: ["a": "b"]) == ["1:1: --set a=…: the spec has no parameter \"a\""])
    }

    @Test("a value can't become YAML, a key, or another parameter")
    func injection() throws {
        let hostile = "x\", table: evil }\nweir: 2 # ${b} $${c} *a &b"
        let spec = try Spec.load(
            "params: { p: a, b: c }\n" + Spec.head + Spec.source + "sink: { database: \"${p}\", table: ${p} }".replacing("table: ${p}", with: "table: \"${p}\""),
            parameters: ["p": hostile])
        #expect(spec.sink.database.value == hostile)
        #expect(spec.sink.table.value == hostile)
        let keys = "params: { p: a }\n" + Spec.head + "source: { files: a.csv, columns: { \"${p}\": text } }\n" + Spec.sink
        #expect(try Spec.load(keys).source.columns?[0].name.value == "${p}")
    }

    @Test("a value is not taken for null, but may be a number or a boolean")
    func meaning() throws {
        let text = "params: { p: 'null', n: 7, b: 'true' }\n" + Spec.head
            + "source: { files: a.csv, csv: { header: \"${b}\", skip_lines: \"${n}\" } }\n"
            + "sink: { database: \"${p}\", table: t, strict: \"${b}\" }\ntransforms: [{ fill: { a: \"${p}\" } }]"
        let spec = try Spec.load(text)
        #expect(spec.sink.isStrict)
        guard case .csv(let dialect) = spec.source.format else { return }
        #expect(dialect.skipLines == 7)
        guard case .fill(let fills) = spec.transforms[0].value else { return }
        #expect(fills[0].value.value == "null")
    }

    @Test("an unknown reference is reported at its own place, in any style of scalar, beside all else")
    func unknown() {
        let text = """
            params: { day: x }
            weir: 1
            name: a ${dy} b ${env:NOPE}
            source: { files: "ü ${dayy}.csv" }
            sink: { database: d, table: t, mode: "${mod}" }
            transforms:
              - filter: |
                  a = 1 and
                  b = '${dax}' and c = '${'
              - filter: "\\x24{hidden}"
              - filter: ${}
              - filter: ${PATH}
              - filter: ${a b}
              - filter: ${unclosed
            """
        #expect(
            faults(text, environment: ["PATH": "p"]) == [
                "3:9: unknown parameter \"dy\"; declare it under params",
                "3:17: environment variable \"NOPE\" is not set",
                "4:21: unknown parameter \"dayy\"; declare it under params; did you mean \"day\"?",
                "5:39: unknown parameter \"mod\"; declare it under params",
                "9:12: unknown parameter \"dax\"; declare it under params; did you mean \"day\"?",
                "9:29: ${ without }; a literal ${ is written $${",
                "10:13: unknown parameter \"hidden\"; declare it under params",
                "11:13: \"${}\" names no parameter; a literal ${ is written $${",
                "12:13: unknown parameter \"PATH\"; declare it under params; did you mean \"env:PATH\"?",
                "13:13: \"${a b}\" names no parameter; a literal ${ is written $${",
                "14:13: ${ without }; a literal ${ is written $${",
            ])
    }

    @Test("params that can't be", arguments: [
        ("params: [a]", "params must be a mapping, not a list"),
        ("params: { 'a b': c }", "a parameter's name must be letters, digits, _ and -, not \"a b\""),
        ("params: { env:x: c }", "a parameter's name must be letters, digits, _ and -, not \"env:x\""),
        ("params: { a: { defualt: c } }", "unknown key \"defualt\"; did you mean \"default\"?"),
        ("params: { a: [1] }", "params.a must be text, not a list"),
        ("params: { a: 1, b: '${a}' }", "a parameter's default can only use ${env:…}, not \"${a}\""),
        ("params: { b: '${env:NOPE}' }", "environment variable \"NOPE\" is not set"),
    ])
    func wrong(params: String, expected: String) {
        #expect(messages(Spec.with(params)).contains(expected))
    }

    @Test("a default may use the environment")
    func defaultFromEnvironment() throws {
        let text = "params: { dir: '${env:DATA}/in', r: {} }\n" + Spec.head + "source: { files: '${dir}/a.csv' }\n" + Spec.sink
        #expect(try Spec.load(text, parameters: ["r": "1"], environment: ["DATA": "/d"]).source.files[0].value == "/d/in/a.csv")
    }

    @Test("templates are cut at references and nowhere else", arguments: [
        ("", []), ("a$b$$c", [.literal("a$b$$c")]), ("$${a}", [.literal("${a}")]), ("${a}", [.reference("a", opening: 0)]),
        ("x${a}y${b}", [.literal("x"), .reference("a", opening: 0), .literal("y"), .reference("b", opening: 1)]),
        ("$${a}${b}", [.literal("${a}"), .reference("b", opening: 1)]), ("${", [.unclosed(opening: 0)]),
        ("${a${b}${c}", [.reference("a${b", opening: 0), .reference("c", opening: 2)]),
        ("$$${a}", [.literal("$${a}")]), ("👍🏽${ü}", [.literal("👍🏽"), .reference("ü", opening: 0)]),
    ] as [(String, [ParameterTemplate.Segment])])
    func templates(text: String, expected: [ParameterTemplate.Segment]) {
        #expect(ParameterTemplate(text).segments == expected)
    }
}
