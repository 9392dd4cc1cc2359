// Events → tree. Aliases are resolved, duplicate keys reported, size and depth bounded.

/// Builds the tree of a one-document stream.
///
/// What is not YAML at all ends it (`YAMLSyntaxError`); what is only wrong is reported and left out.
struct YAMLComposer {
    /// What a node costs beside its text, so that a list of nothing is bounded too.
    private static let nodeWeight = 16
    /// What `!!` stands for.
    private static let coreTag = "tag:yaml.org,2002:"

    private let stream: YAMLEventStream
    private let limits: YAMLLimits
    private let diagnostics: DiagnosticCollector
    private var anchors: [String: YAMLNode] = [:]

    init(_ bytes: [UInt8], limits: YAMLLimits = YAMLLimits(), diagnostics: DiagnosticCollector) {
        stream = YAMLEventStream(bytes)
        self.limits = limits
        self.diagnostics = diagnostics
    }

    /// The document's root; nil if the text holds none.
    mutating func document() throws(YAMLSyntaxError) -> YAMLNode? {
        guard case .documentStart = try stream.next().event else { return nil }
        let first = try stream.next()
        let root = try node(first.event, at: first.start, level: 1)
        _ = try stream.next()
        let behind = try stream.next()
        if case .documentStart = behind.event {
            throw YAMLSyntaxError(
                message: "a second YAML document begins here; a spec file holds one pipeline",
                line: behind.start.line, column: behind.start.column)
        }
        return root
    }

    private mutating func node(
        _ event: YAMLEvent, at start: YAMLPosition, level: Int
    ) throws(YAMLSyntaxError) -> YAMLNode {
        let composed: YAMLNode
        switch event {
        case .alias(let name):
            guard let target = anchors[name] else {
                throw YAMLSyntaxError(
                    message: "unknown alias *\(name); an anchor &\(name) has to come first",
                    line: start.line, column: start.column)
            }
            composed = target
        case .scalar(let scalar, let properties):
            composed = self.scalar(scalar, properties, at: start)
            remember(composed, as: properties.anchor)
        case .sequenceStart(let properties):
            checkTag(properties.tag, is: "seq", at: start)
            composed = try sequence(at: start, level: level)
            remember(composed, as: properties.anchor)
        case .mappingStart(let properties):
            checkTag(properties.tag, is: "map", at: start)
            composed = try mapping(at: start, level: level)
            remember(composed, as: properties.anchor)
        case .documentStart, .documentEnd, .streamEnd, .sequenceEnd, .mappingEnd:
            // libyaml never says this where a node has to be; a tree without it is still a tree.
            composed = emptyScalar(at: start)
        }
        if level + composed.depth - 1 > limits.depth {
            throw YAMLSyntaxError(
                message: "nested deeper than \(limits.depth) levels", line: start.line, column: start.column)
        }
        return composed
    }

    private mutating func sequence(at start: YAMLPosition, level: Int) throws(YAMLSyntaxError) -> YAMLNode {
        try checkLevel(level, at: start)
        var items: [YAMLNode] = []
        var extent = Extent(limit: limits.expandedBytes)
        while true {
            let next = try stream.next()
            if case .sequenceEnd = next.event { break }
            let item = try node(next.event, at: next.start, level: level + 1)
            try extent.add(item, at: next.start)
            items.append(item)
        }
        return YAMLNode(content: .sequence(items), mark: start.mark, weight: extent.weight, depth: extent.depth)
    }

    private mutating func mapping(at start: YAMLPosition, level: Int) throws(YAMLSyntaxError) -> YAMLNode {
        try checkLevel(level, at: start)
        var entries: [YAMLEntry] = []
        var places: [String: SourceMark] = [:]
        var extent = Extent(limit: limits.expandedBytes)
        while true {
            let next = try stream.next()
            if case .mappingEnd = next.event { break }
            let key = try node(next.event, at: next.start, level: level + 1)
            try extent.add(key, at: next.start)
            let valueStart = try stream.next()
            let value = try node(valueStart.event, at: valueStart.start, level: level + 1)
            try extent.add(value, at: valueStart.start)

            guard let text = key.scalar?.text else {
                diagnostics.report("a key must be text, not \(key.kindDescription)", at: next.start.mark)
                continue
            }
            if let first = places[text] {
                diagnostics.report(
                    "duplicate key \(excerpt(text)); the first is at \(first.line):\(first.column)",
                    at: next.start.mark)
                continue
            }
            places[text] = next.start.mark
            entries.append(YAMLEntry(key: Located(text, at: key.mark), value: value))
        }
        return YAMLNode(content: .mapping(entries), mark: start.mark, weight: extent.weight, depth: extent.depth)
    }

    private func scalar(
        _ scalar: YAMLEvent.Scalar, _ properties: YAMLEvent.Properties, at start: YAMLPosition
    ) -> YAMLNode {
        checkTag(properties.tag, is: "str", at: start)
        let style = properties.tag == Self.coreTag + "str" ? .quoted : scalar.style
        var mark = start.mark
        mark.isPlainScalar =
            style == .plain && start.line == scalar.end.line
            && scalar.end.index - start.index == scalar.text.unicodeScalars.count
        let range = start.index..<max(start.index, scalar.end.index)
        return YAMLNode(
            content: .scalar(YAMLScalar(text: scalar.text, style: style, range: range)), mark: mark,
            weight: scalar.text.utf8.count + Self.nodeWeight, depth: 1)
    }

    private func emptyScalar(at start: YAMLPosition) -> YAMLNode {
        let nothing = YAMLScalar(text: "", style: .plain, range: start.index..<start.index)
        return YAMLNode(content: .scalar(nothing), mark: start.mark, weight: Self.nodeWeight, depth: 1)
    }

    private mutating func remember(_ node: YAMLNode, as anchor: String?) {
        if let anchor { anchors[anchor] = node }
    }

    /// Before the recursion, so that the stack is bounded too.
    private func checkLevel(_ level: Int, at start: YAMLPosition) throws(YAMLSyntaxError) {
        guard level <= limits.depth else {
            throw YAMLSyntaxError(
                message: "nested deeper than \(limits.depth) levels", line: start.line, column: start.column)
        }
    }

    private func checkTag(_ tag: String?, is expected: String, at start: YAMLPosition) {
        guard let tag, tag != Self.coreTag + expected else { return }
        let written = tag.hasPrefix(Self.coreTag) ? "!!" + tag.dropFirst(Self.coreTag.count) : tag
        diagnostics.report("the YAML tag \(excerpt(written)) has no meaning here; leave it out", at: start.mark)
    }

    /// Weight and depth of a list or mapping that grows.
    private struct Extent {
        let limit: Int
        private(set) var weight = YAMLComposer.nodeWeight
        private(set) var depth = 1

        init(limit: Int) {
            self.limit = limit
        }

        mutating func add(_ child: YAMLNode, at start: YAMLPosition) throws(YAMLSyntaxError) {
            weight += child.weight
            depth = max(depth, child.depth + 1)
            guard weight <= limit else {
                throw YAMLSyntaxError(
                    message: "with its aliases expanded the spec is larger than \(limit >> 20) MiB",
                    line: start.line, column: start.column)
            }
        }
    }
}
