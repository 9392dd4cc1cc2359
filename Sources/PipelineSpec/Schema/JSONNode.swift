// JSON whose objects keep the order of their keys, so that a schema reads as the definition does.

import RowModel

enum JSONNode: Sendable, Equatable {
    struct Member: Sendable, Equatable {
        var key: String
        var value: JSONNode
    }

    case null
    case boolean(Bool)
    case integer(Int)
    case string(String)
    case array([JSONNode])
    case object([Member])

    /// Indented by two blanks a level; arrays of scalars on one line.
    var text: String { text(indentedBy: "") }

    /// All on one line.
    var line: String {
        switch self {
        case .array(let items): "[" + items.map(\.line).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { Self.quoted($0.key) + ": " + $0.value.line }.joined(separator: ", ") + "}"
        case .null, .boolean, .integer, .string: text
        }
    }

    private func text(indentedBy margin: String) -> String {
        switch self {
        case .null: return "null"
        case .boolean(let value): return "\(value)"
        case .integer(let value): return "\(value)"
        case .string(let value): return Self.quoted(value)
        case .array(let items):
            if items.allSatisfy(\.isScalar) { return "[" + items.map(\.text).joined(separator: ", ") + "]" }
            return Self.block("[", items.map { $0.text(indentedBy: margin + "  ") }, "]", margin)
        case .object(let members):
            if members.isEmpty { return "{}" }
            let lines = members.map { Self.quoted($0.key) + ": " + $0.value.text(indentedBy: margin + "  ") }
            return Self.block("{", lines, "}", margin)
        }
    }

    private var isScalar: Bool {
        switch self {
        case .array, .object: false
        case .null, .boolean, .integer, .string: true
        }
    }

    private static func block(_ open: String, _ lines: [String], _ close: String, _ margin: String) -> String {
        "\(open)\n\(margin)  " + lines.joined(separator: ",\n\(margin)  ") + "\n\(margin)\(close)"
    }

    /// YAML takes some of what is escaped for line breaks, and it is hard to see.
    private static func quoted(_ text: String) -> String { JSONQuoting.quoted(text, escaping: [.letters, .unseen, .mark]) }
}

extension JSONNode: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .boolean(value) }
    init(arrayLiteral elements: JSONNode...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, JSONNode)...) {
        self = .object(elements.map { Member(key: $0.0, value: $0.1) })
    }
}
