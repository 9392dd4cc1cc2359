// Which specs make the same load.

import Testing

@testable import PipelineSpec

@Suite struct LoadIdentityTests {
    private static let text = """
        weir: 1
        name: n
        params: { day: 18, unused: x }
        source: { files: "${day}.csv", csv: { quote: null, header: true }, columns: { id: integer, name: text } }
        transforms: [{ filter: id > 0 }]
        sink: { database: "${env:HOME}.sqlite", table: t, commit: { rows: 5 } }
        rejects: { max: 0 }
        """

    private static func identity(
        replacing old: String = "", with new: String = "", parameters: [String: String] = [:], home: String = "h"
    ) throws -> String {
        #expect(old.isEmpty || text.contains(old))
        return try Spec.load(
            old.isEmpty ? text : text.replacing(old, with: new), parameters: parameters, environment: ["HOME": home]
        ).loadIdentity
    }

    @Test("what decides about failing, committing and memory only is left out, and so is how the YAML is laid out", arguments: [
        ("rejects: { max: 0 }", "rejects: { max: \"5%\" }"),
        ("rejects: { max: 0 }", "expect: { rows_written: 3 }"),
        ("rejects: { max: 0 }", "flow: { batch_rows: 7 }"),
        (", commit: { rows: 5 }", ", durability: off"),
        (", commit: { rows: 5 }", ", full_text: name, views: { v: SELECT 1 }, before: SELECT 1, after: [SELECT 2, SELECT 3]"),
        ("unused: x", "unused: y, more: z"),
        ("table: t", "table: \"t\""),
        ("name: n", "name: n # of the night"),
        ("id > 0", "'id > 0'"),
        ("transforms: [{ filter: id > 0 }]", "transforms:\n  - filter: id > 0"),
        ("source: {", "source: { changed_inputs: fail,"),
    ])
    func same(old: String, new: String) throws {
        #expect(try Self.identity(replacing: old, with: new) == Self.identity())
    }

    @Test("everything else is in it", arguments: [
        ("${day}.csv", "${day}.tsv"), ("quote: null", "quote: \"|\""), ("id > 0", "id > 1"), ("table: t", "table: u"),
        ("header: true", "header: [id, name]"), ("{ id: integer, name: text }", "{ name: text, id: integer }"),
        ("name: n", "name: m"), ("table: t", "table: t, lineage: true"), (" }]", " }, { filter: id > 0 }]"),
    ])
    func others(old: String, new: String) throws {
        #expect(try Self.identity(replacing: old, with: new) != Self.identity())
    }

    @Test("values of parameters and of the environment are in it where they are used")
    func values() throws {
        let identity = try Self.identity()
        #expect(try Self.identity(parameters: ["day": "19"]) != identity)
        #expect(try Self.identity(parameters: ["day": "18", "unused": "y"]) == identity)
        #expect(try Self.identity(home: "k") != identity)
    }

    @Test("quotes count where they decide what a value is", arguments: [
        ("map: { column: name, values: { a: null } }", "map: { column: name, values: { a: \"null\" } }"),
        ("select: [id, \"name\"]", "select: [\"id,name\"]"),
        ("drop: [a, b]", "drop: [\"a1:b\"]"),
    ])
    func quotes(one: String, other: String) throws {
        func identity(_ transform: String) throws -> String {
            try Self.identity(replacing: "filter: id > 0", with: transform)
        }
        #expect(try identity(one) != identity(other))
    }

    @Test("a parameter whose default comes from the environment is not among those that may be kept")
    func secrets() throws {
        let text = "params: { a: \"${env:T}\", b: { default: \"x${env:T}\" }, c: \"$${env:T}\", d: 1 }" + Spec.with("")
        let environment = ["T": "secret"]
        #expect(try Spec.load(text, environment: environment).parameters == ["c": "${env:T}", "d": "1"])
        #expect(try Spec.load(text, parameters: ["a": "open"], environment: environment).parameters["a"] == "open")
    }
}
