import RowModel
import Testing

@testable import PipelineSpec

@Suite struct DialectTests {
    private func dialect(_ csv: String) throws -> CSVDialect {
        guard case .csv(let dialect) = try Spec.load(Spec.withCSV(csv)).source.format else { return CSVDialect() }
        return dialect
    }

    @Test("every key of csv arrives in the dialect")
    func keys() throws {
        let found = try dialect(
            ##"delimiter: ";", quote: "'", escape: "\\", header: [id], skip_lines: 3, comment: "#", null: [NA, ""], ragged: pad, footer_lines: 2"##)
        var expected = CSVDialect()
        expected.delimiter = UInt8(ascii: ";")
        expected.quote = UInt8(ascii: "'")
        expected.escape = UInt8(ascii: "\\")
        expected.header = .names(["id"])
        expected.skipLines = 3
        expected.footerLines = 2
        expected.comment = UInt8(ascii: "#")
        expected.nullMarkers = ["NA", ""]
        expected.ragged = .pad
        #expect(found == expected)
    }

    @Test("delimiters and terminators may have several bytes")
    func marks() throws {
        let bars = try dialect("delimiter: '||', terminator: \"\\x1e\\n\"")
        #expect(bars.longDelimiter == [0x7C, 0x7C] && bars.terminator == [0x1E, 0x0A])
        #expect(try dialect("delimiter: §").longDelimiter == Array("§".utf8))
        #expect(try dialect("terminator: \"\\n\"").terminator == [0x0A])
        #expect(try dialect("delimiter: tab").longDelimiter == nil)
    }

    @Test("the escape is the quote unless given")
    func escape() throws {
        let found = try dialect(#"quote: "'""#)
        #expect(found.quote == UInt8(ascii: "'"))
        #expect(found.escape == UInt8(ascii: "'"))
        #expect(try dialect(#"escape: "\"""#) == CSVDialect())
    }

    @Test("tabs can be written as people write them", arguments: [#""\t""#, #"'\t'"#, "tab", "\"\t\""])
    func tabs(written: String) throws {
        #expect(try dialect("delimiter: \(written)").delimiter == 9)
    }

    @Test("other delimiters by word or character", arguments: [
        ("semicolon", ";"), ("'|'", "|"), ("pipe", "|"), ("' '", " "), ("space", " "), ("comma", ","), ("'^'", "^"), ("x", "x"),
    ] as [(String, Character)])
    func delimiters(written: String, byte: Character) throws {
        #expect(try dialect("delimiter: \(written)").delimiter == byte.asciiValue)
    }

    @Test("quote: null turns quoting off; comment: null is the default")
    func nulls() throws {
        let found = try dialect("quote: null, comment: ~")
        #expect(found.quote == nil)
        #expect(found.comment == nil)
        #expect(try dialect("quote: null, delimiter: '\"'").delimiter == UInt8(ascii: "\""))
    }

    @Test("header is true, false or names")
    func header() throws {
        #expect(try dialect("header: true").header == .present)
        #expect(try dialect("header: false").header == .absent)
        let text = Spec.withSource("source: { files: a.csv, csv: { header: [id, true, null] } }")
        var expected = CSVDialect()
        expected.header = .names(["id", "true", "null"])
        #expect(try Spec.load(text).source.format == .csv(expected))
    }

    @Test("header names are as written, or snake_case")
    func headerNames() throws {
        #expect(try dialect("header_names: snake_case").headerNames == .snakeCase)
        #expect(try dialect("header_names: as_written") == CSVDialect())
    }

    @Test("null markers are texts, one or several", arguments: [
        ("[]", []), ("NULL", ["NULL"]), ("''", [""]), ("[null, ~, no, 0]", ["null", "~", "no", "0"]), ("[a, a, b]", ["a", "b"]),
        ("[' ', \"\\t\"]", [" ", "\t"]),
    ])
    func markers(written: String, expected: [String]) throws {
        #expect(try dialect("null: \(written)").nullMarkers == expected)
    }

    @Test("dialects that can't be", arguments: [
        ("delimiter: ''", "source.csv.delimiter must be one ASCII character, not \"\""),
        ("delimiter: '01234567890123456'", "source.csv.delimiter must be a text of 1 to 16 bytes, not \"01234567890123456\""),
        ("delimiter: \"|\\n\"", "source.csv.delimiter must not contain a line break, not \"|\\n\""),
        ("delimiter: '|\"|'", "delimiter of source.csv contains the quote \"\\\"\""),
        ("delimiter: '##', comment: '#'", "delimiter of source.csv contains the comment \"#\""),
        ("terminator: ''", "source.csv.terminator must be a text of 1 to 16 bytes, not \"\""),
        ("terminator: ',,'", "delimiter and terminator of source.csv begin alike"),
        ("delimiter: '||', terminator: '|'", "delimiter and terminator of source.csv begin alike"),
        ("terminator: '\"'", "terminator of source.csv contains the quote \"\\\"\""),
        ("terminator: ';', skip_lines: 1", "skip_lines counts lines, which a file with a terminator has none of"),
        ("terminator: ';', footer_lines: 1", "footer_lines counts lines, which a file with a terminator has none of"),
        ("delimiter: \"\\n\"", "source.csv.delimiter must not be a line break or NUL, not \"\\n\""),
        ("delimiter: \"\\r\"", "source.csv.delimiter must not be a line break or NUL, not \"\\r\""),
        ("delimiter: \"\\0\"", "source.csv.delimiter must not contain U+0000"),
        ("delimiter: ", "source.csv.delimiter has no value"),
        ("delimiter: [a]", "source.csv.delimiter must be text, not a list"),
        ("delimiter: \"'\", quote: \"'\"", "delimiter and quote of source.csv are both \"'\""),
        ("delimiter: '\"'", "delimiter and quote of source.csv are both \"\\\"\""),
        ("comment: ','", "delimiter and comment of source.csv are both \",\""),
        ("comment: '\"'", "quote and comment of source.csv are both \"\\\"\""),
        ("escape: ','", "delimiter and escape of source.csv are both \",\""),
        ("escape: '#', comment: '#'", "escape and comment of source.csv are both \"#\""),
        ("quote: null, escape: '\\'", "escape has no meaning with quote: null"),
        ("header: yes", "source.csv.header must be true, false or a list of names, not \"yes\"; did you mean \"true\"?"),
        ("header: none", "source.csv.header must be true, false or a list of names, not \"none\"; did you mean \"false\"?"),
        ("header: 'true'", "source.csv.header must be true, false or a list of names, not \"true\""),
        ("header: []", "source.csv.header must not be empty"),
        ("skip_lines: -1", "source.csv.skip_lines must be a whole number from 0 to 1000000, not \"-1\""),
        ("footer_lines: 1001", "source.csv.footer_lines must be a whole number from 0 to 1000, not \"1001\""),
        ("header_names: snake-case",
            "source.csv.header_names must be as_written or snake_case, not \"snake-case\"; did you mean \"snake_case\"?"),
        ("null: { a: b }", "source.csv.null must be a list, not a mapping"),
        ("null: ", "source.csv.null has no value"),
        ("ragged: skip", "source.csv.ragged must be reject, pad, capture or fail, not \"skip\""),
    ])
    func wrong(csv: String, expected: String) {
        #expect(messages(Spec.withCSV(csv)) == [expected])
    }
}
