// Gets past an element that is longer than max_record without keeping it. Used by JSONElementDecoder.

import RowModel

/// An element that is being passed over block by block: it keeps its first bytes and its length.
struct OversizedElement {
    let byteOffset: Int
    /// Its first ``RecordDecoding/oversizedExcerptBytes``.
    private(set) var excerpt: [UInt8] = []
    private(set) var length = 0
    private var extent = ElementExtent()

    /// - Parameter byteOffset: where it starts in the decoded input.
    init(byteOffset: Int) {
        self.byteOffset = byteOffset
    }

    /// Whether the end of the input ends it, too.
    var mayEndWithInput: Bool { extent.mayEndWithInput }

    /// Takes the element's next bytes, `bytes[start ..< end]`.
    mutating func feed(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) -> ElementExtent.Step {
        let step = extent.scan(bytes, from: start, to: end)
        let own = if case .end(let behind) = step { behind } else { end }
        let kept = min(own - start, RecordDecoding.oversizedExcerptBytes - excerpt.count)
        excerpt += UnsafeBufferPointer(start: bytes + start, count: kept)
        length += own - start
        return step
    }

    /// The reject that stands for it; what is kept of it is appended to the batch.
    func reject(record: Int, in batch: RowBatch, limit: Int) -> Reject {
        let raw = excerpt.withUnsafeBytes { batch.append($0) }
        return Reject(
            record: record, byteOffset: byteOffset, reason: RecordProblem.oversized(limit).reason,
            raw: raw..<raw + excerpt.count, rawLength: length)
    }
}
