// Instants as texts.

import RowModel
import TestSupport
import Testing

@Suite struct EpochTextTests {
    @Test("an instant's text is the one that a timestamp column reads it from")
    func thereAndBack() {
        var random = SeededGenerator()
        let bench = ConversionBench()
        for _ in 0..<3000 {
            let milliseconds = Int64.random(in: -62_135_596_800_000...253_402_300_799_999, using: &random)
            let text = EpochText.string(milliseconds: milliseconds) ?? ""
            #expect(
                bench.convert(text, to: .timestamp(storage: .epochMilliseconds)) == .integer(milliseconds),
                "\(text), WEIR_SEED=\(random.seed)")
            let seconds = milliseconds / 1000
            #expect(
                bench.convert(EpochText.string(seconds: seconds) ?? "", to: .timestamp(storage: .epoch)) == .integer(seconds),
                "\(seconds), WEIR_SEED=\(random.seed)")
        }
    }

    @Test("the first and the last second have a text; those around them have none")
    func ends() {
        #expect(EpochText.string(seconds: -62_135_596_800) == "0001-01-01T00:00:00Z")
        #expect(EpochText.string(seconds: 253_402_300_799) == "9999-12-31T23:59:59Z")
        #expect(EpochText.string(milliseconds: -1) == "1969-12-31T23:59:59.999Z")
        for seconds in [-62_135_596_801, 253_402_300_800, Int64.min, .max] { #expect(EpochText.string(seconds: seconds) == nil) }
        for milliseconds in [Int64.min, .max] { #expect(EpochText.string(milliseconds: milliseconds) == nil) }
    }
}
