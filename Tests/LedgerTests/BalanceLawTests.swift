// The law that every record is accounted for.

import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct BalanceLawTests {
    /// An account in which every record is accounted for.
    static func balanced(using random: inout SeededGenerator) -> InputAccount {
        func share(of rows: Int, _ random: inout SeededGenerator) -> Int { Int.random(in: 0...rows, using: &random) }
        let identity = InputIdentity(path: "/a.csv", size: 1, modified: 0)
        var input = InputRecord(index: 0, identity: identity, reading: InputReading(format: .ndjson, compression: .none))
        input.records = Int.random(in: 0...1000, using: &random)
        let rejected = share(of: input.records, &random)
        var rows = input.records - rejected
        let decoded = Tally(stored: input.records, added: 0, out: rows, dropped: 0, rejected: rejected)
        var stages = [StageRecord(name: "decode", tally: decoded)]
        for number in 0..<Int.random(in: 0...4, using: &random) {
            let added = Int.random(in: 0...3, using: &random)
            let dropped = share(of: rows + added, &random)
            let rejected = share(of: rows + added - dropped, &random)
            let out = rows + added - dropped - rejected
            let tally = Tally(stored: rows, added: added, out: out, dropped: dropped, rejected: rejected)
            stages.append(StageRecord(name: "stage\(number)", tally: tally))
            rows = out
        }
        let refused = share(of: rows, &random)
        let updated = share(of: rows - refused, &random)
        let ignored = share(of: rows - refused - updated, &random)
        stages.append(
            StageRecord(
                name: "sink", tally: Tally(stored: rows, added: 0, out: rows - refused, dropped: 0, rejected: refused),
                written: WrittenRows(inserted: rows - refused - updated - ignored, updated: updated, ignored: ignored)))
        let overwritten = Displacement(earlierInput: nil, reason: .overwritten, rows: updated)
        return InputAccount(input: input, stages: stages, displaced: [overwritten])
    }

    @Test("an account in which every record is accounted for has no imbalance")
    func valid() {
        var random = SeededGenerator()
        for _ in 0..<500 {
            let account = Self.balanced(using: &random)
            #expect(BalanceLaw.imbalances(of: account) == [], "\(account), WEIR_SEED=\(random.seed)")
        }
    }

    @Test("any single count that is changed is found, and its stage is named")
    func anyChange() {
        var random = SeededGenerator()
        for _ in 0..<300 {
            let account = Self.balanced(using: &random)
            for difference in [-2, -1, 1, 1000] {
                var changed = account
                changed.input.records += difference
                #expect(BalanceLaw.imbalances(of: changed).map(\.equation) == ["records = decode.out + decode.rejected"])
                for position in account.stages.indices {
                    for field in 0..<(account.stages[position].written == nil ? 5 : 8) {
                        var changed = account
                        changed.stages[position].change(field, by: difference)
                        let imbalances = BalanceLaw.imbalances(of: changed)
                        let name = account.stages[position].name
                        #expect(
                            imbalances.contains { $0.equation.contains("\(name).") && abs($0.left - $0.right) == abs(difference) },
                            "field \(field) of \(name) by \(difference): \(imbalances), WEIR_SEED=\(random.seed)")
                    }
                }
            }
        }
    }

    @Test("rows that vanish between two stages are missing there and nowhere else")
    func between() {
        var random = SeededGenerator()
        for _ in 0..<300 {
            var account = Self.balanced(using: &random)
            let position = Int.random(in: 1..<account.stages.count, using: &random)
            // From here on all stages agree on one row less, so only this one edge can tell.
            for index in position..<account.stages.count {
                account.stages[index].change(0, by: -1)
                account.stages[index].change(2, by: -1)
            }
            account.stages[account.stages.count - 1].written!.inserted -= 1
            let (before, name) = (account.stages[position - 1].name, account.stages[position].name)
            let imbalances = BalanceLaw.imbalances(of: account)
            #expect(imbalances.map(\.equation) == ["\(before).out = \(name).in"], "WEIR_SEED=\(random.seed)")
            #expect(imbalances.first?.description.hasSuffix("(1 missing)") == true)
        }
    }

    @Test("an input without stages must have no records")
    func noStages() {
        var random = SeededGenerator()
        var account = Self.balanced(using: &random)
        account.stages = []
        account.input.records = 0
        #expect(BalanceLaw.imbalances(of: account) == [])
        account.input.records = 3
        #expect(BalanceLaw.imbalances(of: account).map(\.description)
            == ["records = decode.out + decode.rejected fails: 3 ≠ 0 (3 missing)"])
    }

    @Test("an imbalance says by how many, and in which direction")
    func words() {
        #expect(Imbalance(equation: "a = b", left: 100, right: 99).description == "a = b fails: 100 ≠ 99 (1 missing)")
        #expect(Imbalance(equation: "a = b", left: 99, right: 102).description == "a = b fails: 99 ≠ 102 (3 too many)")
    }
}

extension StageRecord {
    /// Changes one count: in, added, out, dropped, rejected, inserted, updated, ignored.
    mutating func change(_ field: Int, by difference: Int) {
        var counts = [tally.in, tally.added, tally.out, tally.dropped, tally.rejected]
        if field < 5 { counts[field] += difference }
        tally = Tally(stored: counts[0], added: counts[1], out: counts[2], dropped: counts[3], rejected: counts[4])
        switch field {
        case 5: written!.inserted += difference
        case 6: written!.updated += difference
        case 7: written!.ignored += difference
        default: break
        }
    }
}
