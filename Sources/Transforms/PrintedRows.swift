// Lines of NDJSON that a program prints → batches of rows.

import Readers
import RowModel

/// Fills parts with what a program prints and decodes them, a part at a time.
///
/// Memory: the part that is being filled; its block grows only for a line that does not fit, up to `maxRecordBytes`.
struct PrintedRows {
    private let maxRecordBytes: Int
    private var decoder: NDJSONDecoder
    private var part: RowBatch?
    /// Bytes that the part is filled with before it is decoded.
    private var target = 0
    /// Of the part's first byte, in all that was printed.
    private var offset = 0
    private var lastByte: UInt8?
    private(set) var bytes = 0

    init(plan: DecodePlan) throws {
        maxRecordBytes = plan.maxRecordBytes
        decoder = try NDJSONDecoder(plan: plan)
    }

    /// Whether all that was printed ends with a line end.
    var endsInLine: Bool { lastByte == nil || lastByte == UInt8(ascii: "\n") }

    /// Takes in what `body` writes to a buffer that is not empty.
    /// - Parameter body: gives how many bytes it has written.
    mutating func fill(from parts: PartMaker, _ body: (UnsafeMutableRawBufferPointer) throws -> Int) throws {
        let part = currentPart(from: parts)
        let wanted = max(target - part.arenaCount, 1)
        if part.arenaCapacity < part.arenaCount + wanted { part.growArena(by: wanted) }
        let count = try body(UnsafeMutableRawBufferPointer(start: part.arena + part.arenaCount, count: wanted))
        guard count > 0 else { return }
        part.setArenaCount(part.arenaCount + count)
        lastByte = part.arena[part.arenaCount - 1]
        bytes += count
    }

    private mutating func currentPart(from parts: PartMaker) -> RowBatch {
        if let part { return part }
        let part = parts.take()
        target = part.shape.blockBytes
        self.part = part
        return part
    }

    /// A part with rows or rejects, if enough was printed for one.
    /// - Parameters:
    ///   - isFinal: whether the program prints no more.
    ///   - stage: whose rejects they are.
    mutating func next(isFinal: Bool, stage: Int, from parts: PartMaker) throws -> RowBatch? {
        while let part, isFinal ? part.arenaCount > 0 : part.arenaCount >= target {
            let end = part.arenaCount
            part.streamOffset = offset
            let consumed = try decoder.decode(part, blockEnd: end, isFinal: isFinal)
            guard part.rowCount == 0, part.rejects.isEmpty else {
                follow(part, from: consumed, to: end, parts)
                part.endBlock(at: consumed, of: end)
                settle(part, stage: stage)
                return part
            }
            part.blankLines = 0
            part.setArenaCount(end)
            if consumed == 0 {
                target = min(max(target * 2, 64), maxRecordBytes + 2)
                if isFinal || target <= end { return nil }
            } else {
                UnsafeMutableRawPointer(part.arena).copyMemory(from: part.arena + consumed, byteCount: end - consumed)
                part.setArenaCount(end - consumed)
                offset += consumed
            }
        }
        return nil
    }

    /// Begins the next part with what is left of this one.
    private mutating func follow(_ part: RowBatch, from consumed: Int, to end: Int, _ parts: PartMaker) {
        let next = parts.take()
        _ = next.append(UnsafeRawBufferPointer(start: part.arena + consumed, count: end - consumed))
        target = part.shape.blockBytes
        // Not bytes are the bound: then as many as these rows took are enough.
        if part.rowCount == part.shape.rowCapacity { target = max(1, min(target, consumed + consumed / 4)) }
        offset += consumed
        self.part = next
    }

    /// The last part, empty.
    mutating func takeRest(from parts: PartMaker) -> RowBatch {
        defer { part = nil }
        let rest = currentPart(from: parts)
        rest.setArenaCount(0)
        return rest
    }

    /// The lines are what rows and rejects came from: no record of the input is.
    private func settle(_ part: RowBatch, stage: Int) {
        for row in 0..<part.rowCount {
            part.carriedRecords.append(part.lineOfOutput(row))
            part.origins[row].recordDelta = UInt32(row)
        }
        for index in part.rejects.indices {
            let reject = part.rejects[index]
            part.rejects[index].stage = stage
            part.rejects[index].reason = "line \(reject.record.grouped) of its output: \(reject.reason)"
        }
        part.blankLines = 0
    }
}

extension RowBatch {
    /// Where a row's line stood, while the origins still are the decoder's.
    fileprivate func lineOfOutput(_ row: Int) -> CarriedRecord {
        let origin = origins[row]
        let start = Int(origin.rawOffset)
        return CarriedRecord(
            number: recordBase + Int(origin.recordDelta), byteOffset: streamOffset + start,
            raw: start..<start + Int(origin.rawLength), rawLength: Int(origin.rawLength))
    }
}
