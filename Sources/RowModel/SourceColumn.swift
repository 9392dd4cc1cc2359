// What decode has to find in a record.

/// A column to be decoded: where its value stands in the record, its type and its slot in the batch.
public struct SourceColumn: Sendable, Hashable {
    public var name: String
    /// The CSV header's name, or a JSON path such as `user.name`; the column's own name unless the spec says `from`.
    public var from: String
    public var type: ColumnType
    /// How its numbers are written; nil for the type's own way.
    public var numbers: NumberStyle?
    /// What a JSON array of scalars is joined by to be one text; nil where arrays are refused, or kept as JSON.
    public var join: String?
    public let slot: Int

    public init(
        name: String, from: String? = nil, type: ColumnType, numbers: NumberStyle? = nil, join: String? = nil, slot: Int
    ) {
        self.name = name
        self.from = from ?? name
        self.type = type
        self.numbers = numbers
        self.join = join
        self.slot = slot
    }

    public var converter: Converter { Converter(type, numbers: numbers) }
}

/// What becomes of a CSV input whose header lacks a column.
public enum MissingColumns: String, Sendable, Hashable, CaseIterable {
    /// The input fails at its header.
    case fail
    /// The column is null in all its rows. An input that has none of the columns fails all the same.
    case null
}

/// What becomes of fields or keys that no column asks for.
public enum ExtraColumns: Sendable, Hashable {
    /// CSV: the input fails at its header. NDJSON: the record is a reject.
    case fail
    case ignore
    /// All of them as one JSON object (text) in this slot; null where a record has none.
    case capture(slot: Int)

    public var areCaptured: Bool {
        if case .capture = self { true } else { false }
    }
}
