// What a raw record is when it is read again.

import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct RawRecordGrammarTests {
    private static func dialect(_ change: (inout CSVDialect) -> Void = { _ in }) -> RecordFormat {
        var dialect = CSVDialect()
        dialect.skipLines = 3
        change(&dialect)
        return .csv(dialect)
    }

    private static func shape(_ raw: String, _ format: RecordFormat) -> RawRecordShape {
        RawRecordGrammar(format).shape(of: Array(raw.utf8))
    }

    @Test(
        "a record ends itself unless a quote in it never closes",
        arguments: [
            ("1,a", 1, true), ("1", 1, true), ("\"1\n2\",a", 1, true), ("x\"y,a", 1, true), ("\"1\"x,a", 1, true),
            ("\"5,e", 1, false),
            ("\"5,e\n6,f\n", 1, false), ("1,\"\"\"", 1, false), ("1,\"\"", 1, true), ("\u{FEFF}1,a", 1, true),
            ("\u{FEFF}\"1,a", 1, true),
            ("é", 1, true),
        ])
    func csv(_ raw: String, records: Int, endsItself: Bool) {
        #expect(Self.shape(raw, Self.dialect()) == RawRecordShape(records: records, endsItself: endsItself))
    }

    @Test("by another dialect it may be several records, or none")
    func otherDialect() {
        let withoutQuotes = Self.dialect { $0.quote = nil }
        #expect(Self.shape("\"5,e\n6,f\n\n7,g", withoutQuotes) == RawRecordShape(records: 3, endsItself: true))
        let withComments = Self.dialect { $0.comment = UInt8(ascii: "#") }
        #expect(Self.shape("# of no use, \"", withComments) == RawRecordShape(records: 0, endsItself: true))
        let escaping = Self.dialect { $0.escape = UInt8(ascii: "\\") }
        #expect(Self.shape(#""a\""#, escaping) == RawRecordShape(records: 1, endsItself: false))
    }

    @Test("long delimiters, terminators and footers make no difference", arguments: [nil, [0x1E], Array("\r\n|".utf8)])
    func marks(_ terminator: [UInt8]?) {
        let format = Self.dialect {
            $0.longDelimiter = Array("||".utf8)
            $0.terminator = terminator
            $0.footerLines = 2
        }
        for raw in ["1||a", "1|", "\"1||2\n\"||b", "é||"] {
            #expect(Self.shape(raw, format) == RawRecordShape(records: 1, endsItself: true), "\(raw)")
        }
        #expect(Self.shape("\"1||2", format) == RawRecordShape(records: 1, endsItself: false))
        #expect(Self.shape("1\n2", format).records == (terminator == nil ? 2 : 1))
    }

    @Test("an NDJSON line is one record and ends itself, whatever it holds")
    func ndjson() {
        for raw in [#"{"a": "#, "[", "\"", "\u{FEFF}{}"] {
            #expect(Self.shape(raw, .ndjson) == RawRecordShape(records: 1, endsItself: true))
        }
    }

    @Test("records that end themselves are as many together as alone, in any order")
    func property() {
        var random = SeededGenerator()
        let seed = random.seed
        for _ in 0..<300 {
            let format = Self.dialect { dialect in
                dialect.skipLines = 0
                dialect.header = .absent
                if Bool.random(using: &random) { dialect.comment = UInt8(ascii: "#") }
                if Bool.random(using: &random) { dialect.escape = UInt8(ascii: "\\") }
            }
            let grammar = RawRecordGrammar(format)
            let raws = (0..<8).map { _ in
                (0..<Int.random(in: 1...6, using: &random)).map { _ in
                    Array("a,\"\n#\\\r".utf8).randomElement(using: &random)!
                }
            }
            let sound = raws.filter { grammar.shape(of: $0).endsItself }
            var together = RecordCounter(format)
            for raw in sound { (raw + [0x0A]).withUnsafeBytes { together.add($0) } }
            #expect(together.finish().records == sound.reduce(0) { $0 + grammar.shape(of: $1).records }, "seed \(seed)")
        }
    }

    @Test("an element of JSON ends itself, unless its brackets are another's")
    func json() {
        for raw in ["{\"a\": 01}", "[1]", "nul", "{\"a\":\"]\"}"] {
            #expect(Self.shape(raw, .json) == RawRecordShape(records: 1, endsItself: true), "\(raw)")
        }
        for raw in ["]", "1],[2", "{", "1,,2", "\"x", ""] { #expect(!Self.shape(raw, .json).endsItself, "\(raw)") }
        #expect(Self.shape("1, 2", .json) == RawRecordShape(records: 2, endsItself: true))
    }
}
