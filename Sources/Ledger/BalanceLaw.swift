// The law that every record is accounted for, as a pure function.

import RowModel

/// An equation of the balance law that does not hold.
public struct Imbalance: Sendable, Equatable, Codable {
    /// The equation, such as `records = decode.out + decode.rejected`.
    public var equation: String
    public var left: Int
    public var right: Int

    public init(equation: String, left: Int, right: Int) {
        self.equation = equation
        self.left = left
        self.right = right
    }

    /// Such as `records = decode.out + decode.rejected fails: 100 ≠ 99 (1 missing)`.
    public var description: String {
        let difference = left - right
        let word = difference > 0 ? "\(difference.grouped) missing" : "\((-difference).grouped) too many"
        return "\(equation) fails: \(left.grouped) ≠ \(right.grouped) (\(word))"
    }
}

/// `records = decode.out + decode.rejected`; for each stage `in + added = out + dropped + rejected`; each stage's
/// `out` = the next one's `in`; `sink.in = inserted + updated + ignored + rejected`; rows updated = rows overwritten.
public enum BalanceLaw {
    /// The equations that do not hold for one input; empty when every record is accounted for.
    public static func imbalances(of account: InputAccount) -> [Imbalance] {
        var found: [Imbalance] = []
        func require(_ equation: String, _ left: Int, _ right: Int) {
            if left != right { found.append(Imbalance(equation: equation, left: left, right: right)) }
        }
        guard let decode = account.stages.first else {
            require("records = decode.out + decode.rejected", account.input.records, 0)
            return found
        }
        require(
            "records = \(decode.name).out + \(decode.name).rejected", account.input.records,
            decode.tally.out + decode.tally.rejected)
        for stage in account.stages {
            let tally = stage.tally
            require(
                "\(stage.name).in + added = out + dropped + rejected", tally.in + tally.added,
                tally.out + tally.dropped + tally.rejected)
            if let written = stage.written {
                require(
                    "\(stage.name).in = inserted + updated + ignored + rejected", tally.in,
                    written.inserted + written.updated + written.ignored + tally.rejected)
                require("\(stage.name).updated = rows overwritten", written.updated, account.displaced.rows(.overwritten))
            }
        }
        for (stage, next) in zip(account.stages, account.stages.dropFirst()) {
            require("\(stage.name).out = \(next.name).in", stage.tally.out, next.tally.in)
        }
        return found
    }
}
