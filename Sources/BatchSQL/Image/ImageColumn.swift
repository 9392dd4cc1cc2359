// A column of the target, as the rows of an image must fit it.

import RowModel

/// A column of a table that rows are copied into by way of a ``BatchImage``: SQLite copies the records as they are, so
/// none of its conversions and checks takes place, and a value that would need one must not get in.
public struct ImageColumn: Sendable {
    /// Where its cells are in a row.
    let slot: Int
    /// Its type and constraints, as CREATE TABLE writes them.
    public let declaration: String
    /// Whether it is another name of the rowid (https://sqlite.org/lang_createtable.html#rowid).
    public let isRowid: Bool
    /// Whether SQLite stores a real without a fraction as an integer there
    /// (https://sqlite.org/datatype3.html#storage_classes_and_datatypes).
    let storesWholeRealsAsIntegers: Bool
    /// One bit for each ``Cell/Tag`` that the table would keep as it is.
    let accepted: UInt8

    /// - Parameters:
    ///   - type: the declared type, one of ``ColumnType/sqlType`` or empty.
    ///   - isNullable: false where the table has NOT NULL.
    ///   - isStrict: whether the table is STRICT (https://sqlite.org/stricttables.html).
    /// - Returns: nil if what SQLite makes of the type is not known here.
    public init?(slot: Int, type: String, isNullable: Bool, isRowid: Bool, isStrict: Bool) {
        let tags: [Cell.Tag]
        switch (type.asciiLowercased, isStrict) {
        case ("integer", _): tags = [.integer]
        // The storage class of the type and no other, which an affinity might change
        // (https://sqlite.org/datatype3.html#type_affinity).
        case ("real", _): tags = [.real]
        case ("text", _): tags = [.text]
        case ("blob", _): tags = [.blob]
        case ("", false), ("any", true): tags = [.integer, .real, .text, .blob]
        default: return nil
        }
        self.slot = slot
        self.isRowid = isRowid
        storesWholeRealsAsIntegers = type.asciiLowercased == "real"
        let nullable = isNullable && !isRowid
        accepted = (tags + (nullable ? [.null] : [])).reduce(0) { $0 | 1 << $1.rawValue }
        declaration = isRowid ? "INTEGER PRIMARY KEY" : isNullable ? type : "\(type) NOT NULL"
    }

    @inline(__always)
    func accepts(_ tag: Cell.Tag) -> Bool { accepted >> tag.rawValue & 1 != 0 }
}
