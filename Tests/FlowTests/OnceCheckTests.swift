// The reader's counts against those of the recount that listened in.

import Ledger
import Readers
import RowModel
import Testing

@testable import Flow

@Suite struct OnceCheckTests {
    private static let content = "id,name\n1,a\n\n2,\"b\nc\"\n"

    private static func recount() -> Recount {
        var recount = StreamRecount(.csv(CSVDialect()))
        let bytes = Array(content.utf8)
        for byte in bytes { [byte].withUnsafeBytes { recount.add($0) } }
        return recount.finish()
    }

    private static func summary() -> InputSummary {
        var summary = InputSummary()
        summary.records = 2
        summary.blankLines = 1
        summary.decodedBytes = content.utf8.count
        summary.crc32 = recount().crc32
        return summary
    }

    @Test("equal counts balance")
    func equal() {
        #expect(Self.recount().imbalances(with: Self.summary()) == [])
    }

    @Test("whatever the reader has counted wrong is told", arguments: [
        (\InputSummary.records, "records"), (\.blankLines, "blank lines"), (\.commentLines, "comment lines"),
        (\.decodedBytes, "decoded bytes"),
    ] as [(WritableKeyPath<InputSummary, Int> & Sendable, String)])
    func different(_ count: WritableKeyPath<InputSummary, Int> & Sendable, name: String) {
        var summary = Self.summary()
        summary[keyPath: count] += 1
        let imbalances = Self.recount().imbalances(with: summary)
        #expect(imbalances.map(\.equation) == ["\(name) by the reader = \(name) counted apart"])
    }

    @Test("other bytes of the same counts are told")
    func checksum() {
        var summary = Self.summary()
        summary.crc32 ^= 1
        #expect(Self.recount().imbalances(with: summary).map(\.equation) == ["CRC-32 by the reader = CRC-32 counted apart"])
    }

    @Test("a JSON array that is never closed is told, even where the records are as many")
    func broken() {
        var recount = StreamRecount(.json)
        let bytes = Array("[{},{}".utf8)
        bytes.withUnsafeBytes { recount.add($0) }
        let counted = recount.finish()
        var summary = InputSummary()
        summary.records = 2
        summary.decodedBytes = bytes.count
        summary.crc32 = counted.crc32
        #expect(counted.isBroken && counted.records == 2)
        let place = "places where records can't be told apart"
        #expect(counted.imbalances(with: summary).map(\.equation) == ["\(place) by the reader = \(place) counted apart"])
    }
}
