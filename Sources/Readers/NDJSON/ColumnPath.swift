// Where in a record a column's value stands.

import RowModel

/// A path of keys such as `user.name`: the keys of nested objects, joined by dots.
///
/// A dot that belongs to a key is written `\.`, a backslash `\\`: `a\.b.c` is the key `c` in the object at the key `a.b`.
/// Keys are compared byte for byte, after their JSON escapes; an empty key is a key.
struct ColumnPath {
    var keys: [[UInt8]]

    init(_ text: String) throws(ColumnPathError) {
        keys = [[]]
        var isEscaped = false
        for byte in text.utf8 {
            if isEscaped {
                guard byte == UInt8(ascii: ".") || byte == UInt8(ascii: "\\") else { throw ColumnPathError(path: text) }
                keys[keys.count - 1].append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: ".") {
                keys.append([])
            } else {
                keys[keys.count - 1].append(byte)
            }
        }
        if isEscaped { throw ColumnPathError(path: text) }
    }

    /// A key as a part of a path.
    static func escaped(_ key: some Sequence<UInt8>) -> [UInt8] {
        key.flatMap { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "\\") ? [UInt8(ascii: "\\"), $0] : [$0] }
    }
}

/// Checks that a `from` of a spec is a path.
public func validate(columnPath text: String) throws(ColumnPathError) {
    _ = try ColumnPath(text)
}

/// A column's path that can't be read.
public struct ColumnPathError: WeirError, Equatable {
    public var path: String

    public init(path: String) {
        self.path = path
    }

    public var exitCode: ExitCode { .usage }
    public var description: String {
        "\"\(path)\" is not a path: a backslash must be followed by a dot or a backslash"
    }
}
