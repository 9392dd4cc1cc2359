// Keys and what belongs to them, however many.

import Foundation
import RowModel

/// A map of byte strings, exact at any size, in bounded memory: some hundred thousand keys in a hash table, and the others in
/// a temporary database, where only those are looked for that ``KeyFilter`` has not ruled out.
///
/// Memory: 8 MiB of entries; the bytes of keys and payloads up to 16 MiB and one pair more; and once there is something on
/// the disk 16 MiB of filter, and SQLite's cache. Confined to one task at a time.
public final class KeyStore {
    /// How much is held in the hash table before all of it goes to the disk.
    struct Limits {
        /// Three quarters of 2^20 entries.
        var keys = 786_432
        var bytes = 16 << 20
        /// Which bits of a hash count. Tests have few of them, so that keys collide.
        var hashMask = UInt64.max
    }

    private let limits: Limits
    private let cacheBytes: Int
    private let table = KeyTable()
    private var spilled: (keys: KeySpill, filter: KeyFilter)?
    /// Nobody can choose keys of one hash who does not know it.
    private let seed = UInt64.random(in: .min ... .max)

    /// - Parameter cacheBytes: what of the keys on the disk is kept in memory: little is needed to add keys, more to find
    ///   them.
    public convenience init(cacheBytes: Int = 4 << 20) {
        var limits = Limits()
        if let count = KeysInMemory.requested { limits.keys = count }
        self.init(limits, cacheBytes: cacheBytes)
    }

    init(_ limits: Limits, cacheBytes: Int = 4 << 20) {
        self.limits = limits
        self.cacheBytes = cacheBytes
    }

    /// Whether keys are on the disk.
    var hasSpilled: Bool { spilled != nil }

    /// Adds a key, which is not empty, unless it is there.
    /// - Returns: whether it is new.
    /// - Throws: ``SQLiteError`` where the disk won't have it; the map then means nothing any more.
    public func insert(
        _ key: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
    ) throws(SQLiteError) -> Bool {
        let hash = hash(key)
        if let spilled, spilled.filter.mayContain(hash), table.find(key, hash: hash) == nil,
            try spilled.keys.find(key, hash: hash) != nil
        {
            return false
        }
        guard table.insert(key, payload, hash: hash, rehash: self.hash) else { return false }
        if table.count >= limits.keys || table.byteCount >= limits.bytes { try spill() }
        return true
    }

    /// Remembers a number for a key.
    /// - Returns: the one that was remembered for it before.
    /// - Throws: ``SQLiteError``, as for ``insert(_:_:)``.
    public func exchange(_ key: UnsafeRawBufferPointer, _ number: UInt64) throws(SQLiteError) -> UInt64? {
        let hash = hash(key)
        if let earlier = table.exchange(key, number, hash: hash) { return earlier }
        if let spilled, spilled.filter.mayContain(hash),
            let earlier = try spilled.keys.exchange(key, number, hash: hash)
        {
            return earlier
        }
        let isNew = withUnsafeBytes(of: number) { table.insert(key, $0, hash: hash, rehash: self.hash) }
        precondition(isNew)
        if table.count >= limits.keys || table.byteCount >= limits.bytes { try spill() }
        return nil
    }

    /// The payload of a key, valid until the next call; nil if the key is not there.
    /// - Throws: ``SQLiteError`` where the disk can't be read.
    public func find(_ key: UnsafeRawBufferPointer) throws(SQLiteError) -> UnsafeRawBufferPointer? {
        let hash = hash(key)
        if let payload = table.find(key, hash: hash) { return payload }
        guard let spilled, spilled.filter.mayContain(hash) else { return nil }
        return try spilled.keys.find(key, hash: hash)
    }

    public func removeAll() {
        table.removeAll()
        spilled = nil
    }

    private func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
        ContentHash.text(key, seed: seed) & limits.hashMask
    }

    /// In the order of the hashes, so that keys of one page come one behind the other.
    private func spill() throws(SQLiteError) {
        if spilled == nil { spilled = (try KeySpill(cacheBytes: cacheBytes), KeyFilter()) }
        guard let (keys, filter) = spilled else { return }
        try table.forEach { key, payload throws(SQLiteError) in
            let hash = hash(key)
            try keys.insert(key, payload, hash: hash)
            filter.insert(hash)
        }
        table.removeAll()
    }
}

/// `WEIR_TEST_KEYS_IN_MEMORY` has keys go to the disk when there are that many. Not for use.
private enum KeysInMemory {
    static let requested = ProcessInfo.processInfo.environment["WEIR_TEST_KEYS_IN_MEMORY"].flatMap(Int.init)
}
