// The definition against the decoders: neither has a key, a word or a bound that the other has not.

import Testing

@testable import PipelineSpec

@Suite("definition of the spec")
struct DefinitionTests {
    /// One use of every key that the examples have, and the document it is in.
    private static func uses() throws -> [(example: SpecExample, document: Document, use: KeyUse)] {
        var seen: Set<String> = []
        return try SpecExample.all().flatMap { example in
            let document = try Document(yaml: example.text)
            return KeyUse.all(in: document).filter { seen.insert($0.name).inserted }.map { (example, document, $0) }
        }
    }

    private static func schemaCheck() throws -> SchemaCheck {
        SchemaCheck(try Document(yaml: PipelineSpec.jsonSchema))
    }

    private func complaints(_ document: Document, _ example: SpecExample) -> [String] {
        faults(document.text, parameters: example.parameters, environment: SpecExample.environment)
    }

    @Test("every key of the definition is shown by an example; this one misses a key that docs/spec.md leaves out")
    func shown() throws {
        let shown = Set(try Self.uses().map(\.use.name))
        let sets = SpecValue.mapping(.root).keySets
        let defined = Set(sets.flatMap { keys in keys.keys.map { "\(keys.path): \($0)" } }
            + TransformSpec.Kind.allCases.map { "transforms: \($0.rawValue)" })
        #expect(defined.subtracting(shown) == [])
        #expect(shown.isSubset(of: defined) && sets.count > 15)
    }

    @Test("every key is read: a value of the wrong kind is refused by its decoder and by the schema")
    func read() throws {
        let check = try Self.schemaCheck()
        for (example, document, use) in try Self.uses() {
            let wrong = document.replacing(use.path[...], with: .array([.array([.array([])])]))
            #expect(complaints(wrong, example) != [], "\(use.name)")
            #expect(check.faults(wrong) != [], "\(use.name)")
        }
    }

    @Test("no other key is: a key that the definition has not is refused in every mapping, by both")
    func unknown() throws {
        let check = try Self.schemaCheck()
        for (example, document, use) in try Self.uses() {
            let wrong = document.replacing(use.path.dropLast() + [.key("no_such_key")], with: .string("x"))
            #expect(complaints(wrong, example).contains { $0.contains("no_such_key") }, "\(use.name)")
            #expect(check.faults(wrong) != [], "\(use.name)")
        }
    }

    @Test("a required key is missed by both")
    func required() throws {
        let check = try Self.schemaCheck()
        let required = try Self.uses().filter(\.use.key.isRequired)
        #expect(required.count > 10)
        for (example, document, use) in required {
            let wrong = document.replacing(use.path[...], with: nil)
            #expect(complaints(wrong, example).contains { $0.contains("missing key \"\(use.key.name)\"") }, "\(use.name)")
            #expect(check.faults(wrong) != [], "\(use.name)")
        }
    }

    @Test("the words of the definition are those that the decoder names and takes")
    func words() throws {
        let check = try Self.schemaCheck()
        var count = 0
        for (example, document, use) in try Self.uses() {
            // What another key narrows has a test of its own.
            guard let words = use.key.value.words, !use.isNarrowed else { continue }
            count += 1
            let wrong = document.replacing(use.path[...], with: .string("no_such_word"))
            let complaint = complaints(wrong, example).first { $0.contains("no_such_word") } ?? ""
            for word in words { #expect(complaint.contains(word), "\(use.name): \(complaint)") }
            #expect(check.faults(wrong).contains(use.path), "\(use.name)")
            for word in words {
                let right = document.replacing(use.path[...], with: .string(word))
                #expect(!complaints(right, example).contains { $0.contains("not \"\(word)\"") || $0.contains("unknown") }, "\(use.name)")
                #expect(!check.faults(right).contains(use.path), "\(use.name): \(word)")
            }
        }
        #expect(count > 10)
    }

    @Test("the bounds of the definition are the decoder's")
    func bounds() throws {
        let check = try Self.schemaCheck()
        var count = 0
        for (example, document, use) in try Self.uses() {
            guard let numbers = use.key.value.numbers else { continue }
            count += 1
            let outside = [numbers.lowerBound - 1] + (numbers.upperBound == .max ? [] : [numbers.upperBound + 1])
            for number in outside {
                let wrong = document.replacing(use.path[...], with: .number("\(number)"))
                #expect(complaints(wrong, example) != [], "\(use.name): \(number)")
                #expect(check.faults(wrong).contains(use.path), "\(use.name): \(number)")
            }
            for number in [numbers.lowerBound, numbers.upperBound] {
                let right = document.replacing(use.path[...], with: .number("\(number)"))
                #expect(!complaints(right, example).contains { $0.hasSuffix("not \"\(number)\"") }, "\(use.name): \(number)")
                #expect(!check.faults(right).contains(use.path), "\(use.name): \(number)")
            }
        }
        #expect(count > 10)
    }

    @Test("a default of the definition is what the decoder takes where the key is left out")
    func defaults() throws {
        let check = try Self.schemaCheck()
        var compared: Set<String> = []
        var named: Set<String> = []
        for example in try SpecExample.all() {
            let document = try Document(yaml: example.text)
            for use in KeyUse.all(in: document) {
                guard let standard = use.key.standard, !compared.contains(use.name) else { continue }
                named.insert(use.name)
                let written = document.replacing(use.path[...], with: try Document(yaml: standard.text))
                let leftOut = document.replacing(use.path[...], with: nil)
                #expect(!check.faults(written).contains(use.path), "\(use.name)")
                guard let one = try? example.load(written), let other = try? example.load(leftOut) else { continue }
                compared.insert(use.name)
                #expect(contents(one) == contents(other), "\(use.name)")
            }
        }
        #expect(compared == named && named.count > 20)
    }

    @Test("a stray key is looked for in every mapping but types and parameters")
    func searched() {
        let searched = KeySet.searched.map(\.path)
        let reachable = Set(SpecValue.mapping(.root).keySets.map(\.path))
        #expect(Set(searched) == reachable.subtracting([KeySet.type.path, KeySet.derived.path, KeySet.parameter.path]))
    }
}

extension KeyUse {
    fileprivate var isNarrowed: Bool {
        rules.contains { rule in
            if case .narrowed(key.name, _, _, _) = rule { true } else { false }
        }
    }
}

extension SpecExample {
    fileprivate func load(_ document: Document) throws -> PipelineSpec {
        try Spec.load(document.text, parameters: parameters, environment: Self.environment)
    }
}
