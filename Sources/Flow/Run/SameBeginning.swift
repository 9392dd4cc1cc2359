// Whether a file that is another now still begins with what was read of it.

import Ledger
import Readers
import RowModel

/// A file that had been cut off when it was loaded, and has been sent again whole, begins with the same bytes as then. Then
/// what is committed of it are its first records, and the run may go on behind them.
struct SameBeginning {
    let decode: DecodePlan
    let pool: BatchPool
    let wake: ReadWake
    let progress: RunProgress
    let changesNeedRestart: Bool

    /// Reads up to where the earlier attempt had come, which is a little behind what is committed, before a row of it is
    /// let through.
    /// - Throws: ``FlowError/unfinished(run:reason:wayOut:)`` if there is something else; ``ReadError``.
    func check(_ input: PlannedReading) throws {
        guard let before = input.before, let checkpoint = input.checkpoint, case .file(let status) = input.source.origin
        else { return }
        let name = input.source.name
        let refusal = FlowError.unfinished(before, changedAs: name)
        // Where nothing was read behind the last record, it may have ended only because the file did.
        guard let mark = checkpoint.readMark, mark.bytes > checkpoint.decodedBytes else { throw refusal }
        let file = try GuardedFile(name, listed: status, needsRestart: changesNeedRestart)
        let reader = try InputReader(
            source: WatchedSource(file.source, name: name, wake: wake, progress: progress), name: name,
            inputIndex: input.targets[0].input.id, plan: input.source.plan(decode), pool: pool)
        do throws(ReadError) {
            try reader.skip(to: checkpoint)
            while reader.summary.decodedBytes < mark.bytes, let batch = try reader.next() { pool.put(batch) }
        } catch {
            switch error {
            case .changed, .noSuchPlace: throw refusal
            default: throw error
            }
        }
        if reader.summary.decodedBytes < mark.bytes { throw refusal }
    }
}
