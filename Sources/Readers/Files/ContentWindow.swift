// Which bytes of a content belong to a part of it. Pure.

import RowModel

/// Goes through the content from the file offset that a part begins at.
struct ContentWindow {
    /// Bytes still to be passed over in front of the part.
    private(set) var skip: Int
    /// Offset in the decoded bytes of the whole input.
    private(set) var offset: Int
    private let part: InputPart
    /// Bytes that a record may end with.
    private let recordEnds: [UInt8]
    private var lastByte: UInt8?
    private var isEndTaken = false

    /// - Parameter lead: how many bytes in front of the part's place in the file the content is read from.
    init(_ part: InputPart, lead: Int, recordEnds: [UInt8]) {
        self.part = part
        self.recordEnds = recordEnds
        skip = part.start.skip + lead
        offset = part.start.decoded - skip
    }

    /// Whether the bytes that were passed last may have ended a record. They did in front of a part, and at its end, if the file is
    /// what was divided.
    var isBehindRecord: Bool { lastByte.map(recordEnds.contains) ?? true }

    var end: InputPart.Place? { part.end }

    /// Notes bytes that were passed over, or handed on.
    mutating func pass(_ bytes: Slice<UnsafeMutableRawBufferPointer>) {
        offset += bytes.count
        skip = max(0, skip - bytes.count)
        lastByte = bytes.last ?? lastByte
    }

    var isAtEnd: Bool { offset == end?.decoded }

    /// Whether the content may end here.
    var mayEnd: Bool { end == nil || isAtEnd }

    /// How many bytes may be handed on, of so many.
    func room(_ count: Int) -> Int { end.map { min(count, $0.decoded - offset) } ?? count }

    /// - Returns: true the first time it is asked.
    mutating func takeEnd() -> Bool {
        defer { isEndTaken = true }
        return !isEndTaken
    }

    /// Whether the part ends where the plan has it.
    /// - Parameter member: where the gzip member starts that the next part's first byte is in, counted from where this part's
    ///   first member starts; nil for what is not packed.
    func isEnd(_ member: (file: Int, decoded: Int)?) -> Bool {
        guard let end else { return true }
        guard let member else { return end.file - part.start.file == end.decoded - part.start.decoded }
        return part.start.file + member.file == end.file
            && part.start.decoded - part.start.skip + member.decoded == end.decoded - end.skip
    }
}
