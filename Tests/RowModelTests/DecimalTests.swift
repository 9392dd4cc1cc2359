import RowModel
import TestSupport
import Testing

struct DecimalTests {
    let bench = ConversionBench()

    @Test("a decimal is stored as an integer of its scale", arguments: [
        ("0", 2, 0), ("12", 2, 1200), ("12.5", 2, 1250), ("12.50", 2, 1250), ("-12.50", 2, -1250), ("0.05", 2, 5), ("12.5000000000", 2, 1250),
        ("12", 0, 12), ("12.000", 0, 12), ("0.00", 2, 0), ("92233720368547758.07", 2, Int64.max), ("-92233720368547758.08", 2, Int64.min),
        ("0.000000000000000001", 18, 1), ("0", 18, 0), ("9.223372036854775807", 18, Int64.max),
        ("1.0000000000000000000000000000000000000000", 2, 100),
    ])
    func stored(text: String, scale: Int, value: Int64) {
        #expect(bench.convert(text, to: .decimal(scale: scale, storage: .integer)) == .integer(value))
    }

    @Test("a decimal stored as text has exactly its scale's digits", arguments: [
        ("0", 2, "0.00"), ("12", 2, "12.00"), ("12.5", 2, "12.50"), ("-12.50", 2, "-12.50"), ("12.5000", 2, "12.50"), ("12.0", 0, "12"), ("12", 0, "12"),
        ("123456789012345678901234567890.1", 3, "123456789012345678901234567890.100"),
    ])
    func storedAsText(text: String, scale: Int, expected: String) {
        #expect(bench.convert(text, to: .decimal(scale: scale, storage: .text)) == .text(expected))
    }

    @Test("a decimal that already has its scale's digits is not copied")
    func notCopied() {
        #expect(bench.convert("12.50", to: .decimal(scale: 2, storage: .text)) == .text("12.50"))
        #expect(bench.batch.row(0).pointee.arenaOffset == 2)
    }

    @Test("what would lose something is refused", arguments: [
        ("", ConversionFailure.notDecimal), ("-", .notDecimal), (".5", .notDecimal), ("5.", .notDecimal), ("+5", .notDecimal), ("1e3", .notDecimal),
        ("1,50", .notDecimal), ("1.2.3", .notDecimal), (" 1", .notDecimal), ("1 ", .notDecimal), ("€1", .notDecimal),
        ("12.505", .decimalExcessDigits), ("0.001", .decimalExcessDigits), ("12.500000001", .decimalExcessDigits),
        ("007.50", .decimalLeadingZero), ("00", .decimalLeadingZero), ("-0.00", .decimalNegativeZero), ("-0", .decimalNegativeZero),
    ])
    func refused(text: String, failure: ConversionFailure) {
        #expect(bench.convert(text, to: .decimal(scale: 2, storage: .integer)) == .refused(failure))
        #expect(bench.convert(text, to: .decimal(scale: 2, storage: .text)) == .refused(failure))
    }

    @Test("a decimal beyond 64 bits at its scale is refused", arguments: [
        "92233720368547758.08", "-92233720368547758.09", "92233720368547759", "1000000000000000000000", "184467440737095516.16", "18446744073709551617",
    ])
    func overflow(text: String) {
        #expect(bench.convert(text, to: .decimal(scale: 2, storage: .integer)) == .refused(.decimalOverflow))
    }

    @Test("the reason names the scale")
    func reason() {
        #expect(ConversionFailure.decimalExcessDigits.reason(for: .decimal(scale: 2, storage: .text)) == "has more than 2 fraction digits")
        #expect(ConversionFailure.decimalExcessDigits.reason(for: .decimal(scale: 1, storage: .text)) == "has more than 1 fraction digit")
        #expect(ConversionFailure.notInteger.reason(for: .integer) == "is not an integer")
    }

    @Test("every integer comes back from its decimal text at every scale")
    func roundTrip() {
        var generator = SeededGenerator()
        for _ in 0..<10_000 {
            let value = Int64(truncatingIfNeeded: generator.next()) >> Int64.random(in: 0...63, using: &generator)
            let scale = Int.random(in: 0...18, using: &generator)
            var digits = "\(value.magnitude)"
            while digits.count <= scale { digits = "0" + digits }
            let text = (value < 0 ? "-" : "") + digits.dropLast(scale) + (scale > 0 ? "." + digits.suffix(scale) : "")
            #expect(bench.convert(text, to: .decimal(scale: scale, storage: .integer)) == .integer(value), "seed \(generator.seed)")
            #expect(bench.convert(text, to: .decimal(scale: scale, storage: .text)) == .text(text), "seed \(generator.seed)")
        }
    }
}
