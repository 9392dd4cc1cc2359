// Which columns a row has at one point of the pipeline, and in which slot of the batch each lives.

/// A named, typed column and the slot of the batch that holds its cells.
///
/// Slots are assigned once, when a pipeline is compiled: a column keeps its slot through every stage, so
/// `select`, `drop` and `rename` change the schema and touch no row.
public struct Column: Sendable, Hashable {
    public var name: String
    public var type: ColumnType
    public let slot: Int

    public init(name: String, type: ColumnType, slot: Int) {
        self.name = name
        self.type = type
        self.slot = slot
    }
}

/// The ordered columns of a row at one point of the pipeline.
public struct RowSchema: Sendable, Hashable {
    public var columns: [Column]

    public init(_ columns: [Column] = []) {
        self.columns = columns
    }

    /// The position of the column called `name`. SQLite's column names ignore ASCII case, and so do we.
    public func position(of name: String) -> Int? {
        let wanted = name.asciiLowercased
        return columns.firstIndex { $0.name.asciiLowercased == wanted }
    }

    public subscript(_ name: String) -> Column? {
        position(of: name).map { columns[$0] }
    }

    public var names: [String] { columns.map(\.name) }
}

extension String {
    /// Lower-cased in ASCII only: how SQLite compares identifiers.
    public var asciiLowercased: String {
        String(decoding: utf8.map { (65...90).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
