// The tally: what a stage did with its rows.

import RowModel
import TestSupport
import Testing

@Suite struct TallyTests {
    @Test("no sequence of its methods breaks a tally's equation")
    func balanced() {
        var random = SeededGenerator()
        for _ in 0..<500 {
            var tally = Tally()
            for _ in 0..<Int.random(in: 0...20, using: &random) {
                let rows = Int.random(in: 0...1000, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: tally.pass(rows)
                case 1: tally.drop(rows)
                case 2: tally.reject(rows)
                case 3: tally.add(rows)
                default: tally.merge(tally)
                }
                #expect(tally.isBalanced, "\(tally), WEIR_SEED=\(random.seed)")
            }
        }
    }

    @Test("merging adds each count")
    func merge() {
        var left = Tally(stored: 10, added: 2, out: 7, dropped: 3, rejected: 2)
        left.merge(Tally(stored: 100, added: 20, out: 70, dropped: 30, rejected: 20))
        #expect(left == Tally(stored: 110, added: 22, out: 77, dropped: 33, rejected: 22))
        #expect(left.isBalanced)
    }

    @Test("a stored tally is taken as it is, and says when it does not balance")
    func stored() {
        #expect(Tally(stored: 3, added: 1, out: 2, dropped: 1, rejected: 1).isBalanced)
        #expect(!Tally(stored: 3, added: 1, out: 2, dropped: 1, rejected: 0).isBalanced)
    }
}
