// What decode has to find in a record.

/// A column to be decoded: where its value stands in the record, its type and its slot in the batch.
public struct SourceColumn: Sendable, Hashable {
    public var name: String
    /// The CSV header's name, or a JSON path such as `user.name`; the column's own name unless the spec says `from`.
    public var from: String
    public var type: ColumnType
    /// What a JSON array of scalars is joined by to be one text; nil where arrays are refused, or kept as JSON.
    public var join: String?
    public let slot: Int

    public init(name: String, from: String? = nil, type: ColumnType, join: String? = nil, slot: Int) {
        self.name = name
        self.from = from ?? name
        self.type = type
        self.join = join
        self.slot = slot
    }
}

/// What becomes of fields or keys that no column asks for.
public enum ExtraColumns: Sendable, Hashable {
    /// CSV: the input fails at its header. NDJSON: the record is a reject.
    case fail
    case ignore
    /// All of them as one JSON object (text) in this slot; null where a record has none.
    case capture(slot: Int)
}
