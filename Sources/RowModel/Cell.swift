// The unit of a row batch: one value of one row. Layout is fixed here and nowhere else.

/// One value of one row: 16 bytes, no reference, no allocation.
///
/// Text and blobs are a range of the owning batch's arena (`payload` = offset, `length` = bytes),
/// so a cell means nothing outside the ``RowBatch`` it lives in. Offsets, not pointers, so that the
/// arena may move when it grows.
public struct Cell: Sendable, Equatable {
    /// The storage class, as SQLite names them (https://sqlite.org/datatype3.html).
    public enum Tag: UInt8, Sendable {
        case null, integer, real, text, blob
    }

    public var tag: Tag
    /// Length in bytes of a text or blob; 0 otherwise.
    public var length: UInt32
    /// Int64 bits, Double bits, or an offset into the arena.
    public var payload: UInt64

    @inlinable
    public init(tag: Tag, length: UInt32, payload: UInt64) {
        self.tag = tag
        self.length = length
        self.payload = payload
    }

    // Computed: a stored one would be an accessor call for every null.
    @inlinable public static var null: Cell { Cell(tag: .null, length: 0, payload: 0) }

    @inlinable
    public static func integer(_ value: Int64) -> Cell {
        Cell(tag: .integer, length: 0, payload: UInt64(bitPattern: value))
    }

    @inlinable
    public static func real(_ value: Double) -> Cell {
        Cell(tag: .real, length: 0, payload: value.bitPattern)
    }

    /// Text at `offset` of the batch's arena, `length` bytes of valid UTF-8 without U+0000.
    @inlinable
    public static func text(offset: Int, length: Int) -> Cell {
        Cell(tag: .text, length: UInt32(truncatingIfNeeded: length), payload: UInt64(truncatingIfNeeded: offset))
    }

    @inlinable
    public static func blob(offset: Int, length: Int) -> Cell {
        Cell(tag: .blob, length: UInt32(truncatingIfNeeded: length), payload: UInt64(truncatingIfNeeded: offset))
    }

    @inlinable public var integerValue: Int64 { Int64(bitPattern: payload) }
    @inlinable public var realValue: Double { Double(bitPattern: payload) }
    @inlinable public var arenaOffset: Int { Int(truncatingIfNeeded: payload) }
    @inlinable public var byteCount: Int { Int(length) }
}
