// From a key in a record to what becomes of its value. Used by ObjectDecoder only.

import RowModel

/// A column that takes a value.
struct KeyTarget {
    var converter: Converter
    var slot: Int
    /// The column's position in the plan.
    var column: Int
    /// The entry of its key.
    var entry: Int32
    /// Another column with the same path; -1 for none.
    var next: Int32
    /// What arrays are joined by, in the directory's text; ``KeyTarget/notJoined`` where they are not.
    var separatorStart = notJoined
    var separatorLength = 0

    static let notJoined = -1
    var isJoined: Bool { separatorStart != Self.notJoined }
}

/// All keys that the columns ask for, and those that the records have beside them, learned as they are met.
///
/// Records repeat each other's order of keys, so each entry remembers which one followed: a right guess costs one
/// comparison, a wrong one a look into a hash table. Learned keys are forgotten once they take up more than
/// ``learnedLimit`` entries or ``textLimit`` bytes, so files whose keys are data can't fill memory.
///
/// It belongs to one decoder, and none of its methods calls back: hence no exclusivity checks in the hot loop.
///
/// Invariants of the pointers: `entries[0 ..< count]` and `targets[0 ..< targetCount]` are initialised; `text` has
/// `textCount` bytes and ``RowBatch/arenaPadding`` allocated ones behind them, so keys may be compared by words.
final class KeyDirectory {
    @exclusivity(unchecked) private(set) var entries: UnsafeMutablePointer<KeyEntry>
    @exclusivity(unchecked) private(set) var count = 0
    private var capacity = 64
    let targets: UnsafeMutablePointer<KeyTarget>
    let targetCount: Int
    @exclusivity(unchecked) private(set) var text: UnsafeMutablePointer<UInt8>
    @exclusivity(unchecked) private var textCount = 0
    private var textCapacity = 1024
    /// Open addressing with linear probing; 0 is free, since entry 0 is no key.
    @exclusivity(unchecked) private var table: [Int32] = Array(repeating: 0, count: 128)
    /// Against keys that were made to collide.
    private let seed = UInt64.random(in: .min ... .max)

    @exclusivity(unchecked) private var plannedEntries = 0
    @exclusivity(unchecked) private var plannedText = 0
    static let learnedLimit = 4096
    static let textLimit = 1 << 20

    init(columns: [SourceColumn], extra: KeyEntry.Extra) throws(ColumnPathError) {
        let paths = try ColumnPath.paths(columns.map(\.from))
        entries = .allocate(capacity: capacity)
        targets = .allocate(capacity: max(1, columns.count))
        text = .allocate(capacity: textCapacity + RowBatch.arenaPadding)
        targetCount = columns.count
        addEntry(KeyEntry(extra: extra))
        for (index, column) in columns.enumerated() {
            add(column, at: index, path: paths[index])
        }
        // What a column takes whole holds no extra keys.
        for index in 1..<max(1, count) where entries[index].child > 0 && takesWhole(entries[index]) {
            cover(entries[index].child)
        }
        plannedEntries = count
        plannedText = textCount
    }

    deinit {
        entries.deallocate()
        targets.deallocate()
        text.deallocate()
    }

    /// The entry of a key, learned if it is new, or the object's own entry (which only says what happens to an extra key)
    /// if it is an ignored key too many.
    ///
    /// - Parameter key: its unescaped bytes, valid UTF-8, with allocated padding behind them.
    func entry(for key: UnsafePointer<UInt8>, _ length: Int, in object: Int32) -> Int32 {
        if let found = find(key, length, in: object) { return found }
        let isFull = count - plannedEntries > Self.learnedLimit || textCount - plannedText > Self.textLimit
        // A captured key has to be remembered for the whole record, since it may come twice. ObjectDecoder stops a record
        // that has too many.
        if isFull && entries[Int(object)].extra == .ignore { return object }
        return learn(key, length, in: object)
    }

    /// Forgets learned keys if they have become too many. Called between two records.
    func forgetExcess() {
        guard count - plannedEntries > Self.learnedLimit || textCount - plannedText > Self.textLimit else { return }
        count = plannedEntries
        textCount = plannedText
        for index in 0..<count {
            // The guesses may point at what is forgotten.
            entries[index].next = 0
        }
        // One huge record must not keep its memory.
        if capacity > 4 * (Self.learnedLimit + plannedEntries) { resizeEntries(to: 2 * plannedEntries + 64) }
        if textCapacity > 4 * (Self.textLimit + plannedText) { resizeText(to: 2 * plannedText + 1024) }
        rebuildTable()
    }

    func find(_ key: UnsafePointer<UInt8>, _ length: Int, in object: Int32) -> Int32? {
        let mask = table.count - 1
        var place = Int(truncatingIfNeeded: hash(key, length, object)) & mask
        while case let index = table[place], index != 0 {
            let entry = entries[Int(index)]
            if entry.object == object, entry.keyLength == length,
                KeyBytes.areEqual(key, text + entry.keyStart, length)
            {
                return index
            }
            place = (place + 1) & mask
        }
        return nil
    }

    func learn(_ key: UnsafePointer<UInt8>, _ length: Int, in object: Int32) -> Int32 {
        var entry = KeyEntry(keyStart: appendText(key, length), keyLength: length, object: object)
        let extra = entries[Int(object)].extra
        entry.extra = extra
        if !KeyBytes.needsEscape(key, length) {
            entry.length = length
            entry.mask = KeyBytes.mask(length)
            entry.word = ByteWord.load(key) & entry.mask
        }
        let index = Int32(count)
        addEntry(entry)
        if extra == .capture {
            var captured: [UInt8] = []
            path(of: index).withUnsafeBytes { JSONQuoting.append($0, to: &captured) }
            captured.append(UInt8(ascii: ":"))
            entries[Int(index)].capturedStart = captured.withUnsafeBufferPointer { appendText($0.baseAddress!, $0.count) }
            entries[Int(index)].capturedLength = captured.count
        }
        if 2 * count > table.count {
            rebuildTable()
        } else {
            insert(index)
        }
        return index
    }

    func addEntry(_ entry: KeyEntry) {
        if count == capacity { resizeEntries(to: 2 * capacity) }
        (entries + count).initialize(to: entry)
        count += 1
    }

    private func resizeEntries(to newCapacity: Int) {
        let moved = UnsafeMutablePointer<KeyEntry>.allocate(capacity: newCapacity)
        moved.moveInitialize(from: entries, count: count)
        entries.deallocate()
        entries = moved
        capacity = newCapacity
    }

    func appendText(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> Int {
        if textCount + length > textCapacity {
            var newCapacity = 2 * textCapacity
            while textCount + length > newCapacity { newCapacity *= 2 }
            resizeText(to: newCapacity)
        }
        (text + textCount).update(from: bytes, count: length)
        defer { textCount += length }
        return textCount
    }

    private func resizeText(to newCapacity: Int) {
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: newCapacity + RowBatch.arenaPadding)
        moved.update(from: text, count: textCount)
        text.deallocate()
        text = moved
        textCapacity = newCapacity
    }

    /// Enters all keys into a table that is at most a quarter full.
    private func rebuildTable() {
        var size = 128
        while size < 4 * count { size *= 2 }
        table = Array(repeating: 0, count: size)
        // An object's own entry has no key and is never looked for.
        for index in 1..<max(1, count) where entries[index].owner == 0 { insert(Int32(index)) }
    }

    private func insert(_ index: Int32) {
        let entry = entries[Int(index)]
        let mask = table.count - 1
        var place = Int(truncatingIfNeeded: hash(text + entry.keyStart, entry.keyLength, entry.object)) & mask
        while table[place] != 0 { place = (place + 1) & mask }
        table[place] = index
    }

    /// A multiply-and-fold hash (as wyhash, https://github.com/wangyi-fudan/wyhash) over words; reads padding.
    private func hash(_ key: UnsafePointer<UInt8>, _ length: Int, _ object: Int32) -> UInt64 {
        var hash = seed ^ UInt64(truncatingIfNeeded: length) ^ UInt64(truncatingIfNeeded: object) &<< 32
        var position = 0
        while position < length {
            let word = ByteWord.load(key + position) & KeyBytes.mask(length - position)
            let (high, low) = (hash ^ word ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
            hash = high ^ low ^ seed
            position += 8
        }
        let (high, low) = hash.multipliedFullWidth(by: 0x8EBC_6AF0_9C88_C6E3)
        return high ^ low
    }
}
