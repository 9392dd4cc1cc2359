// What a reader made of a content: one outcome a record, checked while it is collected.

import Readers
import RowModel
import TestSupport

/// What became of one record.
struct RecordOutcome: Hashable {
    var record: Int
    /// Where its raw bytes stand in the content.
    var byteOffset: Int
    var rawLength: Int
    /// nil for a reject.
    var values: [Value]?
    var column: String?
    var reason: String?
}

/// In what pieces a content arrives and is read.
struct ReadingPieces {
    var longestPiece: Int
    var random: SeededGenerator
    var shape: BatchShape
}

struct DecodedRecords {
    private(set) var outcomes: [RecordOutcome] = []
    /// Where each batch ended.
    private(set) var batchEnds: [InputCheckpoint] = []
    private(set) var summary = InputSummary()
    private(set) var error: ReadError?

    /// - Parameters:
    ///   - bytes: the input.
    ///   - content: what it holds once it is inflated.
    ///   - checkpoint: where to go on.
    /// - Throws: ``FuzzFault`` for what no reader may give.
    init(
        _ bytes: [UInt8], content: [UInt8], plan: DecodePlan, pieces: ReadingPieces, from checkpoint: InputCheckpoint? = nil
    ) throws {
        let pool = BatchPool(shape: pieces.shape, limit: 2)
        let source = PiecemealSource(bytes, longestPiece: pieces.longestPiece, random: pieces.random)
        let rules = BatchRules(plan: plan, content: content)
        do {
            let reader = try InputReader(source: source, name: "input", inputIndex: 3, plan: plan, pool: pool)
            if let checkpoint { try reader.skip(to: checkpoint) }
            while let batch = try reader.next() {
                outcomes += try rules.outcomes(of: batch)
                batchEnds.append(
                    InputCheckpoint(
                        records: reader.summary.records, blankLines: reader.summary.blankLines,
                        commentLines: reader.summary.commentLines, decodedBytes: batch.streamOffset + batch.blockEnd))
                pool.put(batch)
            }
            summary = reader.summary
        } catch let error as ReadError {
            self.error = error
        }
        try checkNumbers(after: checkpoint?.records ?? 0)
        if let error { try require(error.exitCode == .badData, "only the input is at fault: \(error)") }
    }

    /// Every record is a row or a reject, once.
    private func checkNumbers(after first: Int) throws(FuzzFault) {
        let numbers = outcomes.map(\.record)
        let expected = first + 1..<first + 1 + numbers.count
        try require(numbers == Array(expected), "records are numbered \(expected), not \(numbers)")
        guard error == nil else { return }
        try require(summary.records == first + numbers.count, "\(summary.records) records are \(numbers.count) outcomes")
    }
}

/// What holds for every batch that a reader delivers.
struct BatchRules {
    let plan: DecodePlan
    let content: [UInt8]

    private var slots: [Int] {
        if case .capture(let slot) = plan.extraColumns { plan.columns.map(\.slot) + [slot] } else { plan.columns.map(\.slot) }
    }

    /// In the order of the content.
    func outcomes(of batch: RowBatch) throws(FuzzFault) -> [RecordOutcome] {
        try require(batch.rowCount <= batch.shape.rowCapacity, "\(batch.rowCount) rows fit a batch")
        try require(batch.rejects.count <= RecordDecoding.rejectCapacity, "\(batch.rejects.count) rejects fit a batch")
        try require(batch.inputIndex == 3, "a batch knows its input")
        var tally = Tally()
        tally.pass(batch.rowCount)
        tally.reject(batch.rejects.count)
        try require(batch.tallies == [tally], "decode's tally \(batch.tallies) is \(tally)")
        // A number of a few bytes may become a text of some more, and the extra keys are written out with quotes.
        let bound = 64 * (plan.maxRecordBytes + batch.shape.blockBytes) + (1 << 20)
        try require(batch.arenaCapacity <= bound, "an arena of \(batch.arenaCapacity) bytes is bounded by \(bound)")

        var outcomes: [RecordOutcome] = []
        for row in 0..<batch.rowCount { outcomes.append(try outcome(ofRow: row, in: batch)) }
        for reject in batch.rejects { outcomes.append(try outcome(of: reject, in: batch)) }
        return outcomes.sorted { $0.record < $1.record }
    }

    private func outcome(ofRow row: Int, in batch: RowBatch) throws(FuzzFault) -> RecordOutcome {
        let origin = batch.origins[row]
        let offset = batch.streamOffset + Int(origin.rawOffset)
        let raw = Int(origin.rawOffset)..<Int(origin.rawOffset) + Int(origin.rawLength)
        try checkRaw(raw, standsAt: offset, in: batch)
        var values: [Value] = []
        for slot in slots { values.append(try value(of: batch.row(row)[slot], in: batch)) }
        return RecordOutcome(
            record: batch.recordNumber(ofRow: row), byteOffset: offset, rawLength: raw.count, values: values)
    }

    private func outcome(of reject: Reject, in batch: RowBatch) throws(FuzzFault) -> RecordOutcome {
        try require(!reject.reason.isEmpty && reject.reason.utf8.count < 2000, "a reason is a sentence: \(reject.reason)")
        try require(
            reject.raw.count == reject.rawLength || reject.rawLength > plan.maxRecordBytes,
            "\(reject.raw.count) of \(reject.rawLength) raw bytes are kept")
        try checkRaw(reject.raw, standsAt: reject.byteOffset, in: batch)
        return RecordOutcome(
            record: reject.record, byteOffset: reject.byteOffset, rawLength: reject.rawLength, column: reject.column,
            reason: reject.reason)
    }

    private func value(of cell: Cell, in batch: RowBatch) throws(FuzzFault) -> Value {
        guard cell.tag == .text || cell.tag == .blob else { return batch.value(of: cell) }
        let end = cell.arenaOffset + cell.byteCount
        try require(
            cell.arenaOffset >= 0 && end <= batch.arenaCount, "cell \(cell) lies in an arena of \(batch.arenaCount) bytes")
        if cell.tag == .text {
            let bytes = batch.bytes(of: cell)
            try require(
                String(validating: bytes, as: UTF8.self) != nil && !bytes.contains(0),
                "a text is UTF-8 without NUL: \(Array(bytes))")
        }
        return batch.value(of: cell)
    }

    /// What a batch keeps as a record's raw bytes is what the content has there.
    private func checkRaw(_ raw: Range<Int>, standsAt offset: Int, in batch: RowBatch) throws(FuzzFault) {
        try require(raw.lowerBound >= 0 && raw.upperBound <= batch.arenaCount, "raw bytes \(raw) lie in the arena")
        try require(offset >= 0 && offset + raw.count <= content.count, "\(raw.count) bytes at \(offset) lie in the content")
        let kept = UnsafeRawBufferPointer(start: batch.arena + raw.lowerBound, count: raw.count)
        try require(
            kept.elementsEqual(content[offset..<offset + raw.count]), "the raw bytes at \(offset) are the content's: \(Array(kept))")
    }
}
