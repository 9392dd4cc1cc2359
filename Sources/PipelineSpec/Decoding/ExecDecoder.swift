// `exec:` → ExecSpec.

struct ExecDecoder {
    let values: ValueDecoder

    func exec(_ node: YAMLNode, _ label: String, at mark: SourceMark) -> ExecSpec? {
        guard let mapping = values.mapping(node, label, keys: .exec, at: mark) else { return nil }
        let command = values.required(mapping, "command")
            .map { OriginDecoder(values: values).command($0, mapping.label("command")) } ?? []
        let taken = TakenColumnsDecoder(values: values)
        let columns = taken.columns(mapping)
        let areColumnsSound = mapping["columns"] == nil || columns != nil
        guard let extra = taken.extraColumns(mapping), !command.isEmpty, areColumnsSound else { return nil }
        return ExecSpec(command: command, columns: columns, extraColumns: extra)
    }
}
