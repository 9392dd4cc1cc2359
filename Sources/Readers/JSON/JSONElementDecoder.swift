// Elements of JSON → rows. Called by InputReader through RecordDecoder.

import RowModel

/// Decodes a content that is one JSON array of objects (RFC 8259, UTF-8), or JSON objects one behind the other, with or
/// without white space between them, over as many lines as they like.
///
/// - Each element is one record: a row, or one reject. What a record's object becomes is as in ``NDJSONDecoder``.
/// - Where the next element can't be found (brackets that are not closed, a comma too many or too few, bytes behind
///   the array) the input fails, behind all records in front of that place.
/// - An element longer than `maxRecordBytes` is one reject that keeps its first
///   ``RecordDecoding/oversizedExcerptBytes``.
///
/// An object is decoded before it is known where it ends: one that is sound says so itself, in one pass. Only what is
/// refused or cut by the block's end is followed by ``ElementExtent``.
///
/// One decoder reads one input; a class for the same reasons as ``NDJSONDecoder``.
public final class JSONElementDecoder: RecordDecoder {
    private let plan: DecodePlan
    @exclusivity(unchecked) private var objects: ObjectDecoder
    @exclusivity(unchecked) public private(set) var records = 0
    @exclusivity(unchecked) private var sequence = ElementSequence()
    /// An element that is already known to be too long and whose end has not come.
    @exclusivity(unchecked) private var oversized: OversizedElement?
    /// Objects begun: one that a block's end has cut is begun again.
    @exclusivity(unchecked) private var attempts = 0
    /// Offset in the decoded input behind what has been used.
    @exclusivity(unchecked) private var usedBytes = 0

    /// What became of the bytes at which an element starts.
    private enum Outcome {
        /// A row or a reject; the offset behind it.
        case record(end: Int)
        /// More bytes are needed.
        case incomplete
        case fault(SequenceFault)
    }

    /// - Throws: ``ColumnPathError``
    public init(plan: DecodePlan) throws {
        self.plan = plan
        objects = try ObjectDecoder(plan: plan)
    }

    public func goOn(afterRecord records: Int) {
        self.records = records
        oversized = nil
        sequence.passElement()
    }

    public func checkEnd() throws {
        if !sequence.mayEnd { throw error(SequenceFault(.unclosedArray, at: 0), at: usedBytes) }
    }

    public func decode(_ batch: RowBatch, blockEnd: Int, isFinal: Bool) throws -> Int {
        batch.recordBase = records + 1
        // ObjectDecoder's invariant, wherever the block is cut.
        let sentinel = batch.reserve(1)
        batch.arena[sentinel] = UInt8(ascii: "\n")
        let used = try decodeElements(batch, blockEnd: blockEnd, isFinal: isFinal)
        usedBytes = batch.streamOffset + used
        return used
    }

    /// A batch with records in it ends behind the last one, so that what follows is judged by the next call.
    private func decodeElements(_ batch: RowBatch, blockEnd: Int, isFinal: Bool) throws -> Int {
        let recordsBefore = records
        var used = 0
        if oversized != nil {
            guard let end = try finishOversized(in: batch, blockEnd: blockEnd, isFinal: isFinal) else {
                return blockEnd
            }
            used = end
        }
        while batch.rowCount < batch.shape.rowCapacity, batch.rejects.count < RecordDecoding.rejectCapacity {
            let isEmpty = batch.rowCount == 0 && batch.rejects.isEmpty
            var ahead = sequence
            let start: Int
            do {
                start = try ahead.skipToElement(batch.arena, from: used, to: blockEnd)
            } catch {
                guard isEmpty else { return used }
                throw self.error(error, in: batch)
            }
            if start == blockEnd {
                guard isEmpty else { return used }
                sequence = ahead
                return blockEnd
            }
            switch decodeElement(at: start, blockEnd, isFinal: isFinal, delta: records - recordsBefore, in: batch) {
            case .record(let end):
                sequence = ahead
                sequence.passElement()
                used = end
            case .fault(let fault):
                guard isEmpty else { return used }
                throw error(fault, in: batch)
            case .incomplete:
                guard isEmpty else { return used }
                sequence = ahead
                guard blockEnd - start > plan.maxRecordBytes else { return start }
                var element = OversizedElement(byteOffset: batch.streamOffset + start)
                _ = element.feed(batch.arena, from: start, to: blockEnd)
                oversized = element
                return blockEnd
            }
        }
        return used
    }

    private func decodeElement(
        at start: Int, _ blockEnd: Int, isFinal: Bool, delta: Int, in batch: RowBatch
    ) -> Outcome {
        let arenaCount = batch.arenaCount
        if batch.arena[start] == UInt8(ascii: "{") {
            attempts += 1
            objects.directory.forgetExcess()
            do {
                if let refusal = try objects.decode(start, blockEnd, record: attempts, in: batch) {
                    return refuse(from: start, blockEnd, isFinal: isFinal, arenaCount: arenaCount, in: batch) { _ in
                        refusal.problem(objects.directory, plan.columns, in: batch)
                    }
                }
            } catch {
                return refuse(from: start, blockEnd, isFinal: isFinal, arenaCount: arenaCount, in: batch) { element in
                    element.problem(error, in: batch)
                }
            }
            let length = objects.end - start
            if length <= plan.maxRecordBytes {
                records += 1
                batch.origins[batch.rowCount] = RowOrigin(
                    recordDelta: UInt32(delta), rawOffset: UInt32(start), rawLength: UInt32(length))
                batch.rowCount += 1
                return .record(end: objects.end)
            }
        }
        return refuse(from: start, blockEnd, isFinal: isFinal, arenaCount: arenaCount, in: batch) { element in
            element.problemOfStart(in: batch)
        }
    }

    /// Makes a reject of the element, if its end is in the block.
    /// - Parameters:
    ///   - arenaCount: what was in use before it was decoded.
    ///   - describe: called while what it has appended is still there.
    private func refuse(
        from start: Int, _ blockEnd: Int, isFinal: Bool, arenaCount: Int, in batch: RowBatch,
        describe: (JSONElement) -> RecordProblem
    ) -> Outcome {
        defer { batch.setArenaCount(arenaCount) }
        var extent = ElementExtent()
        let end: Int
        switch extent.scan(batch.arena, from: start, to: blockEnd) {
        case .end(let behind): end = behind
        case .crossed(let position): return .fault(SequenceFault(.crossedBrackets, at: position))
        case .inside where !isFinal: return .incomplete
        case .inside where extent.mayEndWithInput: end = blockEnd
        case .inside: return .fault(SequenceFault(.unclosedElement, at: start))
        }
        records += 1
        let length = end - start
        let isTooLong = length > plan.maxRecordBytes
        let problem = isTooLong ? .oversized(plan.maxRecordBytes) : describe(JSONElement(start: start, end: end))
        let kept = isTooLong ? min(length, RecordDecoding.oversizedExcerptBytes) : length
        batch.rejects.append(
            Reject(
                record: records, byteOffset: batch.streamOffset + start, column: problem.column, reason: problem.reason,
                raw: start..<start + kept, rawLength: length))
        return .record(end: end)
    }

    /// Passes over the rest of an element that is too long. Returns the offset behind it once its end has come, with the
    /// reject noted.
    private func finishOversized(in batch: RowBatch, blockEnd: Int, isFinal: Bool) throws -> Int? {
        guard var element = oversized else { return 0 }
        // Moved, not copied: it holds an excerpt.
        oversized = nil
        let end: Int
        switch element.feed(batch.arena, from: 0, to: blockEnd) {
        case .end(let behind): end = behind
        case .crossed(let position): throw error(SequenceFault(.crossedBrackets, at: position), in: batch)
        case .inside where !isFinal:
            oversized = element
            return nil
        case .inside where element.mayEndWithInput: end = blockEnd
        case .inside: throw error(SequenceFault(.unclosedElement, at: 0), at: element.byteOffset)
        }
        records += 1
        batch.rejects.append(element.reject(record: records, in: batch, limit: plan.maxRecordBytes))
        sequence.passElement()
        return end
    }

    private func error(_ fault: SequenceFault, in batch: RowBatch) -> DecodeError {
        let position = fault.position
        // One byte, which is the same wherever the block is cut.
        let found = UnsafeBufferPointer(start: batch.arena + position, count: 1)
        return error(fault, at: batch.streamOffset + position, found: fault.isAboutBytes ? ValueExcerpt(found) : nil)
    }

    private func error(_ fault: SequenceFault, at byteOffset: Int, found: ValueExcerpt? = nil) -> DecodeError {
        .notElements(
            record: records + 1, byteOffset: byteOffset, reason: fault.message + (found.map { ", not \($0)" } ?? ""))
    }
}
