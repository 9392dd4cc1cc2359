// `full_text:` of a sink → FullTextSpec.

import RowModel

struct FullTextDecoder {
    let values: ValueDecoder

    /// A column, a list of them, or a mapping.
    func fullText(_ mapping: SpecMapping) -> FullTextSpec? {
        guard let node = mapping["full_text"] else { return nil }
        let label = mapping.label("full_text")
        guard case .mapping = node.content else { return names(node, label).map { FullTextSpec(columns: $0, mark: node.mark) } }
        guard let own = values.mapping(node, label, keys: .fullText, at: mapping.mark(of: "full_text")) else { return nil }
        let columns = values.required(own, "columns").flatMap { names($0, own.label("columns")) }
        let tokenize = own["tokenize"].flatMap { values.text($0, own.label("tokenize")) }
        guard let columns else { return nil }
        return FullTextSpec(columns: columns, tokenize: tokenize?.value ?? FullTextSpec.standardTokenizer, mark: node.mark)
    }

    private func names(_ node: YAMLNode, _ label: String) -> [Located<String>]? {
        guard let columns = values.texts(node, label, wanted: "a list of columns") else { return nil }
        values.checkDistinct(columns, "column")
        return columns
    }
}
