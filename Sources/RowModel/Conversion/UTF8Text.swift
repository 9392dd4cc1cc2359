// Which bytes are a text. Called for text fields that are not known to be ASCII, and by the JSON scanner.

/// Well-formed UTF-8 as the Unicode Standard's table 3-7 has it: no overlong forms, no surrogates, nothing beyond U+10FFFF.
public enum UTF8Text {
    /// The length of the longest prefix that is well-formed UTF-8 without U+0000; `count` if all of it is.
    ///
    /// Cost: a word at a time over ASCII, a few branches for each other character.
    /// Reads whole words, so up to 7 bytes behind the text (see ``ByteWord``).
    @inlinable
    public static func validPrefix(_ bytes: UnsafePointer<UInt8>, count: Int) -> Int {
        var position = 0
        while position < count {
            let word = ByteWord.load(bytes + position)
            let special = (word & ByteWord.highBits) | ByteWord.zeroBytes(word)
            if special == 0 {
                position &+= 8
                continue
            }
            position &+= ByteWord.firstIndex(special)
            if position >= count { break }
            // Characters beyond ASCII come in runs.
            while position < count, bytes[position] >= 0x80 {
                let length = sequenceLength(bytes + position, available: count &- position)
                if length == 0 { return position }
                position &+= length
            }
            if position < count, bytes[position] == 0 { return position }
        }
        return count
    }

    /// The length of the well-formed sequence of 2 to 4 bytes that starts here; 0 if there is none.
    @inlinable
    static func sequenceLength(_ bytes: UnsafePointer<UInt8>, available: Int) -> Int {
        let first = bytes[0]
        if first < 0xE0 {
            guard first >= 0xC2, available >= 2, isContinuation(bytes[1]) else { return 0 }
            return 2
        }
        if first < 0xF0 {
            guard available >= 3, isContinuation(bytes[1]), isContinuation(bytes[2]) else { return 0 }
            // E0 80…9F would be overlong, ED A0…BF surrogates.
            if first == 0xE0 && bytes[1] < 0xA0 || first == 0xED && bytes[1] > 0x9F { return 0 }
            return 3
        }
        guard first < 0xF5, available >= 4, isContinuation(bytes[1]), isContinuation(bytes[2]), isContinuation(bytes[3])
        else { return 0 }
        // F0 80…8F would be overlong, F4 90… beyond U+10FFFF.
        if first == 0xF0 && bytes[1] < 0x90 || first == 0xF4 && bytes[1] > 0x8F { return 0 }
        return 4
    }

    @inlinable @inline(__always)
    static func isContinuation(_ byte: UInt8) -> Bool {
        byte & 0xC0 == 0x80
    }

    /// Why the bytes can't be a text cell; nil if they can.
    @usableFromInline @inline(never)
    static func failure(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> ConversionFailure? {
        let valid = validPrefix(bytes, count: length)
        if valid == length { return nil }
        return bytes[valid] == 0 ? .containsNUL : .invalidUTF8
    }
}
