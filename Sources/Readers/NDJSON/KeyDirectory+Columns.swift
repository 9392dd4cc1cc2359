// The columns of a plan in the directory of keys, and the way back from a key to its column.

import RowModel

extension KeyDirectory {
    func add(_ column: SourceColumn, at index: Int, path: ColumnPath) {
        var object: Int32 = 0
        for (depth, step) in path.steps.enumerated() {
            let entry = entry(of: step, in: object)
            if depth < path.steps.count - 1 {
                if entries[Int(entry)].child == 0 {
                    let child = Int32(count)
                    addEntry(KeyEntry(owner: entry, isArray: path.steps[depth + 1].isIndex, extra: entries[0].extra))
                    entries[Int(entry)].child = child
                }
                object = entries[Int(entry)].child
            } else {
                var target = KeyTarget(
                    converter: column.converter, slot: column.slot, column: index, entry: entry,
                    next: entries[Int(entry)].target)
                if let separator = column.join.map({ Array($0.utf8) }) {
                    target.separatorStart = withPadding(separator) { self.appendText($0, separator.count) }
                    target.separatorLength = separator.count
                }
                (targets + index).initialize(to: target)
                entries[Int(entry)].target = Int32(index)
            }
        }
    }

    private func entry(of step: ColumnPath.Step, in object: Int32) -> Int32 {
        switch step {
        case .key(let key):
            return withPadding(key) { self.find($0, key.count, in: object) ?? self.learn($0, key.count, in: object) }
        case .index(let index):
            entries[Int(object)].elementLimit = max(entries[Int(object)].elementLimit, index + 1)
            return element(index, in: object)
        }
    }

    /// The entry of an array's element, as ``entry(for:_:in:)``.
    func element(_ index: Int, in array: Int32) -> Int32 {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20 + RowBatch.arenaPadding) { buffer in
            var start = 20
            var rest = index
            repeat {
                start -= 1
                buffer[start] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            } while rest > 0
            let key = entry(for: UnsafePointer(buffer.baseAddress! + start), 20 - start, in: array)
            if key != array { entries[Int(key)].index = index }
            return key
        }
    }

    func takesWhole(_ entry: KeyEntry) -> Bool {
        var target = entry.target
        while target >= 0 {
            if targets[Int(target)].converter.takesRawJSON || targets[Int(target)].isJoined { return true }
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
        let bytes = UnsafeBufferPointer(start: text + entry.keyStart, count: entry.keyLength)
        let container = entries[Int(entry.object)]
        if container.isArray {
            return path(of: container.owner) + [UInt8(ascii: "[")] + bytes + [UInt8(ascii: "]")]
        }
        let key = ColumnPath.escaped(bytes)
        guard entry.object != 0 else { return key }
        return path(of: container.owner) + [UInt8(ascii: ".")] + key
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
        _ key: [UInt8], _ body: (UnsafePointer<UInt8>) -> Result
    ) -> Result {
        let padded = key + Array(repeating: 0, count: RowBatch.arenaPadding)
        return padded.withUnsafeBufferPointer { body($0.baseAddress!) }
    }
}
