// What a reject of an element of a JSON content says. Called for rejects only.

import RowModel

/// An element that was refused: its range in the arena.
struct JSONElement {
    var start: Int
    var end: Int

    /// It starts with `{` and stops being JSON.
    func problem(_ fault: JSONFault, in batch: RowBatch) -> RecordProblem {
        let position = min(fault.position, end - 1)
        return RecordProblem(
            reason: "byte \(position - start + 1): \(fault.message), not \(excerpt(from: position, in: batch))")
    }

    /// It does not start with `{`.
    func problemOfStart(in batch: RowBatch) -> RecordProblem {
        let scanner = JSONScanner(bytes: batch.arena, end: end)
        if let kind = JSONKind(firstByte: batch.arena[start]), (try? scanner.skipValue(at: start)) == end {
            return RecordProblem(reason: "the record is \(kind.noun), not an object")
        }
        return RecordProblem(reason: "an object is expected, not \(excerpt(from: start, in: batch))")
    }

    /// What stands there: enough to find it.
    private func excerpt(from position: Int, in batch: RowBatch) -> ValueExcerpt {
        ValueExcerpt(UnsafeBufferPointer(start: batch.arena + position, count: min(end - position, 20)))
    }
}
