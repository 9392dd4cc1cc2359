// Types, and texts that stand for themselves.

import RowModel

extension SpecWriter {
    /// The keys of a type.
    func type(_ type: ColumnType) -> [JSONNode.Member] {
        var keys: [(String, JSONNode?)] = [("type", .value(type.specName))]
        switch type {
        case .decimal(let scale, let storage): keys += [("scale", .integer(scale)), ("store", .word(storage))]
        case .timestamp(let storage): keys.append(("store", .word(storage)))
        case .blob(let encoding): keys.append(("encoding", .word(encoding)))
        case .formattedDate(let format): keys.append(("format", .value(format.format)))
        case .formattedTimestamp(let format, let storage):
            keys += [
                ("store", .word(storage)), ("format", .value(format.format)), ("zone", format.zone.map(JSONNode.value)),
            ]
        case .integer, .real, .text, .boolean, .date, .json, .any: break
        }
        return keys.compactMap { key, value in value.map { .init(key: key, value: $0) } }
    }
}

extension JSONNode {
    /// A text that stands for itself, whatever is in it.
    static func value(_ text: String) -> JSONNode { .string(text.replacing("${", with: "$${")) }

    static func values(_ texts: [Located<String>]) -> JSONNode { .array(texts.map { .value($0.value) }) }

    static func word<Word: RawRepresentable<String>>(_ word: Word) -> JSONNode { .string(word.rawValue) }

    static func present(_ members: [(String, JSONNode?)]) -> JSONNode {
        .object(members.compactMap { key, value in value.map { Member(key: key, value: $0) } })
    }
}
