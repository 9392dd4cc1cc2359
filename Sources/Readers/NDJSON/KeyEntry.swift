// What the decoder of objects knows about one key.

import RowModel

/// A key of the record or of an object within it, and what becomes of its value.
///
/// An object or array, too, has an entry of its own, which stands in front of its first key: then "the key that is likely to follow"
/// is one field everywhere. Entry 0 is the record's. No key in a text can equal such an entry.
struct KeyEntry {
    /// What is done with a key that no column asks for.
    enum Extra: UInt8 {
        case ignore, fail, capture

        init(_ rule: ExtraColumns) {
            switch rule {
            case .ignore: self = .ignore
            case .fail: self = .fail
            case .capture: self = .capture
            }
        }
    }

    /// The key's first eight bytes, zero behind its end, and the mask of those that count.
    var word: UInt64 = 0
    var mask: UInt64 = 0
    /// Bytes of the key; ``unpredictable`` where a comparison with the text between two quotes would be wrong.
    var length: Int = unpredictable
    /// The key's unescaped bytes, in the directory's text.
    var keyStart = 0
    var keyLength = 0
    /// The entry that stood behind this one when last seen.
    var next: Int32 = 0
    /// The object the key belongs to.
    var object: Int32 = 0
    /// For an object's entry: the key whose value it is.
    var owner: Int32 = 0
    /// For an object's entry: whether it is an array instead, whose keys are the digits of its indexes.
    var isArray = false
    /// For an array's entry: no path leads into an element from this one on.
    var elementLimit = 0
    /// For an element of an array: its index; -1 for a key.
    var index = -1
    /// The first column that takes the value; -1 for none.
    var target: Int32 = -1
    /// The object that a column's path goes on in; 0 for none.
    var child: Int32 = 0
    /// What happens to a key of this object (for an object's entry) or to this key if no column asks for it.
    var extra = Extra.ignore
    /// The last record that had the key.
    var lastRecord = 0
    /// The key as it is captured, in the directory's text: the quoted path and a colon.
    var capturedStart = 0
    var capturedLength = 0

    /// Longer than any line, so that no comparison is made.
    static let unpredictable = Int.max / 2

    /// Whether a column, or the way to one, needs the value.
    var isUsed: Bool { target >= 0 || child > 0 }
}
