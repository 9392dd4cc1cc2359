// `pipelines:` of a job → JobPipelineSpec.

import RowModel

struct JobPipelineDecoder {
    let values: ValueDecoder

    /// What the job says for all, and each may say otherwise.
    struct Shared {
        var retries = RetrySpec()
        var timeout: Double?
        var waitFor: Double?
        var verify = JobVerification.none
    }

    private struct Entry {
        var name: Located<String>
        var after: [Located<String>]
        var pipeline: JobPipelineSpec
    }

    private static let example = "a list of specs such as - orders.yaml or - { spec: events.yaml, after: orders }"

    /// The keys that a mapping has of these, the rest from `outer`.
    func shared(_ mapping: SpecMapping, _ outer: Shared) -> Shared {
        var shared = outer
        if let found = retries(mapping) { shared.retries = found }
        if let node = mapping["timeout"] { shared.timeout = values.duration(node, mapping.label("timeout")) }
        if let node = mapping["wait_for"] { shared.waitFor = values.duration(node, mapping.label("wait_for")) }
        if let node = mapping["verify"] { shared.verify = values.choice(node, mapping.label("verify")) ?? .none }
        return shared
    }

    private func retries(_ parent: SpecMapping) -> RetrySpec? {
        guard let mapping = values.section(parent, "retries", keys: .retries) else { return nil }
        let attempts = values.required(mapping, "attempts")
            .flatMap { values.integer($0, mapping.label("attempts"), in: RetrySpec.attemptBounds) }
        var retries = RetrySpec(attempts: attempts ?? 1)
        if let node = mapping["delay"], let delay = values.duration(node, mapping.label("delay")) { retries.delay = delay }
        return retries
    }

    func pipelines(_ top: SpecMapping, _ shared: Shared) -> [JobPipelineSpec] {
        guard let node = values.required(top, "pipelines") else { return [] }
        guard case .sequence(let items) = node.content else {
            values.report("pipelines must be \(Self.example), not \(node.kindDescription)", at: node.mark)
            return []
        }
        if items.isEmpty { values.report("pipelines must not be empty; write \(Self.example)", at: node.mark) }
        let entries = items.enumerated().compactMap { entry($1, "pipelines[\($0)]", shared) }
        checkNames(entries)
        return resolved(entries)
    }

    private func entry(_ node: YAMLNode, _ label: String, _ shared: Shared) -> Entry? {
        guard case .mapping = node.content else {
            guard let spec = values.text(node, label) else { return nil }
            return entry(spec: spec, name: nil, after: [], parameters: [], shared)
        }
        guard let mapping = values.mapping(node, label, keys: .jobPipeline, at: node.mark) else { return nil }
        let name = mapping["name"].flatMap { values.text($0, mapping.label("name")) }
        let after = mapping["after"].flatMap {
            values.texts($0, mapping.label("after"), wanted: "the name of a pipeline or a list of them")
        }
        let parameters = JobParameterDecoder(values: values).parameters(mapping)
        let own = self.shared(mapping, shared)
        guard let spec = values.required(mapping, "spec").flatMap({ values.text($0, mapping.label("spec")) }) else {
            return nil
        }
        return entry(spec: spec, name: name, after: after ?? [], parameters: parameters, own)
    }

    private func entry(
        spec: Located<String>, name: Located<String>?, after: [Located<String>], parameters: [JobParameter],
        _ shared: Shared
    ) -> Entry {
        let name = name ?? Located(Self.name(ofFile: spec.value), at: spec.mark)
        if name.value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            values.report("the name of a pipeline must be one line without control characters", at: name.mark)
        }
        return Entry(
            name: name, after: after,
            pipeline: JobPipelineSpec(
                name: name.value, spec: spec, after: [], parameters: parameters, retries: shared.retries,
                timeout: shared.timeout, waitFor: shared.waitFor, verify: shared.verify))
    }

    /// `pipelines/orders.yaml` → `orders`
    private static func name(ofFile path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        for ending in [".yaml", ".yml", ".json"] where name.hasSuffix(ending) && name != ending {
            return String(name.dropLast(ending.count))
        }
        return name
    }

    private func checkNames(_ entries: [Entry]) {
        var places: [String: SourceMark] = [:]
        for name in entries.map(\.name) {
            if let first = places[name.value] {
                values.report(
                    "duplicate pipeline \(excerpt(name.value)); the first is at \(first.line):\(first.column); give one of "
                        + "them another name", at: name.mark)
            } else {
                places[name.value] = name.mark
            }
        }
    }

    /// Names in `after` → positions; reports those that are none, and circles.
    private func resolved(_ entries: [Entry]) -> [JobPipelineSpec] {
        let names = entries.map(\.name.value)
        let after = entries.map { entry in
            entry.after.compactMap { name -> Int? in
                if let position = names.firstIndex(of: name.value) { return position }
                values.report(
                    "unknown pipeline \(excerpt(name.value)) in after; pipelines are \(names.joined(separator: ", "))",
                    at: name.mark, suggestion: values.diagnostics.closest(to: name.value, among: names))
                return nil
            }
        }
        if let circle = Circle.find(in: after) {
            let text = (circle.dropFirst() + [circle[0]]).map { excerpt(names[$0]) }.joined(separator: ", which comes after ")
            values.report(
                "\(excerpt(names[circle[0]])) comes after \(text), so none of them could begin",
                at: entries[circle[0]].after.first?.mark ?? .start)
        }
        return zip(entries, after).map { entry, positions in
            var pipeline = entry.pipeline
            pipeline.after = positions
            return pipeline
        }
    }
}

/// Things that wait for each other.
private enum Circle {
    /// The first one met, each of its members after the next one; nil if there is none.
    static func find(in after: [[Int]]) -> [Int]? {
        var rest = Set(after.indices)
        // What waits for nothing that is left is in no circle.
        while let free = rest.first(where: { rest.isDisjoint(with: after[$0]) }) { rest.remove(free) }
        guard let start = rest.min() else { return nil }
        var path = [start]
        while let next = after[path[path.count - 1]].first(where: rest.contains) {
            if let begin = path.firstIndex(of: next) { return Array(path[begin...]) }
            path.append(next)
        }
        return nil
    }
}
