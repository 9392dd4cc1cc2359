// `explode`: a row for each element of an array.

import RowModel

/// `explode: { column: items, into: item, type: text, separator: ",", position: n, empty: drop | null | reject }`, or with
/// `columns: { … }` in the place of `into` and `type`.
public struct ExplodeSpec: Sendable {
    /// What an element becomes.
    public enum Element: Sendable, Equatable {
        /// A value. The column is nil for the name of the exploded one, the type where the spec gives none.
        case value(into: Located<String>?, type: ColumnType?)
        /// The columns that are taken from it, which is an object.
        case columns([ColumnSpec], extra: ExtraColumnsSpec)
    }

    /// What becomes of a row that has no element.
    public enum Empty: String, Sendable, CaseIterable {
        case drop
        /// One row, with nulls in the place of an element.
        case null
        case reject
    }

    public var column: Located<String>
    public var element: Element
    /// What stands between two elements of a text; nil for an array in JSON.
    public var separator: Located<String>?
    /// The column for the element's number, from 1.
    public var position: Located<String>?
    public var empty: Empty

    public init(
        column: Located<String>, element: Element = .value(into: nil, type: nil), separator: Located<String>? = nil,
        position: Located<String>? = nil, empty: Empty = .drop
    ) {
        self.column = column
        self.element = element
        self.separator = separator
        self.position = position
        self.empty = empty
    }
}
