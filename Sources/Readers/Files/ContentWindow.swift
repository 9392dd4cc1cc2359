// Which bytes of a content belong to a part of it. Pure.

import RowModel

/// Goes through the content from the file offset that a part begins at.
struct ContentWindow {
    /// Bytes still to be passed over in front of the part.
    private(set) var skip: Int
    /// Offset in the decoded bytes of the whole input.
    private(set) var offset: Int
    private let end: InputPart.Place?
    private var isEndTaken = false

    init(_ part: InputPart) {
        skip = part.start.skip
        offset = part.start.decoded - part.start.skip
        end = part.end
    }

    /// Notes bytes that were passed over, or handed on.
    mutating func pass(_ count: Int) {
        offset += count
        skip = max(0, skip - count)
    }

    var isAtEnd: Bool { offset == end?.decoded }

    /// Whether the content may end here.
    var mayEnd: Bool { end == nil || isAtEnd }

    /// How many bytes may be handed on, of so many.
    func room(_ count: Int) -> Int { end.map { min(count, $0.decoded - offset) } ?? count }

    /// - Returns: whether what the last bytes are packed in ends with them, the first time it is asked.
    mutating func takeEnd() -> Bool {
        defer { isEndTaken = true }
        return !isEndTaken && end?.skip == 0
    }
}
