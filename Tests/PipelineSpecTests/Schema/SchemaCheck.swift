// A plain validator for what Weir's schema is made of; a keyword it does not know is an error, not passed over.

import Foundation
import Testing

/// Compares documents with a JSON Schema (draft 2020-12).
final class SchemaCheck {
    private let schema: Document
    private var patterns: [String: NSRegularExpression] = [:]

    init(_ schema: Document) {
        self.schema = schema
    }

    /// The places at which a document is not as the schema says.
    func faults(_ document: Document) -> [[Step]] {
        faults(document, schema, at: [])
    }

    private func faults(_ document: Document, _ schema: Document, at path: [Step]) -> [[Step]] {
        if schema == .boolean(false) { return [path] }
        guard case .object(let keywords) = schema else { return schema == .boolean(true) ? [] : [path] }
        var found: [[Step]] = []
        for keyword in keywords {
            found += faults(document, keyword.key, keyword.value, of: schema, at: path)
        }
        return found
    }

    private func faults(
        _ document: Document, _ keyword: String, _ value: Document, of schema: Document, at path: [Step]
    ) -> [[Step]] {
        func unless(_ condition: Bool) -> [[Step]] { condition ? [] : [path] }
        switch keyword {
        case "$schema", "title", "description", "default", "then":
            return []
        case "type":
            let types = value.items ?? [value]
            return unless(types.contains { document.isOf(type: $0.string ?? "") })
        case "enum": return unless(value.items?.contains(document) == true)
        case "pattern": return unless(document.string.map { matches($0, value) } ?? true)
        case "minLength": return unless(document.string.map { $0.unicodeScalars.count >= value.integer ?? 0 } ?? true)
        case "minimum": return unless(document.integer.map { $0 >= value.integer ?? 0 } ?? true)
        case "maximum": return unless(document.integer.map { $0 <= value.integer ?? 0 } ?? true)
        case "minItems": return unless(document.items.map { $0.count >= value.integer ?? 0 } ?? true)
        case "minProperties": return unless(document.members.map { $0.count >= value.integer ?? 0 } ?? true)
        case "maxProperties": return unless(document.members.map { $0.count <= value.integer ?? 0 } ?? true)
        case "items":
            return (document.items ?? []).enumerated().flatMap { faults($1, value, at: path + [.index($0)]) }
        case "required":
            let keys = document.members?.map(\.key) ?? []
            return unless(document.members == nil || value.items?.allSatisfy { keys.contains($0.string ?? "") } == true)
        case "properties":
            return (document.members ?? []).flatMap { member in
                value[[.key(member.key)]].map { faults(member.value, $0, at: path + [.key(member.key)]) } ?? []
            }
        case "additionalProperties":
            let known = schema[[.key("properties")]]?.members?.map(\.key) ?? []
            return (document.members ?? []).filter { !known.contains($0.key) }
                .flatMap { faults($0.value, value, at: path + [.key($0.key)]) }
        case "propertyNames":
            return (document.members ?? []).flatMap { faults(.string($0.key), value, at: path + [.key($0.key)]) }
        case "anyOf":
            let found = (value.items ?? []).map { faults(document, $0, at: path) }
            // If none holds, the one that is at least of the right kind says where it does not.
            return found.contains([]) ? [] : found.first { !$0.contains(path) } ?? [path]
        case "oneOf": return unless(value.items?.count { faults(document, $0, at: path).isEmpty } == 1)
        case "allOf": return value.items?.flatMap { faults(document, $0, at: path) } ?? []
        case "if":
            guard faults(document, value, at: path).isEmpty, let then = schema[[.key("then")]] else { return [] }
            return faults(document, then, at: path)
        default:
            Issue.record("the validator does not know \(keyword)")
            return [path]
        }
    }

    private func matches(_ text: String, _ pattern: Document) -> Bool {
        guard let pattern = pattern.string else { return false }
        let expression = patterns[pattern] ?? (try? NSRegularExpression(pattern: pattern))
        patterns[pattern] = expression
        let range = NSRange(text.startIndex..., in: text)
        return expression?.firstMatch(in: text, range: range) != nil
    }
}

extension Document {
    var string: String? { if case .string(let text) = self { text } else { nil } }
    var items: [Document]? { if case .array(let items) = self { items } else { nil } }
    var members: [Member]? { if case .object(let members) = self { members } else { nil } }

    fileprivate func isOf(type: String) -> Bool {
        switch self {
        case .null: type == "null"
        case .boolean: type == "boolean"
        case .number: type == "number" || type == "integer" && integer != nil
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }
}
