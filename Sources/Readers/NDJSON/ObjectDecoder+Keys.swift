// One key, or one element of an array → its entry in the directory. Part of JSON's hot loop.

import RowModel

extension ObjectDecoder {
    /// The entry of the key that starts at `position`, which moves behind its closing quote.
    @inline(__always)
    func findKey(
        after previous: Int32, in object: Int32, at position: inout Int, _ scanner: inout JSONScanner, _ batch: RowBatch
    ) throws(JSONFault) -> Int32 {
        let entries = directory.entries
        let guess = entries[Int(previous)].next
        if matches(entries + Int(guess), scanner, position) {
            position &+= entries[Int(guess)].length &+ 1
            return guess
        }
        return try lookUpKey(after: previous, in: object, at: &position, &scanner, batch)
    }

    /// The entry of an array's element, or the array's own if nobody asks for it.
    @inline(__always)
    func findElement(_ index: Int, after previous: Int32, in array: Int32) -> Int32 {
        let guess = directory.entries[Int(previous)].next
        let entry = directory.entries + Int(guess)
        if entry.pointee.index == index, entry.pointee.object == array { return guess }
        return lookUpElement(index, after: previous, in: array)
    }

    @inline(never)
    private func lookUpElement(_ index: Int, after previous: Int32, in array: Int32) -> Int32 {
        let own = directory.entries[Int(array)]
        if own.extra == .ignore, index >= own.elementLimit { return array }
        let key = directory.element(index, in: array)
        if key != array { directory.entries[Int(previous)].next = key }
        return key
    }

    /// Whether the key at `start` is this entry's, as far as the bytes between two quotes say it.
    @inline(__always)
    private func matches(_ entry: UnsafeMutablePointer<KeyEntry>, _ scanner: JSONScanner, _ start: Int) -> Bool {
        let length = entry.pointee.length
        guard start &+ length < scanner.end, scanner.bytes[start &+ length] == UInt8(ascii: "\""),
            ByteWord.load(scanner.bytes + start) & entry.pointee.mask == entry.pointee.word
        else { return false }
        return length <= 8
            || KeyBytes.areEqual(
                scanner.bytes + start + 8, directory.text + entry.pointee.keyStart + 8, length &- 8)
    }

    /// As ``findKey(after:in:at:_:_:)`` once the guess was wrong.
    @inline(never)
    private func lookUpKey(
        after previous: Int32, in object: Int32, at position: inout Int, _ scanner: inout JSONScanner, _ batch: RowBatch
    ) throws(JSONFault) -> Int32 {
        // An optional key may be missing: then it is the one behind it. (0 is no guess.)
        let missing = directory.entries[Int(previous)].next
        if missing != 0, case let second = directory.entries[Int(missing)].next, second != 0,
            matches(directory.entries + Int(second), scanner, position)
        {
            position += directory.entries[Int(second)].length + 1
            return second
        }
        let start = position
        let span = try scanner.scanString(from: start)
        position = span.end + 1
        let key: Int32
        if span.hasEscapes {
            let offset = batch.reserve(span.end - start)
            scanner = JSONScanner(bytes: batch.arena, end: scanner.end)
            let length = scanner.unescape(start, span.end, to: batch.arena + offset)
            key = directory.entry(for: batch.arena + offset, length, in: object)
            batch.setArenaCount(offset)
        } else {
            key = directory.entry(for: scanner.bytes + start, span.end - start, in: object)
        }
        if key != object { directory.entries[Int(previous)].next = key }
        return key
    }
}
