// Parts of inputs, put together from what shards say of them.

import CZlib
import Ledger
import RowModel
@testable import Shards
import TestSupport
import Testing

@Suite("inputs in parts")
struct SplitInputTests {
    private static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let bytes = Array(bytes)
        return UInt32(crc32(0, bytes, UInt32(bytes.count)))
    }

    @Test("together they have the content's length and CRC-32, and each knows the records in front of it, in whatever order they come")
    func together() throws {
        var random = SeededGenerator()
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 1...2000, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            let cuts = Set((0..<Int.random(in: 0...6, using: &random)).map { _ in Int.random(in: 1...bytes.count, using: &random) })
                .subtracting([bytes.count]).sorted()
            let starts = [0] + cuts
            let ends = cuts + [bytes.count]
            let records = starts.map { _ in Int.random(in: 0...50, using: &random) }
            let identity = InputIdentity(path: "/a", size: bytes.count, modified: 1)
            var split = SplitInput(identity)
            for position in starts.indices.shuffled(using: &random) {
                let (start, end) = (starts[position], ends[position])
                let part = InputPart(
                    start: .init(file: start, decoded: start), end: end == bytes.count ? nil : .init(file: end, decoded: end))
                var input = InputRecord(
                    index: position, identity: identity, reading: InputReading(format: .ndjson, compression: .none, part: part))
                input.records = records[position]
                input.decodedBytes = end
                input.readMark = ReadMark(bytes: end, crc32: Self.checksum(bytes[start..<end]))
                split.add(part, input)
            }
            split.finish()
            let whole = try #require(split.whole)
            #expect(whole.crc32 == Self.checksum(bytes) && whole.decodedBytes == bytes.count, "seed \(random.seed)")
            #expect(whole.reading == InputReading(format: .ndjson, compression: .none))
            for (position, start) in starts.enumerated() {
                #expect(split.recordsBefore[start] == records[..<position].reduce(0, +), "seed \(random.seed)")
            }
        }
    }
}
