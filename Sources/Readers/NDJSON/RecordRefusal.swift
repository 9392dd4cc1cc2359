// Why a line that may well be JSON is no row.

import RowModel

/// What is wrong with a record, in the directory's terms. Entries and targets are indices of a ``KeyDirectory``; ranges
/// are in the batch's arena.
enum RecordRefusal {
    /// The value of a column can't be converted.
    case conversion(target: Int32, ConversionFailure, offset: Int, length: Int)
    /// A key that a column needs, or that would be captured, stands twice.
    case duplicateKey(Int32)
    /// No column asks for the key, and the spec says that this fails.
    case extraKey(Int32)
    /// More keys than can be captured.
    case tooManyExtraKeys
    /// A path goes on in this key's value, which is no object, or no array.
    case blocked(Int32, JSONKind)
}
