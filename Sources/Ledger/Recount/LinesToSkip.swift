// The lines of `skip_lines`.

/// Lines at the start of a file that are no data; quotes mean nothing in them.
struct LinesToSkip {
    private var remaining: Int
    /// Whether the byte last skipped was a CR, whose LF may follow.
    private(set) var endedByCR = false

    init(_ count: Int) {
        remaining = count
    }

    var isDone: Bool { remaining == 0 }

    /// Skips what belongs to these lines. An LF right behind the CR that ends the last of them is left.
    /// - Returns: the number of bytes skipped.
    mutating func skip(in content: UnsafeRawBufferPointer) -> Int {
        var used = 0
        while remaining > 0, used < content.count {
            let byte = content[used]
            used += 1
            let isEnd = byte == UInt8(ascii: "\r") || (byte == UInt8(ascii: "\n") && !endedByCR)
            endedByCR = byte == UInt8(ascii: "\r")
            if isEnd { remaining -= 1 }
        }
        return used
    }
}
