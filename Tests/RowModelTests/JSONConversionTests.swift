import RowModel
import Testing

struct JSONConversionTests {
    let bench = ConversionBench()
    static let types: [ColumnType] = [
        .integer, .real, .text, .boolean, .decimal(scale: 2, storage: .integer), .decimal(scale: 2, storage: .text), .date,
        .timestamp(storage: .text), .timestamp(storage: .epoch), .timestamp(storage: .epochMilliseconds), .json, .blob(encoding: .hex),
        .blob(encoding: .base64), .any,
    ]

    @Test("a JSON string is converted as a CSV field is", arguments: [
        ("12", ColumnType.integer, Converted.integer(12)), ("12", .real, .real(12)), ("12.5", .decimal(scale: 2, storage: .integer), .integer(1250)),
        ("true", .boolean, .integer(1)), ("12", .text, .text("12")), ("12", .any, .text("12")), ("2026-11-19", .date, .text("2026-11-19")),
        ("\"x\"", .json, .text("\"x\"")), ("ff", .blob(encoding: .hex), .blob([255])), ("1.0", .integer, .refused(.notInteger)),
        ("a\0b", .text, .refused(.containsNUL)),
    ])
    func strings(text: String, type: ColumnType, expected: Converted) {
        #expect(bench.convertJSON(text, .string, to: type) == expected)
    }

    @Test("a JSON number keeps its exact lexeme until it is converted", arguments: [
        ("12", ColumnType.integer, Converted.integer(12)), ("-9223372036854775808", .integer, .integer(.min)),
        ("9223372036854775808", .integer, .refused(.integerOverflow)), ("123456789012345678901234567890", .integer, .refused(.integerOverflow)),
        ("1.0", .integer, .refused(.notInteger)), ("1e3", .integer, .refused(.notInteger)), ("-0", .integer, .refused(.integerNegativeZero)),
        ("1e3", .real, .real(1000)), ("9007199254740993", .real, .real(9_007_199_254_740_992)), ("1e400", .real, .refused(.realOverflow)),
        ("1.50", .text, .text("1.50")), ("1e400", .text, .text("1e400")), ("1.50", .json, .text("1.50")),
        ("1.5", .decimal(scale: 2, storage: .integer), .integer(150)), ("1e2", .decimal(scale: 2, storage: .integer), .refused(.notDecimal)),
        ("1", .boolean, .integer(1)), ("0", .boolean, .integer(0)), ("2", .boolean, .refused(.notBoolean)),
        ("20261119", .date, .refused(.jsonNumber)), ("1795077000", .timestamp(storage: .epoch), .refused(.jsonNumber)),
        ("12", .blob(encoding: .hex), .refused(.jsonNumber)), ("1234", .blob(encoding: .base64), .refused(.jsonNumber)),
        ("12", .any, .integer(12)), ("1.5", .any, .real(1.5)), ("1e2", .any, .real(100)), ("-0", .any, .text("-0")),
        ("9223372036854775808", .any, .text("9223372036854775808")), ("1e400", .any, .text("1e400")),
    ])
    func numbers(text: String, type: ColumnType, expected: Converted) {
        #expect(bench.convertJSON(text, .number, to: type) == expected)
    }

    @Test("true and false go into boolean, text, any and json columns only")
    func booleans() {
        for type in Self.types {
            let expected: Converted = switch type {
            case .boolean: .integer(1)
            case .text, .any, .json: .text("true")
            default: .refused(.jsonBoolean)
            }
            #expect(bench.convertJSON("true", .boolean, to: type) == expected)
        }
        #expect(bench.convertJSON("false", .boolean, to: .boolean) == .integer(0))
    }

    @Test("objects and arrays go into json columns only, null into all")
    func others() {
        for type in Self.types {
            #expect(bench.convertJSON("null", .null, to: type) == .null)
            #expect(bench.convertJSON("[1, 2]", .array, to: type) == (type == .json ? .text("[1, 2]") : .refused(.jsonArray)))
            #expect(bench.convertJSON("{}", .object, to: type) == (type == .json ? .text("{}") : .refused(.jsonObject)))
        }
    }

    @Test("a json column takes any JSON text, byte for byte, and nothing else")
    func json() {
        for text in ["{\"a\": [1, 2.50, \"x\\u0000\"]}", " null ", "\"x\"", "1e400", "[\n]"] {
            #expect(bench.convert(text, to: .json) == .text(text))
        }
        for text in ["", " ", "{", "[1,]", "01", "nul", "{'a':1}", "1 2", "\"\\ud800\"", "NaN"] {
            #expect(bench.convert(text, to: .json) == .refused(.notJSON))
        }
    }

    @Test("every failure has a reason of its own")
    func reasons() {
        #expect(Set(ConversionFailure.allCases.map(\.reason)).count == ConversionFailure.allCases.count)
    }
}
