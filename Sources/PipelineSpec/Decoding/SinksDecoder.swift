// `sinks:` → the targets of one reading.

import RowModel

/// Decodes the list, and sees to it that its entries can be committed together.
struct SinksDecoder {
    let values: ValueDecoder
    /// Of all targets, unless they say otherwise.
    let expectations: ExpectSpec

    /// A target with the mapping that it was decoded from.
    typealias Entry = (sink: SinkSpec, mapping: SpecMapping)

    private static let example = "a list such as - { database: shop.sqlite, table: orders }"

    func sinks(_ node: YAMLNode, at mark: SourceMark) -> [Entry] {
        guard case .sequence(let items) = node.content else {
            values.report("sinks must be \(Self.example), not \(node.kindDescription)", at: node.mark)
            return []
        }
        if items.isEmpty { values.report("sinks must not be empty; write \(Self.example)", at: node.mark) }
        let mappings = items.enumerated().compactMap { position, item in
            values.mapping(item, "sinks[\(position)]", keys: .target, at: item.mark)
        }
        checkShared(mappings, at: mark)
        let decoder = SinkDecoder(values: values)
        let shared = decoder.shared(by: mappings)
        let entries = mappings.map { (sink: target($0, shared, decoder), mapping: $0) }
        values.checkDistinct(entries.map(\.sink.table).filter { !$0.value.isEmpty }, "table")
        ViewsDecoder(values: values).checkNames(entries.map(\.sink))
        checkModes(entries)
        return entries
    }

    private func target(_ mapping: SpecMapping, _ shared: SharedSinkSpec, _ decoder: SinkDecoder) -> SinkSpec {
        var sink = decoder.sink(mapping, shared)
        sink.route = mapping["where"].flatMap { values.text($0, mapping.label("where")) }
        if let node = mapping["transforms"] {
            sink.transforms = TransformDecoder(values: values).transforms(node, mapping.label("transforms"))
        }
        sink.expectations = expectations
        if let own = mapping["expect"].flatMap({ ExpectDecoder(values: values).expectations($0, in: mapping) }) {
            sink.expectations.override(with: own)
        }
        return sink
    }

    /// What belongs to the database is given once, or alike everywhere.
    private func checkShared(_ mappings: [SpecMapping], at mark: SourceMark) {
        for key in SharedSinkSpec.keys {
            let nodes = mappings.compactMap { $0[key] }
            for other in nodes.dropFirst() where !other.says(nodes[0]) {
                values.report(
                    "\(key) is one for all sinks, since they are committed together, and the one at "
                        + "\(nodes[0].mark.line):\(nodes[0].mark.column) is another",
                    at: other.mark)
            }
        }
        if !mappings.isEmpty, mappings.allSatisfy({ $0["database"] == nil }) {
            values.report("missing key \"database\" in sinks; one of them has to name it, for all", at: mark)
        }
    }

    /// A table that is made anew takes all inputs each time, and takes them again when the run has to begin again; the
    /// others only what is new to them.
    private func checkModes(_ entries: [Entry]) {
        guard let replacing = entries.first(where: { $0.sink.mode == .replace }),
            entries.contains(where: { $0.sink.mode != .replace })
        else { return }
        values.report(
            "mode replace loads every input anew and the other modes only what is new, so they can't share one "
                + "reading; write two specs, or one mode for all",
            at: replacing.mapping["mode"]?.mark ?? replacing.mapping.mark)
    }
}

extension YAMLNode {
    /// Whether two values are written alike, but for their layout.
    fileprivate func says(_ other: YAMLNode) -> Bool {
        switch (content, other.content) {
        case (.scalar(let own), .scalar(let others)): own.text == others.text
        case (.sequence(let own), .sequence(let others)):
            own.count == others.count && zip(own, others).allSatisfy { $0.says($1) }
        case (.mapping(let own), .mapping(let others)):
            own.count == others.count
                && zip(own, others).allSatisfy { $0.key.value == $1.key.value && $0.value.says($1.value) }
        default: false
        }
    }
}
