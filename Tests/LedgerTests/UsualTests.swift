// The median of earlier runs, and how far a count is from it.

import TestSupport
import Testing

@testable import Ledger

@Suite struct UsualTests {
    @Test("the median is the middle count, or between the two middle ones, in whatever order the counts come", arguments: [
        ([5], 5), ([1, 2], 1.5), ([3, 1, 2], 2), ([10, 0, 10, 0], 5), ([7, 7, 7, 1_000_000], 7), ([0, 0, 0], 0),
    ] as [([Int], Double)])
    func median(_ counts: [Int], _ median: Double) {
        #expect(Usual(of: counts, fewest: 1)?.median == median)
        #expect(Usual(of: Array(counts.reversed()), fewest: 1)?.runs == counts.count)
    }

    @Test("fewer counts than wanted have no median, nor has none at all")
    func tooFew() {
        #expect(Usual(of: [1, 2]) == nil && Usual(of: [1, 2, 3]) != nil)
        #expect(Usual(of: [], fewest: 0) == nil && Usual(of: [1, 2, 3], fewest: 4) == nil)
    }

    @Test("beside a median of 0 every other count is infinitely far, and 0 is not")
    func zero() {
        let usual = Usual(of: [0, 0, 0])
        #expect(usual?.deviation(of: 0) == 0 && usual?.deviation(of: 1) == .infinity)
    }

    @Test("it is written as a person writes numbers", arguments: [([1000, 1001], "1,000.5"), ([29_341], "29,341"), ([0, 1], "0.5")])
    func text(_ counts: [Int], _ text: String) {
        #expect(Usual(of: counts, fewest: 1)?.medianText == text)
    }

    @Test("a count is beyond a bound of percent exactly where it is by the arithmetic of whole numbers")
    func bounds() {
        var random = SeededGenerator()
        for _ in 0..<20_000 {
            let median = Int.random(in: 1...[10, 1000, 1 << 40].randomElement(using: &random)!, using: &random)
            let tenths = Int.random(in: 0...2000, using: &random)
            let bound = Double(tenths) / 10
            // On the bound where there is a whole number, and beside it.
            let distance = Int(Int128(median) * Int128(tenths) / 1000) + Int.random(in: -1...1, using: &random)
            for count in [median + distance, median - distance] where count >= 0 {
                let isBeyond = abs(Int128(count - median)) * 1000 > Int128(tenths) * Int128(median)
                let usual = Usual(of: [median, median, median])!
                #expect(
                    (abs(usual.deviation(of: count)) > bound) == isBeyond,
                    "\(count) beside \(median), \(bound) %, WEIR_SEED=\(random.seed)")
            }
        }
    }
}
