import RowModel
import TestSupport
import Testing

struct IntegerTests {
    let bench = ConversionBench()

    @Test("an integer is an optional minus and digits, and nothing else", arguments: [
        ("0", 0), ("7", 7), ("-7", -7), ("12345678", 12_345_678), ("123456789", 123_456_789),
        ("-1234567890123456", -1_234_567_890_123_456), ("12345678901234567", 12_345_678_901_234_567),
        ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("1000000000000000000", 1_000_000_000_000_000_000),
    ])
    func accepts(text: String, value: Int64) {
        #expect(bench.convert(text, to: .integer) == .integer(value))
    }

    @Test("what is no canonical Int64 is refused with its own reason", arguments: [
        ("", ConversionFailure.notInteger), ("-", .notInteger), ("+5", .notInteger), ("3.0", .notInteger),
        ("1e3", .notInteger), (" 1", .notInteger), ("1 ", .notInteger), ("1_000", .notInteger), ("1,000", .notInteger),
        ("0x10", .notInteger), ("--1", .notInteger), ("1234567a", .notInteger), ("a2345678901", .notInteger),
        ("123456789012345:", .notInteger), ("1234567890123/56789", .notInteger), ("٣", .notInteger), ("12345678901234567890x", .notInteger),
        ("007", .integerLeadingZero), ("00", .integerLeadingZero), ("-01", .integerLeadingZero),
        ("0123456789012345678901234567890", .integerLeadingZero), ("0000000000", .integerLeadingZero),
        ("-0", .integerNegativeZero),
        ("9223372036854775808", .integerOverflow), ("-9223372036854775809", .integerOverflow),
        ("9999999999999999999", .integerOverflow), ("18446744073709551616", .integerOverflow),
        ("123456789012345678901234567890", .integerOverflow),
    ])
    func refuses(text: String, failure: ConversionFailure) {
        #expect(bench.convert(text, to: .integer) == .refused(failure))
    }

    @Test("random integers of every length come back as they were")
    func roundTrip() {
        var generator = SeededGenerator()
        for _ in 0..<20_000 {
            let value = Int64(truncatingIfNeeded: generator.next()) >> Int64.random(in: 0...63, using: &generator)
            #expect(bench.convert("\(value)", to: .integer) == .integer(value), "seed \(generator.seed)")
        }
    }

    @Test("random mixes of digits and other bytes convert exactly when Swift's own text of the value is the same")
    func agreesWithSwift() {
        var generator = SeededGenerator()
        let alphabet = Array("00112233445566778899-+. ae:/".utf8)
        for _ in 0..<50_000 {
            var bytes = (0..<Int.random(in: 0...22, using: &generator)).map { _ in alphabet[Int.random(in: 0..<20, using: &generator)] }
            if !bytes.isEmpty, Bool.random(using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = alphabet.randomElement(using: &generator)!
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let expected = Int64(text).flatMap { "\($0)" == text ? $0 : nil }
            let converted = bench.convert(text, to: .integer)
            if let expected {
                #expect(converted == .integer(expected), "seed \(generator.seed)")
            } else if case .refused = converted {
            } else {
                Issue.record("\(text) became \(converted), seed \(generator.seed)")
            }
        }
    }
}
