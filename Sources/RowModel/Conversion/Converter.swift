// Text → typed cell. The hot path of every reader: no allocation, no policy.

/// Why a text is not a value of the column's type.
public enum ConversionFailure: UInt8, Error, Sendable {
    case unfinished

    /// The reason without the value, such as `is not an integer`.
    public var reason: String { "" }
}

/// Converts the text of a field into a cell of one column type.
public struct Converter: Sendable {
    public let type: ColumnType

    public init(_ type: ColumnType) {
        self.type = type
    }

    /// Converts `length` bytes at `offset` of the batch's arena, which need not be valid UTF-8, and stores the cell.
    ///
    /// A text that needs rewriting (a timestamp in another zone) is appended to the arena, which may move.
    /// - Returns: nil when the cell is stored; else why it is not, with the cell unchanged.
    public func convert(
        offset: Int, length: Int, in batch: RowBatch, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        cell.pointee = .text(offset: offset, length: length)
        return nil
    }
}
