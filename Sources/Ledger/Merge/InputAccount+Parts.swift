// The account of an input that was read in parts. Pure.

import RowModel

extension InputAccount {
    /// Adds what another part of the same input has: a sum of balanced accounts is balanced.
    public mutating func add(_ part: InputAccount) {
        input.records += part.input.records
        input.blankLines += part.input.blankLines
        input.commentLines += part.input.commentLines
        input.decodedBytes += part.input.decodedBytes
        input.contents &+= part.input.contents
        guard !stages.isEmpty else {
            stages = part.stages
            return
        }
        for (position, stage) in part.stages.enumerated() where position < stages.count {
            stages[position].tally.merge(stage.tally)
            if let written = stage.written { stages[position].written = (stages[position].written ?? WrittenRows()) + written }
        }
    }
}
