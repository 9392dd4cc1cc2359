// What the ledger of a shard calls its inputs.

import Flow
import Ledger

extension ShardAssignment {
    /// The number of each unit in the shard's ledger: a file has the one that a single run into an empty database would give
    /// it, parts have numbers behind those of all files.
    /// Of several targets each goes on behind the one before it, since no number stands for inputs of two.
    /// - Parameters:
    ///   - inputs: how many files the plan has.
    ///   - target: position of the target.
    public func numbers(behind inputs: Int, target: Int = 0) -> [Int] {
        var parts = inputs
        let numbers = units.map { unit in
            guard unit.part != nil else { return unit.input }
            defer { parts += 1 }
            return parts
        }
        let first = target * ((numbers.max() ?? -1) + 1)
        return numbers.map { first + $0 }
    }

    /// - Throws: `FlowError` for a file that is gone, or is not any more what was planned.
    func sources(behind inputs: Int) throws -> [SourceInput] {
        try zip(units, numbers(behind: inputs)).map { unit, number in
            try SourceInput(listed: unit.identity, part: unit.part, number: number)
        }
    }
}
