// Lines → rows. Called by InputReader through RecordDecoder.

import RowModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Decodes NDJSON: one JSON object (RFC 8259, UTF-8) a line (https://github.com/ndjson/ndjson-spec).
///
/// - A line ends with LF; a CR in front of it is whitespace, a CR alone ends no line. The last line needs no LF.
/// - Lines of nothing but whitespace are counted as blank and are no records, whatever their length.
/// - A byte order mark at the start of the input has been taken away before; anywhere else it is refused.
/// - Any other line is one record: a row, or one reject with the place at which it stops being what it should be. It is
///   never half a row, and never more than one.
/// - A key stands for a column if its bytes are the column's path, after escapes; a missing key is null. A key that a
///   column needs or that is captured must not stand twice in its object; ignored keys may, and so may those within a value
///   that is kept as JSON text.
/// - Extra keys (``ExtraColumns``) are looked for at the top and in the objects that paths lead into, unless a `json`
///   column takes the object whole. They are named and captured by path, as ``ColumnPath`` writes it.
/// - A record longer than `maxRecordBytes` (line end not counted) is one reject that keeps its first
///   ``RecordDecoding/oversizedExcerptBytes``, whatever its length and however the input is cut into blocks.
///
/// One decoder reads one input. It is a class since it learns from each record what the next is likely to look like, which
/// two copies must not share; used by one task at a time, so without exclusivity checks.
public final class NDJSONDecoder: RecordDecoder {
    let plan: DecodePlan
    @exclusivity(unchecked) private var objects: ObjectDecoder
    @exclusivity(unchecked) public private(set) var records = 0
    /// A line that is already known to be too long (or blank) and whose end has not come.
    @exclusivity(unchecked) private var oversized: OversizedLine?

    /// - Throws: ``ColumnPathError``
    public init(plan: DecodePlan) throws {
        self.plan = plan
        objects = try ObjectDecoder(plan: plan)
    }

    var directory: KeyDirectory { objects.directory }

    public func goOn(afterRecord records: Int) {
        self.records = records
        oversized = nil
    }

    public func decode(_ batch: RowBatch, blockEnd: Int, isFinal: Bool) throws -> Int {
        batch.recordBase = records + 1
        let recordsBefore = records
        if isFinal, blockEnd > 0, batch.arena[blockEnd - 1] != UInt8(ascii: "\n") {
            // The end of the input ends a line: ObjectDecoder's invariant. The block itself stays as it is.
            let sentinel = batch.reserve(1)
            batch.arena[sentinel] = UInt8(ascii: "\n")
        }
        var start = 0
        if oversized != nil {
            guard let end = finishOversized(in: batch, blockEnd: blockEnd, isFinal: isFinal) else { return blockEnd }
            start = end
        }
        while start < blockEnd, batch.rowCount < batch.shape.rowCapacity,
            batch.rejects.count < RecordDecoding.rejectCapacity
        {
            let found = memchr(batch.arena + start, Int32(UInt8(ascii: "\n")), blockEnd - start)
            let lineEnd: Int
            if let found {
                lineEnd = UnsafeRawPointer(found) - UnsafeRawPointer(batch.arena)
            } else if isFinal {
                lineEnd = blockEnd
            } else if blockEnd - start > plan.maxRecordBytes + 1 {
                // One byte more than the limit may be the CR in front of an LF.
                // A batch with records in it ends where a record ends; the next call comes back here.
                if batch.rowCount > 0 || !batch.rejects.isEmpty { break }
                var line = OversizedLine(byteOffset: batch.streamOffset + start)
                line.feed(UnsafeBufferPointer(start: batch.arena + start, count: blockEnd - start))
                oversized = line
                return blockEnd
            } else {
                break
            }
            decodeLine(start, lineEnd, delta: records - recordsBefore, hasNewline: found != nil, in: batch)
            start = min(lineEnd + 1, blockEnd)
        }
        return start
    }

    private func decodeLine(_ start: Int, _ lineEnd: Int, delta: Int, hasNewline: Bool, in batch: RowBatch) {
        var end = lineEnd
        if end > start, batch.arena[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        let tooLong = end - start > plan.maxRecordBytes
        let scanner = JSONScanner(bytes: batch.arena, end: end)
        // Before its length is asked for: a line of white space is no record, however long.
        let first = scanner.skipWhitespace(start)
        if first == end {
            batch.blankLines += 1
            return
        }
        records += 1
        directory.forgetExcess()
        let arenaCount = batch.arenaCount
        let line = NDJSONLine(start: start, end: end, hasNewline: hasNewline)
        let problem: RecordProblem
        if tooLong {
            problem = .oversized(plan.maxRecordBytes)
        } else if batch.arena[first] != UInt8(ascii: "{") {
            problem = line.problemOfStart(at: first, in: batch)
        } else {
            do {
                guard let refusal = try decodeObject(first, end, in: batch) else {
                    batch.origins[batch.rowCount] = RowOrigin(
                        recordDelta: UInt32(delta), rawOffset: UInt32(start), rawLength: UInt32(end - start))
                    batch.rowCount += 1
                    return
                }
                problem = refusal.problem(directory, plan.columns, in: batch)
            } catch {
                problem = line.problem(error, in: batch)
            }
        }
        // What the refused row has appended.
        batch.setArenaCount(arenaCount)
        let kept = tooLong ? min(end - start, RecordDecoding.oversizedExcerptBytes) : end - start
        batch.rejects.append(
            Reject(
                record: records, byteOffset: batch.streamOffset + start, column: problem.column, reason: problem.reason,
                raw: start..<start + kept, rawLength: end - start))
    }

    /// Decodes an object behind which nothing but white space may stand.
    private func decodeObject(_ start: Int, _ end: Int, in batch: RowBatch) throws(JSONFault) -> RecordRefusal? {
        if let refusal = try objects.decode(start, end, record: records, in: batch) { return refusal }
        let behind = JSONScanner(bytes: batch.arena, end: end).skipWhitespace(objects.end)
        guard behind == end else { throw JSONFault(.expectedEnd, at: behind) }
        return nil
    }

    /// Passes over the rest of a line that is too long. Returns the offset behind its line end once that has come, with
    /// the reject noted, or the blank line counted.
    private func finishOversized(in batch: RowBatch, blockEnd: Int, isFinal: Bool) -> Int? {
        guard var line = oversized else { return 0 }
        // Moved, not copied: it holds an excerpt.
        oversized = nil
        let found = memchr(batch.arena, Int32(UInt8(ascii: "\n")), blockEnd)
        let end = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(batch.arena) } ?? blockEnd
        line.feed(UnsafeBufferPointer(start: batch.arena, count: end))
        guard found != nil || isFinal else {
            oversized = line
            return nil
        }
        let next = min(end + 1, blockEnd)
        if line.isBlank {
            batch.blankLines += 1
            return next
        }
        records += 1
        line.finish()
        let raw = line.excerpt.withUnsafeBytes { batch.append($0) }
        batch.rejects.append(
            Reject(
                record: records, byteOffset: line.byteOffset, reason: RecordProblem.oversized(plan.maxRecordBytes).reason,
                raw: raw..<raw + line.excerpt.count, rawLength: line.length))
        return next
    }
}
