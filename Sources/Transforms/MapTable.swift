// A hash table from cells to constants that looks a text up without making a String of it.

import Foundation
import RowModel

/// Open addressing over FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/), filled once.
struct MapTable {
    private(set) var values: [ConstantCell] = []
    private var keys: [ConstantCell] = []
    /// Positions in `keys`, -1 where free; a power of two, at most half full.
    private var buckets: [Int] = Array(repeating: -1, count: 8)

    /// Returns false if the key is there already.
    mutating func insert(_ key: ConstantCell, _ value: ConstantCell) -> Bool {
        if keys.contains(key) { return false }
        keys.append(key)
        values.append(value)
        if keys.count * 2 > buckets.count {
            buckets = Array(repeating: -1, count: buckets.count * 2)
            for position in keys.indices { place(position) }
        } else {
            place(keys.count - 1)
        }
        return true
    }

    private mutating func place(_ position: Int) {
        let key = keys[position]
        var bucket = key.bytes.withUnsafeBytes { Self.hash(key.tag, key.payload, $0) } & (buckets.count - 1)
        while buckets[bucket] >= 0 { bucket = (bucket + 1) & (buckets.count - 1) }
        buckets[bucket] = position
    }

    /// The position in `values` of what `cell` becomes.
    func position(of cell: Cell, in batch: RowBatch) -> Int? {
        let isBytes = cell.tag == .text || cell.tag == .blob
        let bytes = isBytes ? batch.bytes(of: cell) : UnsafeRawBufferPointer(start: nil, count: 0)
        let payload = isBytes ? 0 : cell.payload
        var bucket = Self.hash(cell.tag, payload, bytes) & (buckets.count - 1)
        while buckets[bucket] >= 0 {
            let position = buckets[bucket]
            if keys[position].tag == cell.tag, keys[position].payload == payload, Self.areEqual(keys[position].bytes, bytes) {
                return position
            }
            bucket = (bucket + 1) & (buckets.count - 1)
        }
        return nil
    }

    private static func areEqual(_ left: [UInt8], _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count else { return false }
        return left.isEmpty || left.withUnsafeBytes { memcmp($0.baseAddress!, right.baseAddress!, $0.count) == 0 }
    }

    private static func hash(_ tag: Cell.Tag, _ payload: UInt64, _ bytes: UnsafeRawBufferPointer) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        hash = (hash ^ UInt64(tag.rawValue)) &* 0x100_0000_01B3
        hash = (hash ^ payload) &* 0x100_0000_01B3
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        // The multiplication mixes upwards only; the buckets use the low bits.
        return Int(truncatingIfNeeded: hash ^ (hash >> 32))
    }
}
