// One object → one row: the hot loop of JSON. Called by NDJSONDecoder and JSONElementDecoder at each `{`.

import RowModel

/// Decodes a record's object straight into a row's cells.
///
/// One pass: each byte is looked at once, by the scanner that also validates it; a key is found by guessing that it follows
/// the one it followed last time; a value is converted from its lexeme in place. Cost per field: one comparison for the
/// key, one scan of the value, one 16-byte store; no allocation, no reference count.
///
/// Only objects and arrays that a column's path leads into are taken apart; every other is skipped whole, so the stack
/// here is as deep as the spec's longest path, whatever the data's depth.
///
/// Invariants:
/// - `arena[end]` is readable and is a line end, which no part of a JSON value but whitespace can be: so `position <= end`
///   suffices to look at a byte;
/// - the arena moves only where something is appended to it (an unescaped string, a converted value); the scanner is made
///   anew behind each such call.
struct ObjectDecoder {
    /// An object or array on the way to a column.
    struct OpenContainer {
        var key: Int32
        var start: Int
        /// Of the key, if it stands for an element of an array; else -1.
        var index: Int
    }

    /// A key that no column asks for, with its value's range in the arena.
    struct ExtraValue {
        var key: Int32
        var start: Int
        var end: Int
    }

    let directory: KeyDirectory
    let captureSlot: Int?
    /// Most bytes that joining may make of a shorter array.
    let longestText: Int
    private var open: [OpenContainer] = []
    var extras: [ExtraValue] = []

    /// The offset behind the object that was last decoded whole.
    private(set) var end = 0

    /// - Throws: ``ColumnPathError``
    init(plan: DecodePlan) throws(ColumnPathError) {
        directory = try KeyDirectory(columns: plan.columns, extra: KeyEntry.Extra(plan.extraColumns))
        longestText = plan.maxRecordBytes
        captureSlot = if case .capture(let slot) = plan.extraColumns { slot } else { nil }
    }

    /// Decodes the object at the start of `arena[start ..< end]` into the batch's next row (without counting it).
    ///
    /// - Parameters:
    ///   - record: a number that no other object of the input has.
    ///   - row: another row than that.
    /// - Returns: nil when the row is complete; else why it is not, in the order of the bytes.
    /// - Throws: where the text stops being JSON.
    mutating func decode(
        _ start: Int, _ end: Int, record: Int, in batch: RowBatch, into row: UnsafeMutablePointer<Cell>? = nil
    ) throws(JSONFault) -> RecordRefusal? {
        let row = row ?? batch.row(batch.rowCount)
        var scanner = JSONScanner(bytes: batch.arena, end: end)
        var filled = 0
        var object: Int32 = 0
        var previous: Int32 = 0
        // Within an array, that of the next element; -1 in an object.
        var index = -1
        var closing = UInt8(ascii: "}")
        // Left over from a record that was refused; else empty, and not worth touching.
        if !open.isEmpty { open.removeAll(keepingCapacity: true) }
        if !extras.isEmpty { extras.removeAll(keepingCapacity: true) }

        var position = scanner.skipWhitespace(start &+ 1)
        var isEmpty = scanner.bytes[position] == UInt8(ascii: "}")
        members: while true {
            if !isEmpty {
                let key: Int32
                if index < 0 {
                    guard scanner.bytes[position] == UInt8(ascii: "\"") else {
                        throw JSONFault(.expectedKey, at: position)
                    }
                    position &+= 1
                    key = try findKey(after: previous, in: object, at: &position, &scanner, batch)
                    position = scanner.skipWhitespace(position)
                    guard scanner.bytes[position] == UInt8(ascii: ":") else {
                        throw JSONFault(.expectedColon, at: position)
                    }
                    position = scanner.skipWhitespace(position &+ 1)
                } else {
                    key = findElement(index, after: previous, in: object)
                }
                previous = key

                let entry = directory.entries + Int(key)
                if entry.pointee.lastRecord == record, entry.pointee.isUsed || entry.pointee.extra == .capture {
                    return .duplicateKey(key)
                }
                entry.pointee.lastRecord = record
                if entry.pointee.child > 0 {
                    let isArray = directory.entries[Int(entry.pointee.child)].isArray
                    switch JSONKind(firstByte: scanner.bytes[position]) {
                    case .object where !isArray, .array where isArray:
                        open.append(OpenContainer(key: key, start: position, index: index))
                        object = entry.pointee.child
                        previous = object
                        (index, closing) = isArray ? (0, UInt8(ascii: "]")) : (-1, UInt8(ascii: "}"))
                        position = scanner.skipWhitespace(position &+ 1)
                        isEmpty = scanner.bytes[position] == closing
                        continue members
                    case .null, nil: break
                    case .some(let kind): return .blocked(key, kind)
                    }
                }
                if entry.pointee.target >= 0 {
                    let refusal = try storeValue(
                        entry.pointee.target, at: &position, &scanner, row: row, filled: &filled, batch)
                    if let refusal { return refusal }
                } else {
                    let valueStart = position
                    position = try scanner.skipAnyValue(at: position)
                    // A key that a path leads through is no extra one, even where its value is null.
                    if entry.pointee.extra != .ignore, entry.pointee.child == 0 {
                        if entry.pointee.extra == .fail { return .extraKey(key) }
                        if extras.count == RecordDecoding.extraKeyCapacity { return .tooManyExtraKeys }
                        extras.append(ExtraValue(key: key, start: valueStart, end: position))
                    }
                }
            }
            while true {
                position = scanner.skipWhitespace(position)
                let byte = scanner.bytes[position]
                if byte == UInt8(ascii: ","), !isEmpty {
                    position = scanner.skipWhitespace(position &+ 1)
                    if scanner.bytes[position] == closing { throw JSONFault(.trailingComma, at: position) }
                    if index >= 0 { index &+= 1 }
                    continue members
                }
                guard byte == closing else {
                    throw JSONFault(index < 0 ? .expectedCommaOrBrace : .expectedCommaOrBracket, at: position)
                }
                position &+= 1
                isEmpty = false
                if open.isEmpty { break members }
                let kind = index < 0 ? JSONKind.object : .array
                let closed = open.removeLast()
                let entry = directory.entries[Int(closed.key)]
                object = entry.object
                previous = closed.key
                index = closed.index
                closing = UInt8(ascii: index < 0 ? "}" : "]")
                // A column that asks for the whole of it, beside those that ask for its parts.
                var target = entry.target
                while target >= 0 {
                    let refusal = storeOther(
                        kind, target, closed.start, position, row: row, batch)
                    if let refusal { return refusal }
                    filled &+= 1
                    target = directory.targets[Int(target)].next
                }
            }
        }
        self.end = position
        if filled != directory.targetCount { fillNulls(record, row) }
        if let captureSlot { row[captureSlot] = captured(in: batch) }
        return nil
    }
}
