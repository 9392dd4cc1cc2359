// The columns of a plan in the directory of keys, and the way back from a key to its column.

import RowModel

extension KeyDirectory {
    func add(_ column: SourceColumn, at index: Int, path: ColumnPath) {
        var object: Int32 = 0
        for (depth, key) in path.keys.enumerated() {
            let entry = key.withUnsafeBufferPointer { key in
                withPadding(key) { self.find($0, key.count, in: object) ?? self.learn($0, key.count, in: object) }
            }
            if depth < path.keys.count - 1 {
                if entries[Int(entry)].child == 0 {
                    let child = Int32(count)
                    addEntry(KeyEntry(owner: entry, extra: entries[0].extra))
                    entries[Int(entry)].child = child
                }
                object = entries[Int(entry)].child
            } else {
                (targets + index).initialize(
                    to: KeyTarget(
                        converter: column.converter, slot: column.slot, column: index, entry: entry,
                        next: entries[Int(entry)].target))
                entries[Int(entry)].target = Int32(index)
            }
        }
    }

    func takesWhole(_ entry: KeyEntry) -> Bool {
        var target = entry.target
        while target >= 0 {
            if targets[Int(target)].converter.takesRawJSON { return true }
            target = targets[Int(target)].next
        }
        return false
    }

    func cover(_ object: Int32) {
        entries[Int(object)].extra = .ignore
        for index in 1..<count where entries[index].object == object && entries[index].child > 0 {
            cover(entries[index].child)
        }
    }

    /// The path of a key as a spec would write it.
    func path(of index: Int32) -> [UInt8] {
        let entry = entries[Int(index)]
        let key = ColumnPath.escaped(UnsafeBufferPointer(start: text + entry.keyStart, count: entry.keyLength))
        guard entry.object != 0 else { return key }
        return path(of: entries[Int(entry.object)].owner) + [UInt8(ascii: ".")] + key
    }

    /// The name of the first column that takes the key's value.
    func column(at key: Int32, _ columns: [SourceColumn]) -> String? {
        let target = entries[Int(key)].target
        return target < 0 ? nil : columns[targets[Int(target)].column].name
    }

    /// The first column whose path leads through the key.
    func column(below key: Int32, _ columns: [SourceColumn]) -> SourceColumn? {
        for index in 0..<targetCount {
            var entry = targets[index].entry
            while entry != key, entries[Int(entry)].object != 0 {
                entry = entries[Int(entries[Int(entry)].object)].owner
            }
            if entry == key, targets[index].entry != key { return columns[targets[index].column] }
        }
        return nil
    }

    private func withPadding<Result>(
        _ key: UnsafeBufferPointer<UInt8>, _ body: (UnsafePointer<UInt8>) -> Result
    ) -> Result {
        let padded = Array(key) + Array(repeating: 0, count: RowBatch.arenaPadding)
        return padded.withUnsafeBufferPointer { body($0.baseAddress!) }
    }
}
