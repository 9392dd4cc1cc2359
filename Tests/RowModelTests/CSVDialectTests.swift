import Foundation
import RowModel
import Testing

struct CSVDialectTests {
    @Test("a dialect comes back from its JSON")
    func roundTrip() throws {
        var dialect = CSVDialect()
        dialect.headerNames = .snakeCase
        dialect.footerLines = 3
        dialect.longDelimiter = Array("||".utf8)
        dialect.terminator = [0x1E]
        dialect.ragged = .capture
        let json = try JSONEncoder().encode(RecordFormat.csv(dialect))
        #expect(try JSONDecoder().decode(RecordFormat.self, from: json) == .csv(dialect))
    }

    @Test("what a ledger of an earlier version lacks is as it was then")
    func earlier() throws {
        let json = ##"{"csv":{"_0":{"ragged":"pad","skipLines":2,"quote":34,"delimiter":59,"nullMarkers":[""],"header":{"present":{}},"escape":34}}}"##
        var expected = CSVDialect()
        expected.delimiter = UInt8(ascii: ";")
        expected.skipLines = 2
        expected.ragged = .pad
        #expect(try JSONDecoder().decode(RecordFormat.self, from: Data(json.utf8)) == .csv(expected))
    }
}
