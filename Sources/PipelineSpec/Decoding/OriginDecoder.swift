// `source.files`, `source.command` or `source.stdin` → SourceOrigin.

struct OriginDecoder {
    let values: ValueDecoder

    /// The keys of which a source has exactly one.
    static let keys = ["files", "command", "stdin"]

    /// What is wrong with the origin has been reported; the value then means nothing.
    func origin(_ source: SpecMapping) -> SourceOrigin {
        let written = Self.keys.filter { source[$0] != nil }
        if written.count > 1 {
            let last = written.max { source.mark(of: $0).isBefore(source.mark(of: $1)) } ?? ""
            values.report("source has one of \(values.alternatives(Self.keys)), not several", at: source.mark(of: last))
        } else if let key = written.first, key != "files" {
            checkUnnamed(source, key)
        }
        if let node = source["files"] { return .files(files(node, source.label("files"))) }
        if let node = source["command"] { return .command(command(node, source.label("command"))) }
        if let node = source["stdin"] { return stdin(node, source.label("stdin")) }
        values.report("missing key \"files\" in source; it may also have command, or stdin: true", at: source.mark)
        return .files([])
    }

    private func files(_ node: YAMLNode, _ label: String) -> [Located<String>] {
        values.texts(node, label, wanted: "a path or a list of paths") ?? []
    }

    func command(_ node: YAMLNode, _ label: String) -> [Located<String>] {
        let wanted = "a list of a program and its arguments such as [curl, -fsS, \"https://…\"]"
        switch node.content {
        case .sequence(let items):
            if items.isEmpty { values.report("\(label) must not be empty; write \(wanted)", at: node.mark) }
            return items.enumerated().compactMap { index, item in
                values.text(item, "an entry of \(label)", allowsEmpty: index > 0)
            }
        case .scalar(let scalar):
            if !scalar.isUnresolved {
                values.report(
                    "\(label) must be \(wanted), not \(node.kindDescription); no shell takes it apart", at: node.mark)
            }
            return []
        case .mapping:
            values.report("\(label) must be \(wanted), not a mapping", at: node.mark)
            return []
        }
    }

    private func stdin(_ node: YAMLNode, _ label: String) -> SourceOrigin {
        if values.boolean(node, label) == false {
            values.report("\(label) is true or left out; with false the source has nothing to read", at: node.mark)
        }
        return .stdin(node.mark)
    }

    /// What comes out of a command or a pipe has no name that says its format, and can't be read twice for a sample.
    private func checkUnnamed(_ source: SpecMapping, _ key: String) {
        let mark = source.mark(of: key)
        if source["format"] == nil {
            values.report(
                "source.\(key) needs format: csv, ndjson or json; there is no file name that says it", at: mark)
        }
        if source["columns"] == nil {
            values.report("source.\(key) needs columns; only files have a sample to infer them from", at: mark)
        }
        if source["changed_inputs"] != nil {
            values.report(
                "changed_inputs has no meaning with source.\(key), which is always loaded anew",
                at: source.mark(of: "changed_inputs"))
        }
    }
}

extension SourceMark {
    fileprivate func isBefore(_ other: SourceMark) -> Bool { (line, column) < (other.line, other.column) }
}
