// cast: what becomes of each type in each other, and that nothing is lost without a reject.

import RowModel
import TestSupport
import Testing

@testable import Transforms

/// A column type and how a spec writes it.
enum Spelled {
    static let integer = (ColumnType.integer, "integer")
    static let real = (ColumnType.real, "real")
    static let text = (ColumnType.text, "text")
    static let boolean = (ColumnType.boolean, "boolean")
    static let decimal2 = (ColumnType.decimal(scale: 2, storage: .integer), "{ type: decimal, scale: 2 }")
    static let decimal0 = (ColumnType.decimal(scale: 0, storage: .integer), "{ type: decimal, scale: 0 }")
    static let decimalText = (ColumnType.decimal(scale: 3, storage: .text), "{ type: decimal, scale: 3, store: text }")
    static let date = (ColumnType.date, "date")
    static let timestamp = (ColumnType.timestamp(storage: .text), "timestamp")
    static let epoch = (ColumnType.timestamp(storage: .epoch), "{ type: timestamp, store: epoch }")
    static let epochMilliseconds = (ColumnType.timestamp(storage: .epochMilliseconds), "{ type: timestamp, store: epoch_ms }")
    static let json = (ColumnType.json, "json")
    static let hex = (ColumnType.blob(encoding: .hex), "{ type: blob, encoding: hex }")

    static let all = [
        integer, real, text, boolean, decimal2, decimal0, decimalText, date, timestamp, epoch, epochMilliseconds, json, hex,
    ]
}

private let tooManyDigits = "has more digits than a 64-bit real number holds"
private let fraction = "has a fraction of a second, which epoch seconds would lose"

@Suite struct CastTests {
    typealias Spelling = (ColumnType, String)

    private static func cast(_ value: Value, _ from: Spelling, _ to: Spelling) throws -> Transformed {
        try TransformBench(["v": from.0], "- cast: { v: \(to.1) }").run([[value]])
    }

    @Test("a value that fits the new type becomes it", arguments: [
        (Spelled.integer, Spelled.text, 42, "42"), (Spelled.integer, Spelled.real, 42, 42.0),
        (Spelled.integer, Spelled.boolean, 1, 1), (Spelled.integer, Spelled.decimal2, -3, -300),
        (Spelled.integer, Spelled.decimalText, 3, "3.000"), (Spelled.integer, Spelled.json, 7, "7"),
        (Spelled.integer, Spelled.text, .integer(.min), "-9223372036854775808"),
        (Spelled.integer, Spelled.real, .integer(1 << 60), .real(0x1p60)),
        (Spelled.real, Spelled.integer, 3.0, 3), (Spelled.real, Spelled.text, 0.1, "0.1"), (Spelled.real, Spelled.text, 3.0, "3.0"),
        (Spelled.real, Spelled.decimal2, 0.25, 25), (Spelled.real, Spelled.decimal2, 12.0, 1200),
        (Spelled.real, Spelled.decimalText, 0.1, "0.100"), (Spelled.real, Spelled.json, 1.5, "1.5"),
        (Spelled.text, Spelled.integer, "42", 42), (Spelled.text, Spelled.real, "1e3", 1000.0),
        (Spelled.text, Spelled.boolean, "Yes", 1), (Spelled.text, Spelled.decimal2, "1.50", 150),
        (Spelled.text, Spelled.date, "2026-01-02", "2026-01-02"),
        (Spelled.text, Spelled.timestamp, "2026-01-02T03:04:05+01:00", "2026-01-02T02:04:05Z"),
        (Spelled.text, Spelled.epoch, "1970-01-01T00:01:00Z", 60), (Spelled.text, Spelled.json, "[1]", "[1]"),
        (Spelled.text, Spelled.hex, "00FF", .blob([0, 255])),
        (Spelled.boolean, Spelled.integer, 1, 1), (Spelled.boolean, Spelled.text, 0, "false"),
        (Spelled.boolean, Spelled.real, 1, 1.0), (Spelled.boolean, Spelled.json, 1, "true"),
        (Spelled.decimal2, Spelled.integer, 300, 3), (Spelled.decimal2, Spelled.real, 150, 1.5),
        (Spelled.decimal2, Spelled.text, -5, "-0.05"), (Spelled.decimal2, Spelled.decimalText, 150, "1.500"),
        (Spelled.decimal2, Spelled.decimal0, 200, 2), (Spelled.decimalText, Spelled.decimal2, "1.500", 150),
        (Spelled.decimal0, Spelled.boolean, 1, 1), (Spelled.decimalText, Spelled.real, "0.100", 0.1),
        (Spelled.date, Spelled.text, "2026-01-02", "2026-01-02"),
        (Spelled.timestamp, Spelled.epoch, "1970-01-01T00:00:09Z", 9),
        (Spelled.timestamp, Spelled.epochMilliseconds, "1970-01-01T00:00:09.25Z", 9250),
        (Spelled.epoch, Spelled.text, 1_700_000_000, "2023-11-14T22:13:20Z"),
        (Spelled.epoch, Spelled.timestamp, 0, "1970-01-01T00:00:00Z"),
        (Spelled.epoch, Spelled.timestamp, -1, "1969-12-31T23:59:59Z"),
        (Spelled.epoch, Spelled.epochMilliseconds, 5, 5000), (Spelled.epoch, Spelled.integer, 5, 5),
        (Spelled.epochMilliseconds, Spelled.timestamp, -1, "1969-12-31T23:59:59.999Z"),
        (Spelled.epochMilliseconds, Spelled.timestamp, 1500, "1970-01-01T00:00:01.500Z"),
        (Spelled.epochMilliseconds, Spelled.epoch, 2000, 2), (Spelled.epochMilliseconds, Spelled.integer, 2001, 2001),
        (Spelled.json, Spelled.text, "{\"a\":1}", "{\"a\":1}"), (Spelled.json, Spelled.integer, "7", 7),
    ] as [(Spelling, Spelling, Value, Value)])
    func fits(_ from: Spelling, _ to: Spelling, _ value: Value, _ expected: Value) throws {
        let result = try Self.cast(value, from, to)
        #expect(result.rows == [[expected]], "\(result.reasons)")
    }

    @Test("a value that would lose something is a reject that shows it", arguments: [
        (Spelled.integer, Spelled.boolean, 2, "\"2\" is not a boolean"),
        (Spelled.integer, Spelled.real, .integer((1 << 53) + 1), "\"9007199254740993\" \(tooManyDigits)"),
        (Spelled.integer, Spelled.date, 20_260_102, "\"20260102\" is not a date of the form YYYY-MM-DD"),
        (Spelled.integer, Spelled.decimal2, .integer(.max), "\"9223372036854775807\" does not fit a 64-bit integer at the column's scale"),
        (Spelled.real, Spelled.integer, 3.5, "\"3.5\" is not an integer"), (Spelled.real, Spelled.integer, 1e300, "\"1e+300\" is not an integer"),
        (Spelled.real, Spelled.integer, -0.0, "\"-0.0\" is not an integer"),
        (Spelled.real, Spelled.decimal2, -0.0, "\"-0.0\" is a negative zero, which a decimal can't hold"),
        (Spelled.real, Spelled.decimal2, 0.125, "\"0.125\" has more than 2 fraction digits"),
        (Spelled.real, Spelled.boolean, 0.5, "\"0.5\" is not a boolean"),
        (Spelled.text, Spelled.integer, "007", "\"007\" has a leading zero, which an integer would lose"),
        (Spelled.text, Spelled.integer, "", "\"\" is not an integer"), (Spelled.text, Spelled.json, "{", "\"{\" is not valid JSON"),
        (Spelled.text, Spelled.hex, "0g", "\"0g\" is not an even number of hexadecimal digits"),
        (Spelled.decimal2, Spelled.integer, 150, "\"1.50\" is not an integer"),
        (Spelled.decimal2, Spelled.decimal0, 150, "\"1.50\" has more than 0 fraction digits"),
        (Spelled.decimal2, Spelled.real, 900_719_925_474_099_301, "\"9007199254740993.01\" \(tooManyDigits)"),
        (Spelled.decimalText, Spelled.real, "9007199254740993.001", "\"9007199254740993.001\" \(tooManyDigits)"),
        (Spelled.timestamp, Spelled.epoch, "1970-01-01T00:00:00.5Z", "\"1970-01-01T00:00:00.5Z\" \(fraction)"),
        (Spelled.timestamp, Spelled.date, "1970-01-01T00:00:00Z", "\"1970-01-01T00:00:00Z\" is not a date of the form YYYY-MM-DD"),
        (Spelled.epochMilliseconds, Spelled.epoch, 1500, "\"1970-01-01T00:00:01.500Z\" \(fraction)"),
        (Spelled.epoch, Spelled.timestamp, .integer(.max), "\"9223372036854775807\" is not an ISO 8601 timestamp"),
        (Spelled.date, Spelled.timestamp, "2026-01-02", "\"2026-01-02\" is not an ISO 8601 timestamp"),
    ] as [(Spelling, Spelling, Value, String)])
    func loses(_ from: Spelling, _ to: Spelling, _ value: Value, _ reason: String) throws {
        let result = try Self.cast(value, from, to)
        #expect(result.rows == [])
        #expect(result.rejects == [Refused(record: 1, stage: 1, column: "v", reason: reason, raw: "<record 1>")])
        #expect(result.tallies[1] == Tally(in: 1, out: 0, rejected: 1))
    }

    @Test("null stays null in every cast")
    func null() throws {
        for from in Spelled.all where from.1 != Spelled.hex.1 {
            for to in Spelled.all { #expect(try Self.cast(nil, from, to).rows == [[nil]]) }
        }
    }

    @Test("what goes to another type and comes back is what it was, or is rejected on the way")
    func thereAndBack() throws {
        var random = SeededGenerator()
        for from in Spelled.all where ![Spelled.text.1, Spelled.json.1, Spelled.hex.1].contains(from.1) {
            for to in Spelled.all where to.1 != Spelled.hex.1 {
                // The same instant comes back, written with milliseconds.
                if from.1 == Spelled.timestamp.1, to.1 == Spelled.epochMilliseconds.1 { continue }
                let bench = try TransformBench(["v": from.0], "- cast: { v: \(to.1) }\n- cast: { v: \(from.1) }")
                let values = Self.samples(of: from.0, using: &random)
                let result = try bench.run(values.map { [$0] })
                let refused = Set(result.rejects.map { $0.record - 1 })
                let kept = values.indices.filter { !refused.contains($0) }.map { values[$0] }
                #expect(result.rows.map { $0[0] } == kept, "\(from.1) → \(to.1), WEIR_SEED=\(random.seed)")
            }
        }
    }

    /// Values that cells of the type can have.
    private static func samples(of type: ColumnType, using random: inout SeededGenerator) -> [Value] {
        let integers = [0, 1, -1, 12, .max, .min, 1 << 53, (1 << 53) + 1, -(1 << 62)]
            + (0..<20).map { _ in Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...63, using: &random) }
        switch type {
        case .integer, .decimal(_, .integer): return integers.map { .integer($0) }
        case .boolean: return [0, 1]
        case .real:
            return [0.0, -0.0, 0.1, -1.5, 1e22, 1e-7, 1e300, .real(.leastNonzeroMagnitude), 3.0, 0x1p53]
                + integers.map { .real(Double($0) / 64) }
        case .decimal: return ["0.000", "-0.001", "12.340", "9007199254740993.001"]
        case .date: return ["0001-01-01", "1970-01-01", "2024-02-29", "9999-12-31"]
        case .timestamp(.text): return ["1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
        case .timestamp(.epoch): return (-62_135_596_800...253_402_300_799).samples(using: &random)
        case .timestamp(.epochMilliseconds): return (-62_135_596_800_000...253_402_300_799_999).samples(using: &random)
        default: return []
        }
    }

    @Test("a blob in an untyped column is no text, whatever its bytes")
    func untypedBlob() throws {
        for bytes in ["ff", "61", ""] {
            let bench = try TransformBench(["n": .integer], "- derive: { v: \"x'\(bytes)'\" }\n- cast: { v: text }")
            let result = try bench.run([[1]])
            #expect(result.rows == [])
            #expect(result.rejects.count == 1 && result.reasons[0].hasSuffix("is a blob, not text"))
        }
    }

    @Test("untyped values are cast by what they are", arguments: [
        ("n", "text", "5"), ("n * 1.0", "integer", 5), ("'7'", "integer", 7), ("n || ''", "text", "5"), ("NULL", "text", nil),
    ] as [(String, String, Value)])
    func untyped(_ expression: String, _ type: String, _ expected: Value) throws {
        let bench = try TransformBench(["n": .integer], "- derive: { v: \(expression) }\n- cast: { v: \(type) }\n- select: [v]")
        #expect(try bench.run([[5]]).rows == [[expected]])
    }

    @Test("a row that fails in one column is rejected once, and only it")
    func severalColumns() throws {
        let bench = try TransformBench(["a": .text, "b": .text], "- cast: { a: integer, b: integer }")
        let result = try bench.run([["1", "2"], ["x", "y"], ["3", "z"], ["4", "5"]])
        #expect(result.rows == [[1, 2], [4, 5]])
        #expect(result.rejects.map(\.column) == ["a", "b"])
        #expect(result.rejects.map(\.record) == [2, 3])
        #expect(result.tallies[1] == Tally(in: 4, out: 2, rejected: 2))
    }
}

extension ClosedRange<Int64> {
    /// Both ends, zero, and some between.
    fileprivate func samples(using random: inout SeededGenerator) -> [Value] {
        [lowerBound, upperBound, 0, -1].map { .integer($0) }
            + (0..<20).map { _ in .integer(Int64.random(in: self, using: &random)) }
    }
}
