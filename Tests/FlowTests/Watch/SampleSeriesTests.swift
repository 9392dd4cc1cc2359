// Samples of anything, however many looks there are.

import TestSupport
import Testing

@testable import Flow

@Suite struct SampleSeriesTests {
    @Test(
        "however often it is looked, samples are few, begin with the first look, and are evenly spread to the last"
    )
    func spread() {
        var random = SeededGenerator()
        for _ in 0..<60 {
            let capacity = Int.random(in: 2...240, using: &random)
            let looks = Int.random(in: 1...9000, using: &random)
            var series = SampleSeries<Int>(capacity: capacity)
            for look in 0..<looks { series.look { look } }
            let place = "WEIR_SEED=\(random.seed), capacity \(capacity), \(looks) looks"
            #expect(series.samples.count <= capacity, "\(place)")
            #expect(series.samples.count >= min(looks, capacity / 2), "\(place)")
            #expect(series.samples == Array(Swift.stride(from: 0, to: looks, by: series.stride)), "\(place)")
            #expect(series.stride.nonzeroBitCount == 1, "\(place)")
        }
    }

    @Test("a look that finds nothing yet is no sample")
    func nothing() {
        var series = SampleSeries<Int>(capacity: 4)
        for look in 0..<3 { series.look { look < 2 ? nil : look } }
        #expect(series.samples == [2])
    }

    @Test("what is not kept is not looked at")
    func lazily() {
        var series = SampleSeries<Int>(capacity: 2)
        var asked = 0
        for look in 0..<1024 {
            series.look {
                asked += 1
                return look
            }
        }
        #expect(asked < 30)
    }
}
