// `flatten`: columns of what is in an object.

/// `flatten: { column: address, columns: { city: text, … }, extra_columns: fail | ignore | capture }`
public struct FlattenSpec: Sendable {
    public var column: Located<String>
    /// What is taken from the object.
    public var columns: [ColumnSpec]
    public var extraColumns: ExtraColumnsSpec

    public init(column: Located<String>, columns: [ColumnSpec], extraColumns: ExtraColumnsSpec = .fail) {
        self.column = column
        self.columns = columns
        self.extraColumns = extraColumns
    }
}
