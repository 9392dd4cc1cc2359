import RowModel
import TestSupport
import Testing

struct NumberStyleTests {
    let bench = ConversionBench()
    static let german = NumberStyle(thousands: ".", decimalSeparator: ",")
    static let swiss = NumberStyle(thousands: "’")
    static let french = NumberStyle(thousands: "\u{202F}", decimalSeparator: ",")
    static let decimal = ColumnType.decimal(scale: 2, storage: .integer)

    @Test("separators are read where they belong", arguments: [
        ("1.234.567,89", german, 123_456_789), ("1234567,89", german, 123_456_789), ("-1.234", german, -123_400), ("0,5", german, 50), ("12", german, 1200),
        ("123.456", german, 12_345_600), ("1’234.50", swiss, 123_450), ("12\u{202F}345,6", french, 1_234_560), ("1,5", NumberStyle(decimalSeparator: ","), 150),
        ("1,234.5", NumberStyle(thousands: ","), 123_450), ("-12 345", NumberStyle(thousands: " "), -1_234_500),
    ])
    func decimals(text: String, style: NumberStyle, value: Int64) {
        #expect(bench.convert(text, to: Self.decimal, numbers: style) == .integer(value))
    }

    @Test("integers and reals have them too; a decimal stored as text is written in the type's own way")
    func otherTypes() {
        #expect(bench.convert("-9.223.372.036.854.775.808", to: .integer, numbers: Self.german) == .integer(.min))
        #expect(bench.convert("9.223.372.036.854.775.808", to: .integer, numbers: Self.german) == .refused(.integerOverflow))
        #expect(bench.convert("12.345", to: .integer, numbers: NumberStyle(thousands: ".")) == .integer(12_345))
        #expect(bench.convert("1.234,5e-3", to: .real, numbers: Self.german) == .real(1.2345))
        #expect(bench.convert("1.234,5", to: .decimal(scale: 2, storage: .text), numbers: Self.german) == .text("1234.50"))
        #expect(bench.convert("1.234,50", to: .decimal(scale: 2, storage: .text), numbers: Self.german) == .text("1234.50"))
    }

    @Test("a separator anywhere else is refused", arguments: [
        "1.23", "12.50", "1234.567", "1.2345", ".123", "1..234", "1.234.", "1.234.56", "-.123", "1,234.567", "1.234,567.8", "12.34,5", ".",
    ])
    func misplaced(text: String) {
        for type in [Self.decimal, .real, .decimal(scale: 9, storage: .text)] {
            #expect(bench.convert(text, to: type, numbers: Self.german) == .refused(.thousandsMisplaced))
        }
    }

    @Test("what is no number, or would lose something, is refused as ever", arguments: [
        ("", ConversionFailure.notDecimal), ("-", .notDecimal), ("x", .notDecimal), ("1,", .notDecimal), (",5", .notDecimal), ("1,2,3", .notDecimal),
        ("1 234", .notDecimal), ("+1", .notDecimal), ("1.234 €", .notDecimal), ("1,234", .decimalExcessDigits), ("0.123", .decimalLeadingZero),
        ("01.234", .decimalLeadingZero), ("-0,00", .decimalNegativeZero), ("1e3", .notDecimal), ("1,5\u{202F}", .notDecimal),
    ])
    func refused(text: String, failure: ConversionFailure) {
        #expect(bench.convert(text, to: Self.decimal, numbers: Self.german) == .refused(failure))
    }

    @Test("a point is no decimal separator where another is")
    func point() {
        #expect(bench.convert("12.5", to: .real, numbers: NumberStyle(decimalSeparator: ",")) == .refused(.notReal))
        #expect(bench.convert("12,5", to: .integer, numbers: NumberStyle(thousands: ".")) == .refused(.notInteger))
        #expect(bench.convert("12.5", to: .integer, numbers: NumberStyle(thousands: ",")) == .refused(.notInteger))
    }

    @Test("a JSON number is written as JSON writes it, a string in the column's style")
    func json() {
        #expect(bench.convertJSON("1234.5", .number, to: Self.decimal, numbers: Self.german) == .integer(123_450))
        #expect(bench.convertJSON("1.234,5", .string, to: Self.decimal, numbers: Self.german) == .integer(123_450))
        #expect(bench.convertJSON("12", .number, to: .integer, numbers: NumberStyle(thousands: ".")) == .integer(12))
    }

    @Test("every decimal comes back however it is grouped, and leaves no bytes behind")
    func roundTrip() {
        var random = SeededGenerator()
        let separators: [Unicode.Scalar] = [".", ",", "'", " ", "_", "\u{A0}", "\u{202F}", "’"]
        for _ in 0..<5_000 {
            let value = Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 0...63, using: &random)
            var digits = "\(value.magnitude)"
            while digits.count < 3 { digits = "0" + digits }
            let mark = separators.randomElement(using: &random)!
            let thousands = separators.filter { $0 != mark }.randomElement(using: &random)!
            let whole = Array(digits.dropLast(2))
            var grouped = ""
            for (index, digit) in whole.enumerated() {
                if index > 0, (whole.count - index) % 3 == 0 { grouped += String(thousands) }
                grouped.append(digit)
            }
            let text = (value < 0 ? "-" : "") + grouped + String(mark) + digits.suffix(2)
            let style = NumberStyle(thousands: thousands, decimalSeparator: mark)
            #expect(bench.convert(text, to: Self.decimal, numbers: style) == .integer(value), "\(text), seed \(random.seed)")
            #expect(bench.batch.arenaCount == 10 + text.utf8.count, "\(text), seed \(random.seed)")
        }
    }

    @Test("a batch's arena does not grow with the numbers that were rewritten")
    func flat() {
        let batch = bench.batch
        for _ in 0..<1_000 { _ = bench.convert("1.234.567,89", to: Self.decimal, numbers: Self.german) }
        #expect(batch.arenaCapacity <= 80)
    }
}
