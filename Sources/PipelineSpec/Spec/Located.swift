// Values with the place they were written at, so that every later check can point at it.

/// A value and where it stands in the spec file.
public struct Located<Value> {
    public var value: Value
    public var mark: SourceMark

    public init(_ value: Value, at mark: SourceMark) {
        self.value = value
        self.mark = mark
    }
}

extension Located where Value == String {
    /// The place of a byte of a text, if it can be told; else that of the text.
    /// - Parameter offset: in UTF-8.
    public func mark(at offset: Int?) -> SourceMark {
        var mark = mark
        if mark.isPlainScalar, let offset {
            let prefix = value.utf8.prefix(max(0, offset))
            mark.column += String(decoding: prefix, as: UTF8.self).unicodeScalars.count
        }
        return mark
    }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}

/// A place in a spec file, both 1-based; columns count Unicode scalars.
public struct SourceMark: Sendable, Hashable {
    public var line: Int
    public var column: Int
    /// Whether the scalar at this place is written plainly on one line (no quotes, no block, no parameter replaced), so
    /// that an offset within its value is an offset in the file.
    public var isPlainScalar: Bool

    public init(line: Int, column: Int, isPlainScalar: Bool = false) {
        self.line = line
        self.column = column
        self.isPlainScalar = isPlainScalar
    }

    /// The first character of the file.
    public static let start = SourceMark(line: 1, column: 1)
}
