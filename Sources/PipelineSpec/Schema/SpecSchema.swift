// The definition of the spec → JSON Schema.

extension PipelineSpec {
    /// A JSON Schema (https://json-schema.org/draft/2020-12) that every valid spec meets, for editors. Its keywords are
    /// those that mean the same since draft 7, which is what some editors know.
    ///
    /// What it can't say (SQL, columns that have to be there, bounds of sizes with a unit) only
    /// ``load(path:parameters:environment:)`` finds out.
    public static var jsonSchema: String {
        KeySet.root.document("Weir pipeline spec", "Where rows come from, what is done to them and where they go.")
    }
}

extension JobSpec {
    /// The same for job files.
    public static var jsonSchema: String {
        KeySet.job.document("Weir job", "Pipelines that belong together, and what is done around them.")
    }
}

extension KeySet {
    fileprivate func document(_ title: String, _ description: String) -> String {
        var members: [JSONNode.Member] = [
            .init(key: "$schema", value: "https://json-schema.org/draft/2020-12/schema"),
            .init(key: "title", value: .string(title)),
            .init(key: "description", value: .string(description)),
        ]
        if case .object(let root) = SpecValue.mapping(self).schema { members += root }
        return JSONNode.object(members).text
    }
}

/// What any scalar may be instead: a text with parameters, of which only the run knows the value.
private let parameterPattern = #"\$\{"#

extension SpecValue {
    /// The schema of this kind of value.
    var schema: JSONNode {
        switch self {
        case .text: ["type": ["string", "number", "boolean"], "minLength": 1]
        case .anyText: ["type": ["string", "number", "boolean"]]
        case .secret: ["type": "string", "pattern": .string(parameterPattern)]
        case .boolean: ["type": ["boolean", "string"], "pattern": .string(parameterPattern)]
        case .integer(let bounds):
            .object(
                [.init(key: "type", value: ["integer", "string"])] + Self.limits(bounds)
                    + [.init(key: "pattern", value: .string(parameterPattern))])
        case .literal(let form): Self.schema(form)
        case .words(let words, let ignoringCase): Self.schema(words, ignoringCase: ignoringCase)
        case .null: ["type": "null"]
        case .list(let item, let canBeEmpty):
            .object(
                [
                    .init(key: "type", value: canBeEmpty ? ["array", "null"] : "array"),
                    .init(key: "items", value: item.schema),
                ]
                    + (canBeEmpty ? [] : [.init(key: "minItems", value: 1)]))
        case .mapping(let keys): keys.schema(type: "object")
        case .section(let keys): keys.schema(type: ["object", "null"])
        case .named(let value, let form, let canBeEmpty): Self.schema(value, form, canBeEmpty: canBeEmpty)
        case .oneKey(let keys):
            [
                "type": "object", "properties": keys.properties, "additionalProperties": false, "minProperties": 1,
                "maxProperties": 1,
            ]
        case .oneOf(let values): ["anyOf": .array(values.map(\.schema))]
        }
    }

    private static func limits(_ bounds: ClosedRange<Int>) -> [JSONNode.Member] {
        var limits: [JSONNode.Member] = [.init(key: "minimum", value: .integer(bounds.lowerBound))]
        if bounds.upperBound != .max { limits.append(.init(key: "maximum", value: .integer(bounds.upperBound))) }
        return limits
    }

    private static func schema(_ form: LiteralForm) -> JSONNode {
        let pattern = JSONNode.string("^(\(form.pattern))$|\(parameterPattern)")
        guard let numbers = form.numbers else { return ["type": "string", "pattern": pattern] }
        return .object(
            [.init(key: "type", value: ["integer", "string"])] + limits(numbers)
                + [.init(key: "pattern", value: pattern)])
    }

    private static func schema(_ words: [String], ignoringCase: Bool) -> JSONNode {
        var values = words.map(JSONNode.string)
        // Without quotes an editor reads these words as what they are in YAML.
        if words.contains("null") { values.append(.null) }
        let patterns = ignoringCase ? words.map { "^\($0.inAnyCase)$" } : []
        let others = (patterns + [parameterPattern]).joined(separator: "|")
        return ["anyOf": [["enum": .array(values)], ["type": "string", "pattern": .string(others)]]]
    }

    private static func schema(_ value: SpecValue, _ form: NameForm, canBeEmpty: Bool) -> JSONNode {
        var members: [JSONNode.Member] = [.init(key: "type", value: canBeEmpty ? ["object", "null"] : "object")]
        if let pattern = form.pattern {
            members.append(.init(key: "propertyNames", value: ["pattern": .string(pattern)]))
        }
        members.append(.init(key: "additionalProperties", value: value.schema))
        if !canBeEmpty { members.append(.init(key: "minProperties", value: 1)) }
        return .object(members)
    }
}

extension KeySet {
    func schema(type: JSONNode) -> JSONNode {
        var members: [JSONNode.Member] = [
            .init(key: "type", value: type), .init(key: "properties", value: definitions.properties),
            .init(key: "additionalProperties", value: false),
        ]
        let required = definitions.filter(\.isRequired).map { JSONNode.string($0.name) }
        if !required.isEmpty { members.append(.init(key: "required", value: .array(required))) }
        if !rules.isEmpty { members.append(.init(key: "allOf", value: .array(rules.map(schema)))) }
        return .object(members)
    }

    private func schema(_ rule: KeyRule) -> JSONNode {
        switch rule {
        case .exactlyOne(let keys):
            ["oneOf": .array(keys.map { ["required": [.string($0)]] })]
        case .needs(let key, let others):
            ["if": ["required": [.string(key)]], "then": ["required": .strings(others)]]
        case .when(let key, let words, let needed):
            ["if": Self.condition(key, words), "then": ["required": .strings(needed)]]
        case .only(let key, let other, let words):
            [
                "if": Self.condition(other, allWords(of: other).filter { !words.contains($0) }),
                "then": ["properties": .object([.init(key: key, value: false)])],
            ]
        case .narrowed(let key, let narrow, let other, let words):
            [
                "if": Self.condition(other, words),
                "then": [
                    "properties": .object([
                        .init(key: key, value: SpecValue.words(narrow, ignoringCase: false).schema)
                    ])
                ],
            ]
        }
    }

    private static func condition(_ key: String, _ words: [String]) -> JSONNode {
        ["properties": .object([.init(key: key, value: ["enum": .strings(words)])]), "required": [.string(key)]]
    }

    private func allWords(of key: String) -> [String] {
        guard case .words(let words, _)? = definitions.first(where: { $0.name == key })?.value else { return [] }
        return words
    }
}

extension [SpecKey] {
    fileprivate var properties: JSONNode {
        .object(
            map { key in
                var members: [JSONNode.Member] = [.init(key: "description", value: .string(key.summary))]
                if case .object(let schema) = key.value.schema { members += schema }
                if let standard = key.standard { members.append(.init(key: "default", value: standard)) }
                return .init(key: key.name, value: .object(members))
            })
    }
}

extension JSONNode {
    fileprivate static func strings(_ texts: [String]) -> JSONNode { .array(texts.map(JSONNode.string)) }
}
