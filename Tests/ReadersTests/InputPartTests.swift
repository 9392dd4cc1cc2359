// Parts of an input: all of them together are the whole, and each is where it was.

import Readers
import RowModel
import TestSupport
import Testing

@Suite("parts of an input")
struct InputPartTests {
    private static func plan(_ content: DividedContent) -> DecodePlan {
        let columns = ["a", "b"].enumerated().map { SourceColumn(name: $1, type: .text, slot: $0) }
        return DecodePlan(
            format: content.format, compression: .auto, columns: columns, extraColumns: .fail, maxRecordBytes: 1 << 20)
    }

    private static func decoded(
        _ content: DividedContent, _ part: InputPart?, file: [UInt8]? = nil, chunk: Int = .max, readsAhead: Bool = false
    ) -> Decoded {
        let file = file ?? content.file
        let plan = plan(content)
        return Decoded.reading(plan: plan, blockBytes: 64, rowCapacity: 7) { pool throws(ReadError) in
            let reader = try InputReader(
                source: ChunkedSource(file) { chunk }, name: "in", inputIndex: 3, plan: plan, pool: pool)
            if let part {
                try reader.restrict(to: part, readsAhead: readsAhead) { ChunkedSource(Array(file[$0...])) { chunk } }
            }
            return reader
        }
    }

    @Test("read one by one, in pieces of any size, they hold what the whole holds, at the same places",
        arguments: [(true, true), (true, false), (false, true), (false, false)])
    func together(isCSV: Bool, isPacked: Bool) {
        var random = SeededGenerator()
        for _ in 0..<60 {
            let content = DividedContent(isCSV: isCSV, isPacked: isPacked, using: &random)
            let whole = Self.decoded(content, nil)
            var rows: [Decoded.Row] = []
            var rejects: [DecodedReject] = []
            var (records, blankLines, bytes) = (0, 0, 0)
            for part in content.parts {
                let chunk = Int.random(in: 1...400, using: &random)
                var found = Self.decoded(content, part, chunk: chunk, readsAhead: Bool.random(using: &random))
                #expect(found.error == nil, "WEIR_SEED=\(random.seed)")
                #expect(found.summary.part == part)
                let end = part.end?.decoded ?? content.text.count
                #expect(found.summary.decodedBytes == end - part.start.decoded)
                #expect(found.summary.crc32 == Gzip.crc32(Array(content.text[part.start.decoded..<end])), "WEIR_SEED=\(random.seed)")
                for row in found.rows.indices { found.rows[row].record += records }
                for reject in found.rejects.indices { found.rejects[reject].record += records }
                rows += found.rows
                rejects += found.rejects
                records += found.summary.records
                blankLines += found.summary.blankLines
                bytes += found.summary.decodedBytes
            }
            #expect(rows == whole.rows && rejects == whole.rejects, "WEIR_SEED=\(random.seed)")
            #expect(records == whole.summary.records && blankLines == whole.summary.blankLines && bytes == whole.summary.decodedBytes)
        }
    }

    @Test("a file that ends within a part is an error, not a short part", arguments: [true, false])
    func cutOff(isPacked: Bool) {
        var random = SeededGenerator()
        for _ in 0..<40 {
            let content = DividedContent(isCSV: false, isPacked: isPacked, using: &random)
            for part in content.parts where part.end != nil {
                let kept = Int.random(in: part.start.file..<max(part.end!.file, part.start.file + 1), using: &random)
                let found = Self.decoded(content, part, file: Array(content.file[..<kept]))
                // A cut in front of the first byte that is needed leaves nothing to tell what it was packed in.
                if kept > part.start.file { #expect(found.error != nil, "WEIR_SEED=\(random.seed)") }
            }
        }
    }

    /// Lines that are all as long as each other, one in each member.
    private static func linesInMembers(_ count: Int) -> (lines: [[UInt8]], starts: [Int], file: [UInt8]) {
        let lines = (0..<count).map { Array("{\"a\":\"\($0 + 100)\",\"b\":\"x\"}\n".utf8) }
        var (starts, file): ([Int], [UInt8]) = ([], [])
        for line in lines {
            starts.append(file.count)
            file += Gzip.member(line)
        }
        return (lines, starts, file)
    }

    @Test("a part that does not end where the next begins is an error, though each begins and ends with a record", arguments: [0, 1])
    func gapBetweenParts(skippedLines: Int) {
        let (lines, starts, _) = Self.linesInMembers(6)
        let length = lines[0].count
        // The last two lines share a member.
        let file = lines[..<4].flatMap { Gzip.member($0) } + Gzip.member(lines[4] + lines[5])
        let skip = skippedLines * length
        func error(_ end: InputPart.Place) -> ReadError? {
            Self.decoded(.init(ndjson: lines.flatMap(\.self), file: file), InputPart(start: .start, end: end)).error
        }
        let right = InputPart.Place(file: starts[4], skip: skip, decoded: 4 * length + skip)
        #expect(error(right) == nil)
        for (fileOffset, lineOffset) in [(starts[4], 3), (starts[4], 2), (starts[3], 4), (starts[4] + 1, 4), (0, 4)] {
            let wrong = InputPart.Place(file: fileOffset, skip: skip, decoded: lineOffset * length + skip)
            #expect(
                error(wrong) == .otherPlace(input: "in", fileOffset: fileOffset, byteOffset: lineOffset * length), "\(wrong)")
        }
    }

    @Test("a part that begins or ends within a record is an error, which names the place", arguments: [true, false])
    func withinRecord(isPacked: Bool) {
        var random = SeededGenerator()
        for _ in 0..<60 {
            let content = DividedContent(isCSV: Bool.random(using: &random), isPacked: isPacked, using: &random)
            for part in content.parts {
                let words = "WEIR_SEED=\(random.seed)"
                let room = (part.end?.decoded ?? content.text.count) - part.start.decoded
                let shift = Int.random(in: 1...max(1, room), using: &random)
                let (start, end) = (part.start.decoded + shift, (part.end?.decoded ?? 0) - shift)
                if part.start != .start, !isPacked, ![0x0A, 0x0D].contains(content.text[start - 1]) {
                    let moved = InputPart(start: .init(file: start, decoded: start), end: nil)
                    #expect(Self.decoded(content, moved).error == .noRecordStart(input: "in", byteOffset: start), "\(words)")
                }
                // Within the member, so that it is not the wrong one.
                if part.start != .start, isPacked, part.start.skip > shift, ![0x0A, 0x0D].contains(content.text[part.start.decoded - shift - 1]) {
                    var moved = part
                    moved.start.skip -= shift
                    moved.start.decoded -= shift
                    #expect(
                        Self.decoded(content, moved).error == .noRecordStart(input: "in", byteOffset: moved.start.decoded), "\(words)")
                }
                if var moved = part.end, shift < room, !isPacked || moved.skip > shift, ![0x0A, 0x0D].contains(content.text[end - 1]) {
                    moved.decoded -= shift
                    moved.file -= isPacked ? 0 : shift
                    moved.skip -= isPacked ? shift : 0
                    let found = Self.decoded(content, InputPart(start: part.start, end: moved))
                    #expect(found.error == .noRecordStart(input: "in", byteOffset: moved.decoded), "\(words)")
                }
            }
        }
    }

    @Test("a member with a wrong checksum is met by one of the parts that read it")
    func corrupt() {
        var random = SeededGenerator()
        for _ in 0..<40 {
            let content = DividedContent(isCSV: false, isPacked: true, using: &random)
            var file = content.file
            // The last member's CRC-32 (RFC 1952 2.3.1); and any other byte.
            file[file.count - 8] ^= 1
            #expect(content.parts.contains { Self.decoded(content, $0, file: file).error != nil }, "WEIR_SEED=\(random.seed)")
        }
    }
}
