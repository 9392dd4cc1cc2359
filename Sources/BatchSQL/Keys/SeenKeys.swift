// The keys that were there before, however many.

import Foundation
import RowModel

/// A set of keys, exact at any size, in bounded memory: some hundred thousand in a hash table, and the others in a
/// temporary database, where only those are looked for that ``KeyFilter`` has not ruled out.
///
/// Memory: 8 MiB of entries, the keys' own bytes up to 16 MiB and one key more, 16 MiB of filter and 4 MiB of SQLite's
/// cache; the last two once there is something on the disk. Confined to one task at a time.
public final class SeenKeys {
    /// How much is held in the hash table before all of it goes to the disk.
    struct Limits {
        /// Three quarters of 2^20 entries.
        var keys = 786_432
        var bytes = 16 << 20
        /// Which bits of a hash count. Tests have few of them, so that keys collide.
        var hashMask = UInt64.max
    }

    private let limits: Limits
    private let table = KeyTable()
    private var spilled: (keys: KeySpill, filter: KeyFilter)?
    /// Nobody can choose keys of one hash who does not know it.
    private let seed = UInt64.random(in: .min ... .max)

    public convenience init() {
        var limits = Limits()
        if let count = KeysInMemory.requested { limits.keys = count }
        self.init(limits)
    }

    init(_ limits: Limits) {
        self.limits = limits
    }

    /// Whether keys are on the disk.
    var hasSpilled: Bool { spilled != nil }

    /// Adds a key, which is not empty.
    /// - Returns: whether it is new.
    /// - Throws: ``SQLiteError`` where the disk won't have it; the set then means nothing any more.
    public func insert(_ key: UnsafeRawBufferPointer) throws(SQLiteError) -> Bool {
        let hash = hash(key)
        if let spilled, spilled.filter.mayContain(hash), !table.contains(key, hash: hash),
            try spilled.keys.contains(key, hash: hash)
        {
            return false
        }
        guard table.insert(key, hash: hash, rehash: self.hash) else { return false }
        if table.count >= limits.keys || table.byteCount >= limits.bytes { try spill() }
        return true
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
        if spilled == nil { spilled = (try KeySpill(), KeyFilter()) }
        guard let (keys, filter) = spilled else { return }
        try table.forEach { key throws(SQLiteError) in
            let hash = hash(key)
            try keys.insert(key, hash: hash)
            filter.insert(hash)
        }
        table.removeAll()
    }
}

/// `WEIR_TEST_KEYS_IN_MEMORY` has keys go to the disk when there are that many. Not for use.
private enum KeysInMemory {
    static let requested = ProcessInfo.processInfo.environment["WEIR_TEST_KEYS_IN_MEMORY"].flatMap(Int.init)
}
