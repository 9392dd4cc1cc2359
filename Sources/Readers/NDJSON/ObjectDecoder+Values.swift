// One value → the cells of the columns that ask for it. Part of NDJSON's hot loop.

import RowModel

extension ObjectDecoder {
    /// Stores the value at `position`, which moves behind it, for the column `target` and any others with the same path.
    ///
    /// The scanner is made anew where the arena may have moved.
    @inline(__always)
    func storeValue(
        _ target: Int32, at position: inout Int, _ scanner: inout JSONScanner, row: UnsafeMutablePointer<Cell>,
        filled: inout Int, _ batch: RowBatch
    ) throws(JSONFault) -> RecordRefusal? {
        let start = position
        var target = target
        switch scanner.bytes[start] {
        case UInt8(ascii: "\""):
            let span = try scanner.scanString(from: start &+ 1)
            position = span.end &+ 1
            var offset = start &+ 1
            var length = span.end &- offset
            if span.hasEscapes { (offset, length) = unescape(offset, span.end, &scanner, batch) }
            repeat {
                let column = directory.targets + Int(target)
                let cell = row + column.pointee.slot
                if column.pointee.converter.takesRawJSON {
                    cell.pointee = .text(offset: start, length: position &- start)
                } else if let failure = column.pointee.converter.convertString(
                    offset: offset, length: length, mayHaveNUL: span.hasEscapes, in: batch, into: cell)
                {
                    return .conversion(target: target, failure, offset: offset, length: length)
                }
                filled &+= 1
                target = column.pointee.next
            } while target >= 0
            scanner = JSONScanner(bytes: batch.arena, end: scanner.end)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let number = NumberLexeme.scan(scanner.bytes, from: start, limit: scanner.end)
            guard number.isValid else { throw JSONFault(.invalidNumber, at: number.end) }
            position = number.end
            repeat {
                let column = directory.targets + Int(target)
                if let failure = column.pointee.converter.convertNumber(
                    number, offset: start, length: position &- start, in: batch, into: row + column.pointee.slot)
                {
                    return .conversion(target: target, failure, offset: start, length: position &- start)
                }
                filled &+= 1
                target = column.pointee.next
            } while target >= 0
            scanner = JSONScanner(bytes: batch.arena, end: scanner.end)
        case let byte:
            position = try scanner.skipAnyValue(at: start)
            let kind = JSONKind(firstByte: byte) ?? .null
            repeat {
                if let refusal = storeOther(kind, target, start, position, row: row, batch) { return refusal }
                filled &+= 1
                target = directory.targets[Int(target)].next
            } while target >= 0
            scanner = JSONScanner(bytes: batch.arena, end: scanner.end)
        }
        return nil
    }

    /// Stores a literal, an object or an array, whose text is `start ..< end`.
    @inline(never)
    func storeOther(
        _ kind: JSONKind, _ target: Int32, _ start: Int, _ end: Int, row: UnsafeMutablePointer<Cell>, _ batch: RowBatch
    ) -> RecordRefusal? {
        let column = directory.targets + Int(target)
        let cell = row + column.pointee.slot
        let failure =
            kind == .array && column.pointee.isJoined
            ? join(column.pointee, start, end, into: cell, batch)
            : column.pointee.converter.convertOther(kind, offset: start, length: end - start, in: batch, into: cell)
        return failure.map { .conversion(target: target, $0, offset: start, length: end - start) }
    }

    /// Appends a string without its escapes to the arena; gives its range.
    @inline(never)
    private func unescape(
        _ start: Int, _ end: Int, _ scanner: inout JSONScanner, _ batch: RowBatch
    ) -> (offset: Int, length: Int) {
        let offset = batch.reserve(end - start)
        scanner = JSONScanner(bytes: batch.arena, end: scanner.end)
        let length = scanner.unescape(start, end, to: batch.arena + offset)
        batch.setArenaCount(offset + length)
        return (offset, length)
    }
}

extension JSONScanner {
    /// As `skipValue`, without the set-up for nesting where there is none.
    @inline(__always)
    func skipAnyValue(at start: Int) throws(JSONFault) -> Int {
        switch bytes[start] {
        case UInt8(ascii: "{"), UInt8(ascii: "["): try skipValue(at: start)
        default: try skipScalar(at: start)
        }
    }
}
