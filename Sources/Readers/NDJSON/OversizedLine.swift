// Gets past a line that is longer than max_record without keeping it. Used by NDJSONDecoder.

import RowModel

/// A line that is being passed over block by block: it keeps its first bytes, its length, and whether it is blank.
struct OversizedLine {
    let byteOffset: Int
    /// Its first ``RecordDecoding/oversizedExcerptBytes``.
    private(set) var excerpt: [UInt8] = []
    private(set) var length = 0
    /// Whether it holds nothing but white space so far: then it is no record, whatever its length.
    private(set) var isBlank = true
    private var endsWithCR = false

    /// - Parameter byteOffset: where it starts in the decoded input.
    init(byteOffset: Int) {
        self.byteOffset = byteOffset
    }

    /// Takes the line's next bytes.
    mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>) {
        isBlank = isBlank && bytes.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
        excerpt += bytes.prefix(RecordDecoding.oversizedExcerptBytes - excerpt.count)
        length += bytes.count
        if let last = bytes.last { endsWithCR = last == UInt8(ascii: "\r") }
    }

    /// Says that the line's end has come: a CR in front of it is no part of the record.
    mutating func finish() {
        guard endsWithCR else { return }
        length -= 1
        excerpt.removeLast(max(0, excerpt.count - length))
    }
}
