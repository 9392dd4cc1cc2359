// A content of random records, divided into parts at random records.

import RowModel

/// A file, packed in random members or not, and parts that begin and end where its records do.
public struct DividedContent: Sendable {
    public let format: RecordFormat
    /// What the file holds.
    public let text: [UInt8]
    public let file: [UInt8]
    public let parts: [InputPart]

    public init(isCSV: Bool, isPacked: Bool, using random: inout SeededGenerator) {
        format = isCSV ? .csv(CSVDialect()) : .ndjson
        var text = isCSV ? Array("a,b\n".utf8) : []
        var starts: [Int] = []
        for number in 0..<Int.random(in: 1...200, using: &random) {
            starts.append(text.count)
            text += (isCSV ? Self.csv(number, &random) : Self.ndjson(number, &random)).utf8
            if Int.random(in: 0..<9, using: &random) == 0 { text += "\n".utf8 }
        }
        self.text = text
        let cuts = isPacked ? (0..<Int.random(in: 0...12, using: &random)).map { _ in Int.random(in: 0...text.count, using: &random) }.sorted() : []
        var members: [(file: Int, decoded: Int)] = [(0, 0)]
        var file: [UInt8] = isPacked ? [] : text
        if isPacked {
            members = []
            let edges = [0] + cuts + [text.count]
            for (start, end) in zip(edges, edges.dropFirst()) {
                members.append((file.count, start))
                file += Gzip.member(text[start..<end])
            }
        }
        self.file = file
        let chosen = Set((0..<Int.random(in: 0...6, using: &random)).compactMap { _ in starts.dropFirst().randomElement(using: &random) })
        let places = chosen.sorted().map { offset in
            guard isPacked else { return InputPart.Place(file: offset, decoded: offset) }
            let member = members.last { $0.decoded <= offset }!
            return InputPart.Place(file: member.file, skip: offset - member.decoded, decoded: offset)
        }
        parts = zip([.start] + places, places.map { $0 as InputPart.Place? } + [nil]).map { InputPart(start: $0, end: $1) }
    }

    /// Of one part.
    public init(ndjson text: [UInt8], file: [UInt8]) {
        format = .ndjson
        self.text = text
        self.file = file
        parts = [InputPart(start: .start, end: nil)]
    }

    private static func csv(_ number: Int, _ random: inout SeededGenerator) -> String {
        let end = Bool.random(using: &random) ? "\r\n" : "\n"
        return switch Int.random(in: 0..<5, using: &random) {
        case 0: "\(number),\"x\n\(number),\"\"\ny\"\(end)"
        case 1: "\(number),too,many\(end)"
        default: "\(number),\(String(repeating: "ä", count: Int.random(in: 0...60, using: &random)))\(end)"
        }
    }

    private static func ndjson(_ number: Int, _ random: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: "{broken \(number)\n"
        default: "{\"a\":\(number),\"b\":\"\(String(repeating: "ä\\n", count: Int.random(in: 0...60, using: &random)))\"}\n"
        }
    }
}
