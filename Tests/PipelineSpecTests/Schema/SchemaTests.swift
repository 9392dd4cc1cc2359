// The schema against what loads.

import Foundation
import TestSupport
import Testing

@testable import PipelineSpec

@Suite("JSON Schema of the spec")
struct SchemaTests {
    private static func check() throws -> SchemaCheck {
        SchemaCheck(try Document(yaml: PipelineSpec.jsonSchema))
    }

    @Test("it is JSON, and says which draft it is")
    func text() throws {
        let schema = try JSONSerialization.jsonObject(with: Data(PipelineSpec.jsonSchema.utf8)) as? [String: Any]
        #expect(schema?["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema?["additionalProperties"] as? Bool == false)
        #expect(!PipelineSpec.jsonSchema.contains("\t"))
    }

    @Test("every example of the reference and every pipeline of the repository is valid")
    func examples() throws {
        let check = try Self.check()
        for example in try SpecExample.all() { #expect(check.faults(try Document(yaml: example.text)) == [], "\(example.text)") }
    }

    @Test(
        "what the sections must agree on is refused by both",
        arguments: [
            Spec.withSource("source: { format: csv, columns: { id: integer } }"),
            Spec.withSource("source: { files: a.csv, stdin: true, format: csv, columns: { id: integer } }"),
            Spec.withSource("source: { stdin: true, columns: { id: integer } }"),
            Spec.withSource("source: { command: [ls], format: csv }"),
            Spec.withSource("source: { command: ls, format: csv, columns: { id: integer } }"),
            Spec.withSource("source: { files: a.csv, columns: { id: decimal } }"),
            Spec.withSource("source: { files: a.csv, columns: { id: { type: decimal } } }"),
            Spec.withSource("source: { files: a.csv, columns: { id: { type: integer, scale: 2 } } }"),
            Spec.withSource("source: { files: a.csv, columns: { id: { type: blob } } }"),
            Spec.withSource("source: { files: a.csv, columns: { id: { type: decimal, scale: 2, store: epoch } } }"),
            Spec.withSource("source: { files: a.csv, columns: { id: { type: timestamp, store: integer } } }"),
            Spec.withSource("source: { files: a.csv, columns: { _Weir_id: integer } }"),
            Spec.withSource("source: { files: a.csv, columns: {} }"),
            Spec.withSink("sink: { database: d, table: t, mode: upsert }"),
            Spec.withSink("sink: { database: d, table: t, commit: { bytes: 64MB } }"),
            Spec.withSink("sink: { database: d, table: t, commit: { rows: \"5\" } }"),
            Spec.withSink("sink: { database: d, table: t, lineage: yes }"),
            Spec.with("transforms: [{ filter: a, derive: { b: c } }]"),
            Spec.with("transforms: [{ fliter: a }]"),
            Spec.with("transforms: [{ derive: { b: { sql: c, scale: 2 } } }]"),
            Spec.with("transforms: [{ hash: { columns: a, salt: plain } }]"),
            Spec.with("transforms: [{ fill: { a: null } }]"),
            Spec.with("expect: { rows_read: '=> 5' }"),
            Spec.with("flow: { stall_timeout: 5 minutes }"),
            Spec.with("params: { 'a b': c }"),
            Spec.withCSV("quote: ';;'"),
        ])
    func refused(text: String) throws {
        #expect(faults(text) != [])
        #expect(try Self.check().faults(try Document(yaml: text)) != [])
    }

    @Test("a type stands alone in the schema where it does so in a spec", arguments: ColumnTypeDecoder.names)
    func shortTypes(name: String) throws {
        let text = Spec.withSource("source: { files: a.csv, columns: { id: \(name) } }")
        #expect(try Self.check().faults(try Document(yaml: text)).isEmpty == faults(text).isEmpty)
    }

    @Test("a scalar of any kind may be a parameter")
    func parameters() throws {
        let check = try Self.check()
        for example in try SpecExample.all() {
            let document = try Document(yaml: example.text)
            for use in KeyUse.all(in: document) where use.path.first != .key("params") {
                guard let value = document[use.path[...]], value.items == nil, value.members == nil, value != .null else { continue }
                #expect(check.faults(document.replacing(use.path[...], with: .string("${x}"))) == [], "\(use.name)")
            }
        }
    }

    /// Runs over more with WEIR_FUZZ_ROUNDS, and other specs with WEIR_SEED.
    @Test("what loads is valid, whatever was done to the spec, if texts that YAML takes for null are in quotes", .timeLimit(.minutes(10)))
    func mutations() throws {
        let check = try Self.check()
        let environment = ProcessInfo.processInfo.environment
        let rounds = environment["WEIR_FUZZ_ROUNDS"].flatMap(UInt32.init).map(Int.init) ?? 1500
        var generator = SeededGenerator(seed: environment["WEIR_SEED"].flatMap(UInt64.init) ?? 20_261_119)
        let documents = try SpecExample.all().map { try Document(yaml: $0.text) }
        let uses = documents.map { KeyUse.all(in: $0) }
        var loaded = 0
        func compare(_ text: String, _ round: Int) throws {
            guard let document = try? Document(yaml: text), !document.containsNull,
                faults(text, parameters: text.contains("folder") ? ["folder": "in"] : [:], environment: SpecExample.environment).isEmpty
            else { return }
            loaded += 1
            #expect(check.faults(document) == [], "seed \(generator.seed), round \(round): \(text)")
        }
        for round in 0..<rounds {
            // A part of one example in the place of a part of another, or bytes of one exchanged.
            let index = Int.random(in: documents.indices, using: &generator)
            let donor = Int.random(in: documents.indices, using: &generator)
            if let place = uses[index].randomElement(using: &generator), let part = uses[donor].randomElement(using: &generator) {
                try compare(documents[index].replacing(place.path[...], with: documents[donor][part.path[...]]).text, round)
            }
            let bytes = MutationTests.mutate(Array(documents[index].text.utf8), with: &generator)
            try compare(String(decoding: bytes, as: UTF8.self), round)
        }
        #expect(loaded > 0 && loaded < 2 * rounds)
    }

    @Test(
        "an independent validator finds the schema sound and the examples valid",
        .enabled("python3 has no jsonschema") { await Self.hasOracle() })
    func oracle() async throws {
        let folder = try TemporaryFolder()
        try folder.write("schema.json", PipelineSpec.jsonSchema)
        let right = try SpecExample.all().map { try Document(yaml: $0.text) }
        let wrong = right.map { $0.replacing([.key("source"), .key("delimeter")], with: .string(";")) }
        try folder.write("specs.json", Document.array([.array(right), .array(wrong)]).text)
        try folder.write(
            "validate.py",
            """
            import json, sys
            from jsonschema import Draft202012Validator
            schema = json.load(open(sys.argv[1]))
            Draft202012Validator.check_schema(schema)
            validator = Draft202012Validator(schema)
            right, wrong = json.load(open(sys.argv[2]))
            for spec in right:
                for error in validator.iter_errors(spec): print(error.json_path, error.message)
            print(len(right), sum(validator.is_valid(spec) for spec in wrong))
            """)
        let end = try await Program.run("python3", [folder.path("validate.py"), folder.path("schema.json"), folder.path("specs.json")])
        #expect(end.output == "\(right.count) 0\n", "\(end)")
    }

    private static func hasOracle() async -> Bool {
        (try? await Program.run("python3", ["-c", "import jsonschema; jsonschema.Draft202012Validator"]))?.exitCode == 0
    }
}
