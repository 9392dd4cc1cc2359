// The strict JSON grammar (RFC 8259) over bytes. Called by the NDJSON decoder, by inference and for `json` columns.

/// A validating scanner. It builds nothing: it says where a value ends, or where and why it is not JSON.
///
/// No recursion, so no depth of nesting can exhaust the call stack; the only limit is the length of the text. Duplicate
/// keys of a skipped value are not looked for: its text is kept as it is, so nothing is lost.
///
/// Invariant: `bytes[0 ..< end]` is initialised, and ``RowBatch/arenaPadding`` bytes behind it are allocated.
@frozen
public struct JSONScanner {
    public let bytes: UnsafePointer<UInt8>
    public let end: Int

    @inlinable
    public init(bytes: UnsafePointer<UInt8>, end: Int) {
        self.bytes = bytes
        self.end = end
    }

    /// Checks that all of the text is one value, with whitespace around it at most.
    public func validate() throws(JSONFault) {
        let behind = skipWhitespace(try skipValue(at: skipWhitespace(0)))
        if behind != end { throw JSONFault(.expectedEnd, at: behind) }
    }

    /// The offset of the first byte from `start` on that is not whitespace (RFC 8259 section 2).
    @inlinable @inline(__always)
    public func skipWhitespace(_ start: Int) -> Int {
        // Most JSON is written without blanks, or with one.
        guard start < end, bytes[start] <= 0x20 else { return start }
        return skipMoreWhitespace(start)
    }

    @usableFromInline
    func skipMoreWhitespace(_ start: Int) -> Int {
        var position = start
        while position < end {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return position
            }
        }
        return position
    }

    /// Checks the value that starts at `start` and returns the offset behind it.
    public func skipValue(at start: Int) throws(JSONFault) -> Int {
        var nesting = JSONNesting()
        var position = start
        while true {
            // A value is expected here.
            guard position < end else { throw JSONFault(.expectedValue, at: end) }
            switch bytes[position] {
            case UInt8(ascii: "{"):
                position = skipWhitespace(position + 1)
                if position < end, bytes[position] == UInt8(ascii: "}") {
                    position += 1
                } else {
                    nesting.open(object: true)
                    position = try skipKey(at: position, afterComma: false)
                    continue
                }
            case UInt8(ascii: "["):
                position = skipWhitespace(position + 1)
                if position < end, bytes[position] == UInt8(ascii: "]") {
                    position += 1
                } else {
                    nesting.open(object: false)
                    continue
                }
            default:
                position = try skipScalar(at: position)
            }
            // A value ends here.
            closing: while true {
                if nesting.isEmpty { return position }
                position = skipWhitespace(position)
                let byte = position < end ? bytes[position] : 0
                switch (byte, nesting.isInObject) {
                case (UInt8(ascii: ","), true):
                    position = try skipKey(at: skipWhitespace(position + 1), afterComma: true)
                    break closing
                case (UInt8(ascii: ","), false):
                    position = skipWhitespace(position + 1)
                    if position < end, bytes[position] == UInt8(ascii: "]") {
                        throw JSONFault(.trailingComma, at: position)
                    }
                    break closing
                case (UInt8(ascii: "}"), true), (UInt8(ascii: "]"), false):
                    nesting.close()
                    position += 1
                case (_, true): throw JSONFault(.expectedCommaOrBrace, at: position)
                case (_, false): throw JSONFault(.expectedCommaOrBracket, at: position)
                }
            }
        }
    }

    /// Checks `"key" :` and returns the offset of the value behind it.
    private func skipKey(at start: Int, afterComma: Bool) throws(JSONFault) -> Int {
        guard start < end, bytes[start] == UInt8(ascii: "\"") else {
            let closes = afterComma && start < end && bytes[start] == UInt8(ascii: "}")
            throw JSONFault(closes ? .trailingComma : .expectedKey, at: start)
        }
        let position = skipWhitespace(try scanString(from: start + 1).end + 1)
        guard position < end, bytes[position] == UInt8(ascii: ":") else {
            throw JSONFault(.expectedColon, at: position)
        }
        return skipWhitespace(position + 1)
    }

    /// Checks a string, number or literal and returns the offset behind it.
    @inlinable
    public func skipScalar(at start: Int) throws(JSONFault) -> Int {
        switch bytes[start] {
        case UInt8(ascii: "\""):
            return try scanString(from: start + 1).end + 1
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let number = NumberLexeme.scan(bytes, from: start, limit: end)
            guard number.isValid else { throw JSONFault(.invalidNumber, at: number.end) }
            return number.end
        default:
            return try skipLiteral(at: start)
        }
    }

    /// Checks `true`, `false` or `null` and returns the offset behind it.
    @inlinable
    public func skipLiteral(at start: Int) throws(JSONFault) -> Int {
        // Little-endian words of "true", "null", "alse".
        let word = UInt32(truncatingIfNeeded: ByteWord.load(bytes + start))
        if word == 0x6575_7274 || word == 0x6C6C_756E, start + 4 <= end { return start + 4 }
        if bytes[start] == UInt8(ascii: "f"), start + 5 <= end,
            UInt32(truncatingIfNeeded: ByteWord.load(bytes + start + 1)) == 0x6573_6C61
        {
            return start + 5
        }
        throw literalFault(at: start)
    }

    /// Where a text that is no literal stops being one: at its end if it is only cut short.
    @usableFromInline @inline(never)
    func literalFault(at start: Int) -> JSONFault {
        let rest = UnsafeBufferPointer(start: bytes + start, count: end - start)
        let isCutShort = ["true", "false", "null"].contains { $0.utf8.starts(with: rest) }
        return JSONFault(.expectedValue, at: isCutShort ? end : start)
    }
}
