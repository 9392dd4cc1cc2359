import Foundation
import RowModel
import TestSupport
import Testing

struct RealTests {
    let bench = ConversionBench()

    @Test("a real number is rounded to the nearest Double", arguments: [
        "0", "0.0", "1", "-1", "1.5", "-2.25", "0.1", "0.30000000000000004", "1e3", "1E+3", "1e-3", "123456789.123456789",
        "9007199254740993", "9007199254740992.5", "9007199254740993.0000000000000000000000001", "18446744073709551615",
        "3.141592653589793238462643383279", "1.7976931348623157e308", "1.7976931348623158e308", "2.2250738585072014e-308",
        "2.2250738585072011e-308", "5e-324", "4.9406564584124654e-324", "2.4703282292062328e-324", "1e22", "1e23", "1e-22", "1e-23",
        "0.000000000000000000000000000000000000000000000001", "100000000000000000000000000000000000000000", "0e999999999999999999",
        "1.00000000000000011102230246251565404236316680908203125", "1.00000000000000011102230246251565404236316680908203124",
        "1.00000000000000011102230246251565404236316680908203126", "6.0221408e+23", "-6.081689834590001", "145.39199829101562",
        "8.5e-20", "9999999999999999999e19", "9999999999999999999e-19", "12345678901234567890123e-40",
    ])
    func accepts(text: String) throws {
        #expect(bench.convert(text, to: .real) == .real(try #require(Double(text))))
    }

    @Test("the cell keeps the sign of zero, whatever SQLite then makes of it")
    func negativeZero() {
        for text in ["-0", "-0.0", "-0e5"] {
            guard case .real(let value) = bench.convert(text, to: .real) else { Issue.record("refused"); return }
            #expect(value == 0 && value.sign == .minus)
        }
    }

    @Test("what is no number by RFC 8259, or has no Double, is refused", arguments: [
        ("", ConversionFailure.notReal), ("-", .notReal), (".5", .notReal), ("5.", .notReal), ("+1.5", .notReal), ("1,5", .notReal),
        ("01.5", .notReal), ("-00.5", .notReal), ("1e", .notReal), ("1e+", .notReal), ("e5", .notReal), ("1.5 ", .notReal), (" 1.5", .notReal),
        ("NaN", .notReal), ("nan", .notReal), ("Infinity", .notReal), ("-inf", .notReal), ("0x1p3", .notReal), ("1.5f", .notReal), ("1.2.3", .notReal),
        ("1e400", .realOverflow), ("-1e400", .realOverflow), ("1.7976931348623159e308", .realOverflow),
        ("1e999999999999999999999999", .realOverflow), ("1e-400", .realUnderflow), ("2e-324", .realUnderflow),
        ("0.1e-99999999999999999999", .realUnderflow),
    ])
    func refuses(text: String, failure: ConversionFailure) {
        #expect(bench.convert(text, to: .real) == .refused(failure))
    }

    @Test("random Doubles come back bit for bit from their shortest text")
    func roundTrip() {
        var generator = SeededGenerator()
        for _ in 0..<20_000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            // Swift writes 5e-324 and 1e+16: all within the grammar.
            #expect(bench.convert("\(value)", to: .real) == .real(value), "seed \(generator.seed)")
        }
    }

    @Test("random digit strings round as the C library rounds them")
    func agreesWithStrtod() {
        var generator = SeededGenerator()
        for _ in 0..<50_000 {
            var text = Bool.random(using: &generator) ? "-" : ""
            let integers = Int.random(in: 1...[2, 9, 20, 40].randomElement(using: &generator)!, using: &generator)
            text += "\(Int.random(in: 1...9, using: &generator))"
            for _ in 1..<integers { text += "\(Int.random(in: 0...9, using: &generator))" }
            if Bool.random(using: &generator) {
                text += "."
                let fraction = Int.random(in: 1...[3, 9, 20, 40].randomElement(using: &generator)!, using: &generator)
                for _ in 0..<fraction { text += "\(Int.random(in: 0...9, using: &generator))" }
            }
            if Bool.random(using: &generator) { text += "e\(Int.random(in: -45...45, using: &generator))" }
            #expect(bench.convert(text, to: .real) == .real(strtod(text, nil)), "\(text), seed \(generator.seed)")
        }
    }

    @Test("midpoints between two Doubles, and their neighbours, round as the C library rounds them")
    func midpoints() {
        var generator = SeededGenerator()
        for _ in 0..<2_000 {
            let integer = UInt64.random(in: (1 << 53)...(1 << 62), using: &generator)
            let spacing = UInt64(Double(integer).ulp)
            guard spacing > 1 else { continue }
            let middle = integer / spacing * spacing + spacing / 2
            for text in ["\(middle)", "\(middle - 1)", "\(middle + 1)", "\(middle).0000000000000000000000001", "\(middle)e-3", "\(middle)e5"] {
                #expect(bench.convert(text, to: .real) == .real(strtod(text, nil)), "\(text), seed \(generator.seed)")
            }
        }
    }

    @Test("a number of a million digits is rounded, and not slowly", .timeLimit(.minutes(10)))
    func hugeDigitCount() {
        let digits = String(repeating: "7", count: 1_000_000)
        let zeros = String(repeating: "0", count: 1_000_000)
        #expect(bench.convert("0." + digits, to: .real) == .real(0.7777777777777777777777777777777777))
        #expect(bench.convert(digits + "e-1000000", to: .real) == .real(0.7777777777777777777777777777777777))
        #expect(bench.convert("0." + zeros + "15e1000001", to: .real) == .real(1.5))
        #expect(bench.convert("15" + zeros + "e-1000001", to: .real) == .real(1.5))
        // One unit above a midpoint, a million digits later.
        #expect(
            bench.convert("9007199254740993." + zeros + "1", to: .real) == .real(9_007_199_254_740_994))
        #expect(bench.convert(digits, to: .real) == .refused(.realOverflow))
    }
}
