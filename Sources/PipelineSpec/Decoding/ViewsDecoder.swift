// `views:` of a sink → ViewSpec.

import RowModel

struct ViewsDecoder {
    let values: ValueDecoder

    func views(_ node: YAMLNode, _ label: String) -> [ViewSpec] {
        guard let entries = values.entries(node, label) else { return [] }
        if entries.isEmpty {
            values.report("\(label) must not be empty; write \(label): { name: SELECT … }", at: node.mark)
        }
        return entries.compactMap { entry in
            checkName(entry.key)
            return values.text(entry.value, "\(label).\(entry.key.value)").map { ViewSpec(name: entry.key, select: $0) }
        }
    }

    private func checkName(_ name: Located<String>) {
        if name.value.isEmpty {
            values.report("a view's name must not be empty", at: name.mark)
        } else if name.value.utf8.contains(0) {
            values.report("a view's name must not contain U+0000", at: name.mark)
        } else {
            values.checkNotReserved(name, "view")
        }
    }

    /// Views and tables of a database share their names.
    func checkNames(_ sinks: [SinkSpec]) {
        let names = sinks.flatMap(\.views).map(\.name)
        values.checkDistinct(names, "view")
        let tables = Set(sinks.map(\.table.value.asciiLowercased))
        for name in names where tables.contains(name.value.asciiLowercased) {
            values.report("\(excerpt(name.value)) is the table of a sink, so no view can be called so", at: name.mark)
        }
    }
}
