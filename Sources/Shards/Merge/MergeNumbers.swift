// What inputs of shards are called in the database that brings them together. Pure.

import Ledger
import Sink

/// In a database of their own inputs have the numbers that a single run would have given them: the plan's order, one target
/// behind the other.
struct MergeNumbers {
    /// Of the first target's first input.
    let first: Int
    /// How many the plan has.
    let inputs: Int

    func firstInput(ofTarget target: Int) -> Int { first + target * inputs }

    func number(of input: Int, target: Int) -> Int { firstInput(ofTarget: target) + input }

    /// - Parameters:
    ///   - account: as the shard has it.
    ///   - split: what the input's parts make together; nil for a unit that is a whole file.
    func share(_ account: InputAccount, of unit: PlannedUnit, target: Int, split: SplitInput?) -> InputShare {
        share(account, input: unit.input, start: unit.part?.start.decoded, target: target, split: split)
    }

    /// - Parameter start: where the part starts in the input's content; nil for all of it.
    func share(_ account: InputAccount, input: Int, start: Int?, target: Int, split: SplitInput?) -> InputShare {
        var renumbered = account
        renumbered.input.index = number(of: input, target: target)
        let before = account.input.index
        guard let start, let split else {
            return InputShare(
                renumbered, RenumberedRows.Number(before: before, now: renumbered.input.index, recordsBefore: 0))
        }
        // Offsets are those in the whole content.
        renumbered.input.decodedBytes -= start
        return InputShare(
            renumbered,
            RenumberedRows.Number(
                before: before, now: renumbered.input.index, recordsBefore: split.recordsBefore[start] ?? 0),
            partOf: split.whole)
    }
}
