// Keys in memory, with what belongs to them, in a hash table that compares what it finds.

import Foundation

/// A map of byte strings, none of whose keys is empty, with linear probing. An entry is 8 bytes: where the key stands in `bytes`, plus one, and half
/// of its hash, so that a key is only looked at if it is likely to be the one. A key is two lengths of 4 bytes, itself and its payload.
/// Entries stand in about the order of their hashes, since the upper bits say where to look first.
///
/// Not thread-safe. Invariant: every entry but 0 points to a whole key within `0 ..< byteCount`.
final class KeyTable {
    private(set) var count = 0
    private(set) var byteCount = 0
    private var entries: UnsafeMutablePointer<UInt64>
    private var entryBits: Int
    private var bytes: UnsafeMutableRawPointer
    private var byteCapacity: Int

    private static let firstEntryBits = 10
    private static let firstByteCapacity = 1 << 14
    private static let keptByteCapacity = 1 << 25
    private static let lengthBytes = 8

    init() {
        entryBits = Self.firstEntryBits
        entries = Self.noEntries(bits: entryBits)
        byteCapacity = Self.firstByteCapacity
        bytes = .allocate(byteCount: byteCapacity, alignment: 8)
    }

    deinit {
        free(entries)
        bytes.deallocate()
    }

    /// Whether the table has more keys than are looked up fast.
    private var isCrowded: Bool { count * 4 >= (1 << entryBits) * 3 }

    /// The payload of a key, valid until the next change; nil if the key is not there.
    func find(_ key: UnsafeRawBufferPointer, hash: UInt64) -> UnsafeRawBufferPointer? {
        let entry = entries[place(of: key, hash: hash)]
        return entry == 0 ? nil : pair(of: entry).payload
    }

    /// Adds a key.
    /// - Returns: whether it is new; where it is not, nothing has changed.
    func insert(
        _ key: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer, hash: UInt64,
        rehash: (UnsafeRawBufferPointer) -> UInt64
    ) -> Bool {
        if isCrowded { grow(rehash) }
        let place = place(of: key, hash: hash)
        guard entries[place] == 0 else { return false }
        entries[place] = Self.entry(at: append(key, payload), hash: hash)
        count += 1
        return true
    }

    /// Puts another number into the place of a payload that is one.
    /// - Returns: the number that was there; nil if the key is not.
    func exchange(_ key: UnsafeRawBufferPointer, _ number: UInt64, hash: UInt64) -> UInt64? {
        guard let payload = find(key, hash: hash), let start = payload.baseAddress else { return nil }
        let place = UnsafeMutableRawPointer(mutating: start)
        defer { place.storeBytes(of: number, as: UInt64.self) }
        return place.loadUnaligned(as: UInt64.self)
    }

    /// Goes through all keys, roughly in the order of their hashes.
    func forEach<Failure: Error>(
        _ body: (_ key: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        for index in 0..<(1 << entryBits) where entries[index] != 0 {
            let (key, payload) = pair(of: entries[index])
            try body(key, payload)
        }
    }

    func removeAll() {
        count = 0
        byteCount = 0
        entries.update(repeating: 0, count: 1 << entryBits)
        guard byteCapacity > Self.keptByteCapacity else { return }
        bytes.deallocate()
        byteCapacity = Self.firstByteCapacity
        bytes = .allocate(byteCount: byteCapacity, alignment: 8)
    }

    /// Of the key's entry, or of the free one that would be its.
    @inline(__always)
    private func place(of key: UnsafeRawBufferPointer, hash: UInt64) -> Int {
        let mask = 1 << entryBits - 1
        var place = Int(hash >> UInt64(64 - entryBits))
        while entries[place] != 0 {
            if entries[place] >> 32 == hash & 0xffff_ffff, isEqual(key, pair(of: entries[place]).key) { return place }
            place = (place + 1) & mask
        }
        return place
    }

    private static func entry(at offset: Int, hash: UInt64) -> UInt64 { hash << 32 | UInt64(offset + 1) }

    @inline(__always)
    private func pair(of entry: UInt64) -> (key: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer) {
        let start = bytes + Int(entry & 0xffff_ffff) - 1
        let keyCount = Int(start.loadUnaligned(as: UInt32.self))
        let payloadCount = Int(start.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        let key = start + Self.lengthBytes
        return (
            UnsafeRawBufferPointer(start: key, count: keyCount),
            UnsafeRawBufferPointer(start: key + keyCount, count: payloadCount)
        )
    }

    private func isEqual(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> Bool {
        one.count == other.count && memcmp(one.baseAddress!, other.baseAddress!, one.count) == 0
    }

    private func append(_ key: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer) -> Int {
        let end = byteCount + Self.lengthBytes + key.count + payload.count
        if end > byteCapacity {
            while byteCapacity < end { byteCapacity *= 2 }
            let moved = UnsafeMutableRawPointer.allocate(byteCount: byteCapacity, alignment: 8)
            moved.copyMemory(from: bytes, byteCount: byteCount)
            bytes.deallocate()
            bytes = moved
        }
        defer { byteCount = end }
        let start = bytes + byteCount
        start.storeBytes(of: UInt32(key.count), as: UInt32.self)
        start.storeBytes(of: UInt32(payload.count), toByteOffset: 4, as: UInt32.self)
        (start + Self.lengthBytes).copyMemory(from: key.baseAddress!, byteCount: key.count)
        if let payloadStart = payload.baseAddress {
            (start + Self.lengthBytes + key.count).copyMemory(from: payloadStart, byteCount: payload.count)
        }
        return byteCount
    }

    private func grow(_ rehash: (UnsafeRawBufferPointer) -> UInt64) {
        let old = UnsafeMutableBufferPointer(start: entries, count: 1 << entryBits)
        entryBits += 1
        entries = Self.noEntries(bits: entryBits)
        let mask = 1 << entryBits - 1
        for entry in old where entry != 0 {
            var place = Int(rehash(pair(of: entry).key) >> UInt64(64 - entryBits))
            while entries[place] != 0 { place = (place + 1) & mask }
            entries[place] = entry
        }
        free(old.baseAddress)
    }

    /// Of the kernel's own zeros where it is large: memory that is not used is not taken.
    private static func noEntries(bits: Int) -> UnsafeMutablePointer<UInt64> {
        guard let memory = calloc(1 << bits, MemoryLayout<UInt64>.stride) else { fatalError("out of memory") }
        return memory.bindMemory(to: UInt64.self, capacity: 1 << bits)
    }
}
