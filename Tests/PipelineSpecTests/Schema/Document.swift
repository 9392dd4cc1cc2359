// A YAML document as an editor sees it, by YAML 1.2's core schema, and how it is changed and written again.

import Foundation

@testable import PipelineSpec

indirect enum Document: Equatable {
    struct Member: Equatable {
        var key: String
        var value: Document
    }

    case null
    case boolean(Bool)
    /// As written.
    case number(String)
    case string(String)
    case array([Document])
    case object([Member])

    /// - Throws: if the text is no YAML.
    init(yaml: String) throws {
        let diagnostics = DiagnosticCollector(file: "document")
        var composer = YAMLComposer(Array(yaml.utf8), limits: YAMLLimits(), diagnostics: diagnostics)
        guard let root = try composer.document(), diagnostics.diagnostics.isEmpty else { throw NoDocument() }
        self.init(root)
    }

    struct NoDocument: Error {}

    init(_ node: YAMLNode) {
        switch node.content {
        case .scalar(let scalar): self = scalar.style == .plain ? Self.plain(scalar.text) : .string(scalar.text)
        case .sequence(let items): self = .array(items.map(Document.init))
        case .mapping(let entries): self = .object(entries.map { Member(key: $0.key.value, value: Document($0.value)) })
        }
    }

    /// YAML 1.2.2, section 10.3.2.
    private static func plain(_ text: String) -> Document {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .boolean(true)
        case "false", "False", "FALSE": return .boolean(false)
        default: break
        }
        let number = /[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.inf|\.nan/
        return text.wholeMatch(of: number) == nil ? .string(text) : .number(text)
    }

    /// The whole number that a number is.
    var integer: Int? {
        guard case .number(let text) = self else { return nil }
        if let number = Int(text) { return number }
        if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16) }
        if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8) }
        return Double(text).flatMap { Int(exactly: $0) }
    }

    var containsNull: Bool {
        switch self {
        case .null: true
        case .boolean, .number, .string: false
        case .array(let items): items.contains(where: \.containsNull)
        case .object(let members): members.contains(where: \.value.containsNull)
        }
    }

    /// As JSON, which is YAML; numbers as they were written.
    var text: String {
        switch self {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .number(let text): text
        case .string(let text): JSONNode.string(text).text
        case .array(let items): "[" + items.map(\.text).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { JSONNode.string($0.key).text + ": " + $0.value.text }.joined(separator: ", ") + "}"
        }
    }
}

/// A way from a document down to one of its parts.
enum Step: Hashable {
    case key(String)
    case index(Int)
}

extension Document {
    subscript(path: ArraySlice<Step>) -> Document? {
        guard let step = path.first else { return self }
        switch (self, step) {
        case (.object(let members), .key(let key)): return members.first { $0.key == key }?.value[path.dropFirst()]
        case (.array(let items), .index(let index)): return items[index][path.dropFirst()]
        default: return nil
        }
    }

    /// With another part, or with none, at the end of a path; a new key at its end is added.
    func replacing(_ path: ArraySlice<Step>, with part: Document?) -> Document {
        guard let step = path.first else { return part ?? self }
        let rest = path.dropFirst()
        switch (self, step) {
        case (.object(var members), .key(let key)):
            guard let index = members.firstIndex(where: { $0.key == key }) else {
                return part.map { .object(members + [Member(key: key, value: $0)]) } ?? self
            }
            if rest.isEmpty, part == nil {
                members.remove(at: index)
            } else {
                members[index].value = members[index].value.replacing(rest, with: part)
            }
            return .object(members)
        case (.array(var items), .index(let index)):
            items[index] = items[index].replacing(rest, with: part)
            return .array(items)
        default:
            return self
        }
    }
}
