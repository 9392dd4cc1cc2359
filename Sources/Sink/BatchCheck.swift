// What a batch says of itself, held against what it carries. Pure.

import Ledger
import RowModel

enum BatchCheck {
    /// A batch that is not the next one; stages without a tally; and rejects that are counted but not kept or kept
    /// but not counted: the balance law sees only the counts.
    /// - Parameters:
    ///   - account: what has arrived of the input, with the stages decode, the transforms, and the sink, whose tally is
    ///     made here.
    ///   - part: how many parts have arrived of the batch of the reader's that this one has to be a part of.
    static func imbalances(of batch: RowBatch, behind account: InputAccount, part: Int = 0) -> [Imbalance] {
        let stages = account.stages
        // Before it is committed: behind a checkpoint that stands too far, the next run would go on as if nothing had
        // been lost.
        guard batch.recordBase == account.input.records + 1 else {
            return [
                Imbalance(
                    equation: "records read before this batch = records that reached the sink", left: batch.recordBase - 1,
                    right: account.input.records)
            ]
        }
        guard batch.part == part else {
            return [
                Imbalance(
                    equation: "parts of a batch before this one = parts that reached the sink", left: batch.part,
                    right: part)
            ]
        }
        let tallied = stages.count - 1
        guard batch.tallies.count == tallied else {
            return [
                Imbalance(equation: "stages before the sink = tallies of the batch", left: tallied, right: batch.tallies.count)
            ]
        }
        if batch.rejects.isEmpty, batch.tallies.allSatisfy({ $0.rejected == 0 }) { return [] }
        var kept = Dictionary(grouping: batch.rejects, by: \.stage).mapValues(\.count)
        var found: [Imbalance] = []
        for (position, tally) in batch.tallies.enumerated() {
            let rejects = kept.removeValue(forKey: position) ?? 0
            guard rejects != tally.rejected else { continue }
            found.append(
                Imbalance(equation: "\(stages[position].name).rejected = rejects kept", left: tally.rejected, right: rejects))
        }
        for (stage, rejects) in kept.sorted(by: { $0.key < $1.key }) {
            found.append(Imbalance(equation: "rejects of stage \(stage), which there is not = rejects kept", left: 0, right: rejects))
        }
        return found
    }
}
