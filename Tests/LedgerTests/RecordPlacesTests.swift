// Where a file can be divided: compared with a plain reading of the grammar.

import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite("record places")
struct RecordPlacesTests {
    private static let alphabet = Array("\",'\\#\r\n\n ab\u{FEFF}".utf8)

    private static func content(_ random: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 0...150, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
    }

    private static func dialect(_ random: inout SeededGenerator) -> CSVDialect {
        var dialect = CSVDialect()
        dialect.quote = [UInt8(ascii: "\""), UInt8(ascii: "'"), nil].randomElement(using: &random)!
        dialect.escape = [dialect.quote ?? UInt8(ascii: "\""), UInt8(ascii: "\\")].randomElement(using: &random)!
        dialect.comment = [nil, UInt8(ascii: "#")].randomElement(using: &random)!
        dialect.skipLines = [0, 0, 1, 3].randomElement(using: &random)!
        dialect.header = [.present, .absent].randomElement(using: &random)!
        return dialect
    }

    /// Every place but the first at which a record may start, by docs/record-grammar.md, a line at a time.
    private static func starts(_ content: [UInt8], _ format: RecordFormat) -> [Int] {
        guard case .csv(let dialect) = format else { return content.indices.filter { $0 > 0 && content[$0 - 1] == 0x0A } }
        var position = content.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        for _ in 0..<dialect.skipLines { position = behindLine(content, position) }
        var starts: [Int] = []
        var records = 0
        while position < content.count {
            if dialect.header != .present || records > 0 { starts.append(position) }
            switch content[position] {
            case 0x0A, 0x0D, dialect.comment: position = behindLine(content, position)
            default:
                position = behindRecord(content, position, dialect)
                records += 1
            }
        }
        // At the very start, and behind a mark there, begins what is no other part's.
        return starts.filter { $0 > 0 && [0x0A, 0x0D].contains(content[$0 - 1]) }
    }

    private static func behindLine(_ content: [UInt8], _ start: Int) -> Int {
        guard let end = content[start...].firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { return content.count }
        return content[end] == 0x0D && end + 1 < content.count && content[end + 1] == 0x0A ? end + 2 : end + 1
    }

    private static func behindRecord(_ content: [UInt8], _ start: Int, _ dialect: CSVDialect) -> Int {
        var position = start
        while position < content.count {
            if content[position] == dialect.quote { position = behindQuotes(content, position, dialect) }
            let end = content[position...].firstIndex { [dialect.delimiter, 0x0A, 0x0D].contains($0) } ?? content.count
            if end == content.count || content[end] != dialect.delimiter { return behindLine(content, end) }
            position = end + 1
        }
        return position
    }

    private static func behindQuotes(_ content: [UInt8], _ opening: Int, _ dialect: CSVDialect) -> Int {
        var position = opening + 1
        while position < content.count {
            let next = position + 1 < content.count ? content[position + 1] : nil
            if content[position] == dialect.quote, dialect.escape != dialect.quote || next != dialect.quote { return position + 1 }
            position += content[position] == dialect.escape ? 2 : 1
        }
        return content.count
    }

    private static func firstPlaces(_ starts: [Int], _ targets: [Int]) -> [InputPart.Place] {
        var places: [InputPart.Place] = []
        for target in targets where target > places.last?.file ?? 0 {
            if let place = starts.first(where: { $0 >= target }) { places.append(.init(file: place, decoded: place)) }
        }
        return places
    }

    @Test("in a plain file: the first record at or behind each target, in any dialect")
    func plain() throws {
        let folder = try TemporaryFolder()
        var random = SeededGenerator()
        for round in 0..<400 {
            let content = Self.content(&random)
            let format = [RecordFormat.ndjson, .csv(Self.dialect(&random))].randomElement(using: &random)!
            let path = try folder.write("in", bytes: content)
            let targets = Gzip.randomCuts(content.count, using: &random)
            let found = try recordPlaces(path: path, compression: .none, format: format, behind: targets)
            let words = "\(format) \(content) \(targets), WEIR_SEED=\(random.seed), round \(round)"
            #expect(found.places == Self.firstPlaces(Self.starts(content, format), targets), "\(words)")
            #expect(found.members == 0 && found.decodedBytes == content.count, "\(words)")
        }
    }

    @Test("in gzip: the first record within or behind the first member that starts at or behind a target")
    func members() throws {
        let folder = try TemporaryFolder()
        var random = SeededGenerator()
        for round in 0..<200 {
            let content = Self.content(&random)
            let format = [.ndjson, RecordFormat.csv(Self.dialect(&random))].randomElement(using: &random)!
            let cuts = (Gzip.randomCuts(content.count, using: &random) + Gzip.randomCuts(content.count, using: &random)).sorted()
            let edges = [0] + cuts + [content.count]
            var members: [(file: Int, decoded: Int, end: Int)] = []
            var packed: [UInt8] = []
            for (start, end) in zip(edges, edges.dropFirst()) {
                members.append((packed.count, start, end))
                packed += Gzip.member(content[start..<end])
            }
            let path = try folder.write("in.gz", bytes: packed)
            let targets = Gzip.randomCuts(packed.count, using: &random)
            let found = try recordPlaces(path: path, compression: .auto, format: format, behind: targets)
            let words = "\(format) \(content) \(edges) \(targets), WEIR_SEED=\(random.seed), round \(round)"
            let starts = Self.starts(content, format)
            func begin(behind place: InputPart.Place) -> Int? {
                members.first { member in targets.contains { $0 > place.file && member.file >= $0 } }?.decoded
            }
            var previous = InputPart.Place.start
            for place in found.places {
                let member = try #require(members.first { $0.file == place.file }, "\(words)")
                #expect(place.decoded == member.decoded + place.skip && place.decoded < member.end, "\(words)")
                let first = try #require(begin(behind: previous), "\(words)")
                #expect(place.decoded == starts.first { $0 >= first }, "\(words)")
                previous = place
            }
            if let rest = begin(behind: previous) { #expect(starts.allSatisfy { $0 < rest }, "\(words)") }
            #expect(found.members == members.count && found.decodedBytes == content.count, "\(words)")
        }
    }

    @Test("the parts that the places make, counted one by one, hold what the whole file does", arguments: [false, true])
    func parts(isPacked: Bool) throws {
        let folder = try TemporaryFolder()
        var random = SeededGenerator()
        for round in 0..<100 {
            let content = (0..<20).flatMap { _ in Self.content(&random) }
            let format = [.ndjson, RecordFormat.csv(Self.dialect(&random))].randomElement(using: &random)!
            let cuts = Gzip.randomCuts(content.count, using: &random)
            let path = try folder.write("in", bytes: isPacked ? Gzip.members(of: content, cutAt: cuts) : content)
            let size = try folder.size("in")
            let targets = (1...5).map { size * $0 / 6 }
            let found = try recordPlaces(path: path, compression: .auto, format: format, behind: targets)
            let edges: [InputPart.Place?] = [.start] + found.places + [nil]
            let counts = try zip(edges, edges.dropFirst()).map { start, end in
                try recount(path: path, compression: .auto, format: format, part: InputPart(start: start!, end: end))
            }
            let whole = try recount(path: path, compression: .auto, format: format)
            let words = "\(format), WEIR_SEED=\(random.seed), round \(round)"
            #expect(counts.reduce(0) { $0 + $1.records } == whole.records, "\(words)")
            #expect(counts.reduce(0) { $0 + $1.blankLines } == whole.blankLines, "\(words)")
            #expect(counts.reduce(0) { $0 + $1.commentLines } == whole.commentLines, "\(words)")
            #expect(counts.reduce(0) { $0 + $1.decodedBytes } == whole.decodedBytes, "\(words)")
        }
    }

    @Test("a part that does not end where the next begins is an error, not a gap that nobody counts", arguments: [0, 1])
    func gapBetweenParts(skippedLines: Int) throws {
        let folder = try TemporaryFolder()
        let lines = (0..<6).map { Array("{\"a\":\($0)}\n".utf8) }
        let length = lines[0].count
        var (starts, file): ([Int], [UInt8]) = ([], [])
        // The last two lines share a member, and in front of it are two of nothing.
        for content in [lines[0], lines[1], lines[2], lines[3], [], [], lines[4] + lines[5]] {
            starts.append(file.count)
            file += Gzip.member(content)
        }
        let path = try folder.write("in.gz", bytes: file)
        let skip = skippedLines * length
        func records(_ fileOffset: Int, _ lineOffset: Int) throws -> Int {
            let end = InputPart.Place(file: fileOffset, skip: skip, decoded: lineOffset * length + skip)
            return try recount(path: path, compression: .auto, format: .ndjson, part: InputPart(start: .start, end: end)).records
        }
        #expect(try records(starts[6], 4) == 4 + skippedLines)
        for (fileOffset, lineOffset) in [(starts[6], 3), (starts[6], 2), (starts[3], 4), (starts[6] + 1, 4), (0, 4)] {
            #expect(throws: RecountError.notAsDivided(path: path, offset: fileOffset, decoded: lineOffset * length)) {
                try records(fileOffset, lineOffset)
            }
        }
    }

    @Test("a damaged file has no places, but an error")
    func damaged() throws {
        let folder = try TemporaryFolder()
        let content = Array(numberedCSV(0..<1_000).utf8)
        let packed = Gzip.members(of: content, cutAt: [3_000, 9_000])
        for bytes in [Array(packed.dropLast(3)), packed + [0], packed + packed.prefix(20)] {
            let path = try folder.write("in.gz", bytes: bytes)
            #expect(throws: RecountError.self) {
                try recordPlaces(path: path, compression: .auto, format: .csv(CSVDialect()), behind: [100])
            }
        }
    }
}
