// What a reject of an NDJSON line says. Called for rejects only.

import RowModel

/// A line that was refused: its range in the arena, and whether a line end followed.
struct NDJSONLine {
    var start: Int
    var end: Int
    var hasNewline: Bool

    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The line stops being JSON, or does not end where it should.
    func problem(_ fault: JSONFault, in batch: RowBatch) -> RecordProblem {
        let position = min(fault.position, end)
        if position == end { return RecordProblem(reason: cutShort(fault)) }
        var reason = "\(place(position)): \(fault.message)"
        if fault.kind == .expectedEnd {
            let rest = UnsafeBufferPointer(rebasing: bytes(in: batch)[(position - start)...])
            if rest.first == UInt8(ascii: ","), rest.dropFirst().allSatisfy({ $0 <= 0x20 }) {
                return RecordProblem(
                    reason: "\(place(position)): a comma stands behind the object; lines of one JSON array? "
                        + Self.oneObjectALine)
            }
            reason += ", \(excerpt(position, in: batch)); \(Self.oneObjectALine)"
        } else {
            reason += ", not \(excerpt(position, in: batch))"
        }
        return RecordProblem(reason: reason)
    }

    /// The line ends too early.
    private func cutShort(_ fault: JSONFault) -> String {
        let what = "the line ends at byte \(end - start), within the object: \(fault.message)"
        return hasNewline
            ? "\(what); \(Self.oneObjectALine)"
            : "\(what); the input ends here too, without a line end, so it may be truncated"
    }

    /// The line does not start with `{`.
    func problemOfStart(at first: Int, in batch: RowBatch) -> RecordProblem {
        let line = bytes(in: batch)
        if line.starts(with: Self.byteOrderMark) {
            return RecordProblem(
                reason: "byte 1: a byte order mark, which only the first line may start with; files put together?")
        }
        switch batch.arena[first] {
        case UInt8(ascii: "["):
            return RecordProblem(
                reason: "the record starts with [, so it is an array, not an object; if the file is one JSON array, "
                    + Self.oneObjectALine)
        case UInt8(ascii: "]"):
            return RecordProblem(
                reason: "\(place(first)): an object is expected, not \"]\"; if the file is one JSON array, "
                    + Self.oneObjectALine)
        case 0x1E:
            return RecordProblem(
                reason: "\(place(first)): U+001E, the record separator of JSON text sequences (RFC 7464); "
                    + Self.oneObjectALine)
        case let byte:
            let scanner = JSONScanner(bytes: batch.arena, end: end)
            if let kind = JSONKind(firstByte: byte), let behind = try? scanner.skipValue(at: first) {
                let isAll = scanner.skipWhitespace(behind) == end
                return RecordProblem(
                    reason: isAll
                        ? "the record is \(kind.noun), not an object" : "\(place(first)): an object is expected, "
                            + "not \(excerpt(first, in: batch)); \(Self.oneObjectALine)")
            }
            return RecordProblem(reason: "\(place(first)): an object is expected, not \(excerpt(first, in: batch))")
        }
    }

    private static let oneObjectALine = "NDJSON has one object a line; format: json takes any layout"

    /// A byte of the line, counted from 1.
    private func place(_ position: Int) -> String {
        "byte \(position - start + 1)"
    }

    private func bytes(in batch: RowBatch) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: batch.arena + start, count: end - start)
    }

    /// What stands there: enough to find it.
    private func excerpt(_ position: Int, in batch: RowBatch) -> ValueExcerpt {
        ValueExcerpt(UnsafeBufferPointer(start: batch.arena + position, count: min(end - position, 20)))
    }
}
