// `columns` and `extra_columns` of transforms that take columns from objects.

struct TakenColumnsDecoder {
    let values: ValueDecoder

    /// nil if there are none, or after reporting what is wrong with them.
    func columns(_ mapping: SpecMapping) -> [ColumnSpec]? {
        mapping["columns"].flatMap { ColumnsDecoder(values: values).columns($0, mapping.label("columns")) }
    }

    /// nil after reporting what is wrong.
    func extraColumns(_ mapping: SpecMapping) -> ExtraColumnsSpec? {
        guard let node = mapping["extra_columns"] else { return .fail }
        return values.choice(node, mapping.label("extra_columns"))
    }
}
