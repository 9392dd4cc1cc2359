// One input of one run, checked: the stored equations, the kept rejects, and the file counted again.

import Foundation
import RowModel

/// Compares an account with the rejects that are kept and with a recount of the file.
struct InputVerification {
    let account: InputAccount
    /// Kept rejects by stage.
    let rejects: [Int: Int]
    /// Those of them that a later run has retried.
    let retried: Int
    /// The run that has loaded what the input holds now in place of this; then nothing of it is left to compare.
    let reloadedBy: Int64?
    /// Its rows in the table, where they say that they are.
    let rows: TableVerdict.InputRows?
    /// Of its file; nil where that is not counted again.
    let recount: Result<Recount, RecountError>?

    func verdict() -> InputVerdict {
        let input = account.input
        var verdict = InputVerdict(
            path: input.identity.path, records: input.records, recounted: nil, inserted: account.inserted,
            updated: account.written.updated, ignored: account.written.ignored, dropped: account.dropped,
            rejected: account.rejected, retried: retried, stages: stageVerdicts(), problems: [])
        verdict.problems += BalanceLaw.imbalances(of: account).map(\.description)
        if let problem = rows?.problem { verdict.problems.append(problem) }
        if let reloadedBy {
            verdict.note = "loaded anew by run \(reloadedBy)"
            return verdict
        }
        if !input.isComplete {
            verdict.problems.append("it was not read to its end: \(input.records.counted("record")) committed")
        }
        switch recount {
        case nil: verdict.note = "read once, and counted twice while it was: it can't be counted again"
        case .success(let counted)?:
            verdict.recounted = counted.records
            if input.isComplete { verdict.problems += differences(counted) }
        case .failure(let error)?: verdict.problems.append("it can't be counted again: \(error.reason)")
        }
        return verdict
    }

    private func stageVerdicts() -> [StageVerdict] {
        account.stages.enumerated().map { position, stage in
            let tally = stage.tally
            var problems: [String] = []
            let kept = rejects[position] ?? 0
            if kept != tally.rejected {
                problems.append("\(tally.rejected.counted("reject")) by the tally, \(kept.grouped) kept in _weir_rejects")
            }
            return StageVerdict(
                name: stage.name, in: tally.in, added: tally.added, out: tally.out, dropped: tally.dropped,
                rejected: tally.rejected, problems: problems)
        }
    }

    private func differences(_ counted: Recount) -> [String] {
        let input = account.input
        var problems: [String] = []
        func compare(_ what: String, _ loaded: Int, _ found: Int) {
            if loaded != found { problems.append("\(what): \(loaded.grouped) when it was loaded, \(found.grouped) now") }
        }
        compare("size of the file in bytes", input.identity.size, counted.fileBytes)
        compare("length of the content in bytes", input.decodedBytes - (input.reading.part?.start.decoded ?? 0), counted.decodedBytes)
        compare("records", input.records, counted.records)
        compare("blank lines", input.blankLines, counted.blankLines)
        compare("comment lines", input.commentLines, counted.commentLines)
        if counted.isBroken { problems.append("its records can't be told apart up to its end") }
        if input.readMark?.crc32 != counted.crc32 {
            problems.append("the content has changed since it was loaded (CRC-32)")
        }
        return problems
    }
}
