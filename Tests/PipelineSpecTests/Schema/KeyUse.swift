// Where a spec uses which key of the definition.

@testable import PipelineSpec

/// One key that a document has.
struct KeyUse {
    /// Which mapping of the definition, as messages call it.
    var home: String
    var key: SpecKey
    var path: [Step]
    var rules: [KeyRule] = []

    /// The same for all uses of a key.
    var name: String { "\(home): \(key.name)" }

    /// All keys that a document has.
    static func all(in document: Document, of root: KeySet = .root) -> [KeyUse] {
        uses(of: .mapping(root), in: document, at: [])
    }

    private static func uses(of value: SpecValue, in document: Document, at path: [Step]) -> [KeyUse] {
        switch value {
        case .mapping(let keys), .section(let keys):
            return uses(of: keys.definitions, "\(keys.path)", keys.rules, in: document, at: path)
        case .oneKey(let keys):
            return uses(of: keys, "transforms", [], in: document, at: path)
        case .list(let item, _):
            return (document.items ?? []).enumerated().flatMap { uses(of: item, in: $1, at: path + [.index($0)]) }
        case .named(let value, _, _):
            return (document.members ?? []).flatMap { uses(of: value, in: $0.value, at: path + [.key($0.key)]) }
        case .oneOf(let values):
            return values.flatMap { uses(of: $0, in: document, at: path) }
        case .text, .anyText, .secret, .boolean, .integer, .literal, .words, .null:
            return []
        }
    }

    private static func uses(
        of keys: [SpecKey], _ home: String, _ rules: [KeyRule], in document: Document, at path: [Step]
    ) -> [KeyUse] {
        (document.members ?? []).flatMap { member -> [KeyUse] in
            guard let key = keys.first(where: { $0.name == member.key }) else { return [] }
            let place = path + [.key(key.name)]
            return [KeyUse(home: home, key: key, path: place, rules: rules)]
                + uses(of: key.value, in: member.value, at: place)
        }
    }
}

extension SpecValue {
    /// The key sets below this value, each once, outermost first.
    var keySets: [KeySet] {
        switch self {
        case .mapping(let keys), .section(let keys): [keys] + keys.definitions.flatMap(\.value.keySets)
        case .oneKey(let keys): keys.flatMap(\.value.keySets)
        case .list(let item, _): item.keySets
        case .named(let value, _, _): value.keySets
        case .oneOf(let values): values.flatMap(\.keySets)
        case .text, .anyText, .secret, .boolean, .integer, .literal, .words, .null: []
        }
    }

    /// The words that this value may be.
    var words: [String]? {
        switch self {
        case .words(let words, _): words
        case .oneOf(let values): values.lazy.compactMap(\.words).first
        default: nil
        }
    }

    /// The numbers that this value may be, written without quotes.
    var numbers: ClosedRange<Int>? {
        switch self {
        case .integer(let bounds): bounds
        case .literal(let form): form.numbers
        case .oneOf(let values): values.lazy.compactMap(\.numbers).first
        default: nil
        }
    }
}
