// The key of a row as bytes: equal for equal keys, and for no others.

import RowModel

/// Writes what some columns of a row hold as one string of bytes, in which each value ends where the next one begins.
///
/// Two keys are equal if all their values have the same storage class and are the same: texts and blobs byte for byte,
/// both zeros of a real, and null equals null, as in `SELECT DISTINCT`. Confined to one task at a time.
public final class RowKey {
    private let slots: [Int]
    private var bytes: UnsafeMutablePointer<UInt8>
    private var capacity = 256
    private var count = 0

    private static let keptCapacity = 1 << 20

    /// - Parameter slots: of the columns, in order.
    public init(slots: [Int]) {
        self.slots = slots
        bytes = .allocate(capacity: capacity)
    }

    deinit { bytes.deallocate() }

    /// The key of a row, valid until the next call.
    ///
    /// Cost: a byte and at most nine more for each value, and a copy of texts and blobs.
    public func of(_ row: UnsafeMutablePointer<Cell>, in batch: RowBatch) -> UnsafeRawBufferPointer {
        if capacity > Self.keptCapacity { resize(to: Self.keptCapacity, keeping: 0) }
        count = 0
        for slot in slots { append(row[slot], in: batch) }
        return UnsafeRawBufferPointer(start: bytes, count: count)
    }

    /// The same, with a number in front that takes 8 bytes.
    public func of(_ row: UnsafeMutablePointer<Cell>, in batch: RowBatch, behind number: UInt64) -> UnsafeRawBufferPointer {
        if capacity > Self.keptCapacity { resize(to: Self.keptCapacity, keeping: 0) }
        count = 0
        appendWord(number)
        for slot in slots { append(row[slot], in: batch) }
        return UnsafeRawBufferPointer(start: bytes, count: count)
    }

    private func append(_ cell: Cell, in batch: RowBatch) {
        makeRoom(for: 9 + (cell.tag == .text || cell.tag == .blob ? cell.byteCount : 0))
        switch cell.tag {
        case .null:
            put(0)
        case .integer:
            appendInteger(cell.payload)
        case .real:
            put(10)
            appendWord(cell.realValue == 0 ? 0 : cell.payload)
        case .text, .blob:
            put(cell.tag == .text ? 11 : 12)
            appendLength(cell.length)
            let value = batch.bytes(of: cell)
            if let start = value.baseAddress {
                UnsafeMutableRawPointer(bytes + count).copyMemory(from: start, byteCount: value.count)
            }
            count += value.count
        }
    }

    /// 1 and how many bytes are left when those are gone that only repeat the sign; then these.
    private func appendInteger(_ payload: UInt64) {
        let sign = UInt64(bitPattern: Int64(bitPattern: payload) >> 63)
        let width = (64 - (payload ^ sign).leadingZeroBitCount) / 8 + 1
        put(UInt8(1 + width))
        var rest = payload
        for _ in 0..<width {
            put(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    private func appendWord(_ word: UInt64) {
        UnsafeMutableRawPointer(bytes + count).storeBytes(of: word.littleEndian, as: UInt64.self)
        count += 8
    }

    /// Seven bits a byte, the last one without its highest bit.
    private func appendLength(_ length: UInt32) {
        var rest = length
        while rest >= 0x80 {
            put(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        put(UInt8(rest))
    }

    @inline(__always)
    private func put(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
    }

    private func makeRoom(for more: Int) {
        guard count + more > capacity else { return }
        var larger = capacity
        while larger < count + more { larger *= 2 }
        resize(to: larger, keeping: count)
    }

    private func resize(to size: Int, keeping kept: Int) {
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
        moved.update(from: bytes, count: kept)
        bytes.deallocate()
        bytes = moved
        capacity = size
    }
}
