// One content, read in several ways that must not differ, and counted by those who share no code with the reader.

import Ledger
import Readers
import RowModel
import TestSupport

/// The ways in which one input is read.
struct ReadingComparison {
    let bytes: [UInt8]
    let content: [UInt8]
    let plan: DecodePlan
    private let pieces: ReadingPieces
    private let otherPieces: ReadingPieces
    private let resumePoint: Int

    init(_ bytes: [UInt8], content: [UInt8], plan: DecodePlan, choices: inout FuzzChoices) {
        self.bytes = bytes
        self.content = content
        self.plan = plan
        pieces = Self.pieces(&choices, plan: plan)
        otherPieces = Self.pieces(&choices, plan: plan)
        resumePoint = choices.pick(Array(0..<16))
    }

    private static func pieces(_ choices: inout FuzzChoices, plan: DecodePlan) -> ReadingPieces {
        let lengths = choices.pick([(4096, 4096), (1, 16), (7, 64), (64, 100), (1 << 20, 1 << 16), (3, 1)])
        let capacity = choices.pick([4096, 1, 2, 7])
        var slots = plan.columns.count
        if case .capture = plan.extraColumns { slots += 1 }
        return ReadingPieces(
            longestPiece: lengths.0, random: choices.generator(),
            shape: BatchShape(slots: slots, rowCapacity: capacity, blockBytes: lengths.1))
    }

    /// - Throws: ``FuzzFault``.
    func check() throws {
        let first = try DecodedRecords(bytes, content: content, plan: plan, pieces: pieces)
        let second = try DecodedRecords(bytes, content: content, plan: plan, pieces: otherPieces)
        try require(first.error == second.error, "one error in any pieces: \(first.error, default: "-"), \(second.error, default: "-")")
        if first.error == nil {
            try require(first.summary == second.summary, "one summary in any pieces: \(first.summary), \(second.summary)")
            try checkRecount(first.summary)
        }
        try Self.compare(first.outcomes, second.outcomes, ended: first.error == nil)
        try checkResume(first)
    }

    /// Records up to an error may be fewer in other pieces, but not others.
    private static func compare(_ first: [RecordOutcome], _ second: [RecordOutcome], ended: Bool) throws(FuzzFault) {
        for (one, other) in zip(first, second) {
            try require(one == other, "one outcome in any pieces: \(one), \(other)")
        }
        if ended { try require(first.count == second.count, "\(first.count) outcomes are \(second.count)") }
    }

    private func checkRecount(_ summary: InputSummary) throws {
        let recount = try ScratchFolder.withFile(bytes) { path in
            do {
                return try Ledger.recount(path: path, compression: plan.compression, format: plan.format)
            } catch {
                throw FuzzFault("read whole, and can't be counted: \(error)")
            }
        }
        let read = Recount(
            records: summary.records, blankLines: summary.blankLines, commentLines: summary.commentLines,
            decodedBytes: summary.decodedBytes, crc32: summary.crc32, fileBytes: summary.fileBytes)
        try require(read == recount, "the reader's counts \(read) are the recount's \(recount)")
        try require(read.crc32 == Gzip.crc32(content) && read.decodedBytes == content.count, "the checksum is the content's")
    }

    /// Going on behind any batch gives what was still to come.
    private func checkResume(_ whole: DecodedRecords) throws {
        guard whole.error == nil, whole.batchEnds.count > 1 else { return }
        let point = whole.batchEnds[resumePoint % whole.batchEnds.count]
        var other = pieces
        other.longestPiece = otherPieces.longestPiece
        let rest = try DecodedRecords(bytes, content: content, plan: plan, pieces: other, from: point)
        try require(rest.error == nil, "going on at \(point) fails: \(rest.error, default: "-")")
        let expected = whole.outcomes.filter { $0.record > point.records }
        try Self.compare(rest.outcomes, expected, ended: true)
        try require(rest.summary == whole.summary, "going on at \(point) sums up to \(rest.summary), not \(whole.summary)")
    }
}
