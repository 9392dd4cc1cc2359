import Foundation
import Readers
import RowModel
import TestSupport
import Testing

struct NDJSONPropertyTests {
    private let columns: [(String, String?, ColumnType)] = [
        ("id", nil, .integer), ("name", "user.name", .text), ("user", nil, .json), ("v", nil, .any), ("at", nil, .timestamp(storage: .text)),
    ]

    /// A JSON value of random shape.
    private func value(_ depth: Int, _ generator: inout SeededGenerator) -> String {
        func blank(_ generator: inout SeededGenerator) -> String { ["", "", "", " ", "\t", "  \r "].randomElement(using: &generator)! }
        switch Int.random(in: 0..<(depth > 3 ? 6 : 8), using: &generator) {
        case 0: return ["true", "false", "null"].randomElement(using: &generator)!
        case 1: return "\(Int64(truncatingIfNeeded: generator.next()) >> Int64.random(in: 0...63, using: &generator))"
        case 2: return "\(Double.random(in: -1e6...1e6, using: &generator))"
        case 3, 4, 5: return string(&generator)
        case 6:
            let count = Int.random(in: 0...3, using: &generator)
            return "[" + (0..<count).map { _ in blank(&generator) + value(depth + 1, &generator) + blank(&generator) }.joined(separator: ",") + "]"
        default:
            let count = Int.random(in: 0...3, using: &generator)
            return "{" + (0..<count).map { _ in blank(&generator) + string(&generator) + blank(&generator) + ":" + value(depth + 1, &generator) }.joined(separator: ",") + "}"
        }
    }

    private func string(_ generator: inout SeededGenerator) -> String {
        let pieces = ["a", "bc", "def ghi jkl", "é", "日本", "😀", "\\n", "\\\"", "\\u00e9", "\\ud83d\\ude00", "\\\\", "/", "\u{7F}", "{", "]", ",", ":", "\u{2028}"]
        return "\"" + (0..<Int.random(in: 0...5, using: &generator)).map { _ in pieces.randomElement(using: &generator)! }.joined() + "\""
    }

    private func record(_ generator: inout SeededGenerator) -> String {
        var members: [String] = []
        if Int.random(in: 0..<8, using: &generator) > 0 { members.append("\"id\":\(Int.random(in: -5...500_000, using: &generator))") }
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: members.append("\"user\":null")
        case 1: members.append("\"user\":{\"x\":\(value(2, &generator)),\"name\":\(string(&generator))}")
        case 2, 3: members.append("\"user\" : { \"name\" :\(string(&generator))}")
        default: break
        }
        members.append("\"v\":\(value(1, &generator))")
        if Bool.random(using: &generator) { members.append("\"at\":\"2026-11-19 08:30+02:00\"") }
        if Bool.random(using: &generator) { members.append("\(string(&generator)):\(value(0, &generator))") }
        if Int.random(in: 0..<3, using: &generator) == 0 { members.shuffle(using: &generator) }
        return "{" + members.joined(separator: ",") + "}"
    }

    private func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        let junk = Array("{}[]\",:\\u0-+.eEtrfalsn \t\r\u{1}\u{0}é".utf8) + [0xFF, 0xC0, 0xED, 0xA0]
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[place] = junk.randomElement(using: &generator)!
        case 1: bytes.insert(junk.randomElement(using: &generator)!, at: place)
        case 2: bytes.remove(at: place)
        case 3: bytes.removeLast(bytes.count - place)
        default: bytes.insert(contentsOf: bytes[Int.random(in: 0...place, using: &generator)...place], at: place)
        }
    }

    @Test("a mutated line is refused exactly when the slow, obvious validator refuses it")
    func oracle() throws {
        var generator = SeededGenerator()
        var accepted = 0
        for _ in 0..<400 {
            var lines: [[UInt8]] = []
            for _ in 0..<50 {
                var line = Array(record(&generator).utf8)
                for _ in 0..<Int.random(in: 0...2, using: &generator) { mutate(&line, &generator) }
                lines.append(line)
            }
            // No columns at all: nothing but the grammar decides.
            let run = try NDJSONRun(lines.joined(separator: [UInt8(ascii: "\n")]), columns: [], maxRecord: 1 << 20)
            let records = lines.filter { !$0.allSatisfy { [0x20, 0x09, 0x0D].contains($0) } }
            let expected = records.enumerated().filter { ReferenceJSON.isObject($1) }.map { $0.offset + 1 }
            #expect(run.rows.map(\.record) == expected, "seed \(generator.seed)")
            #expect(run.rows.count + run.rejects.count == records.count, "seed \(generator.seed)")
            accepted += expected.count
        }
        #expect(accepted > 5_000 && accepted < 19_000)
    }

    @Test("the scanner agrees with the slow, obvious validator on mutated values, newlines included")
    func scannerOracle() {
        var generator = SeededGenerator()
        for _ in 0..<20_000 {
            var bytes = Array(value(0, &generator).utf8)
            for _ in 0..<Int.random(in: 0...2, using: &generator) { mutate(&bytes, &generator) }
            if Bool.random(using: &generator) { bytes.insert(0x0A, at: Int.random(in: 0...bytes.count, using: &generator)) }
            let valid = Data(bytes).withPadding { bytes, count in (try? JSONScanner(bytes: bytes, end: count).validate()) != nil }
            #expect(valid == ReferenceJSON.isValid(bytes), "\(String(decoding: bytes, as: UTF8.self)), seed \(generator.seed)")
        }
    }

    @Test("wherever the blocks end, the rows, the rejects and their places are the same")
    func chunking() throws {
        var generator = SeededGenerator()
        for round in 0..<60 {
            var text: [UInt8] = round % 4 == 0 ? [0xEF, 0xBB, 0xBF] : []
            for _ in 0..<Int.random(in: 0...30, using: &generator) {
                var line = Array(record(&generator).utf8)
                if Int.random(in: 0..<4, using: &generator) == 0 { mutate(&line, &generator) }
                text += line + [[0x0A], [0x0A], [0x0D, 0x0A], [0x0A, 0x0A]].randomElement(using: &generator)!
            }
            if Bool.random(using: &generator) { text += record(&generator).utf8 }
            let extra: ExtraColumns = [.ignore, .fail, .capture(slot: 5)].randomElement(using: &generator)!
            let limit = [60, 200, 1 << 20].randomElement(using: &generator)!
            let whole = try NDJSONRun(text, columns: columns, extra: extra, maxRecord: limit)
            #expect(whole.rows.count + whole.rejects.count == whole.records)
            for blocks in [[1], [2, 3], [7], [16, 1], [64], (0..<20).map { _ in Int.random(in: 1...100, using: &generator) }] {
                let cut = try NDJSONRun(
                    text, columns: columns, extra: extra, maxRecord: limit, blocks: blocks, rowCapacity: Int.random(in: 1...9, using: &generator))
                #expect(cut == whole, "blocks \(blocks), seed \(generator.seed)")
            }
        }
    }

    @Test("values are those that Foundation reads")
    func agreesWithFoundation() throws {
        var generator = SeededGenerator()
        let lines = (0..<2_000).map { _ in record(&generator) }
        let run = try NDJSONRun(lines.joined(separator: "\n").utf8, columns: [("id", nil, .integer), ("name", "user.name", .text), ("v", nil, .json)])
        for reject in run.rejects { #expect(reject.reason.contains("stands twice"), "\(reject.reason), seed \(generator.seed)") }
        for row in run.rows {
            let object = try #require(JSONSerialization.jsonObject(with: Data(row.raw.utf8)) as? [String: Any])
            #expect(row.values[0] == (object["id"] as? Int64).map { .integer($0) } ?? .null, "\(row.raw), seed \(generator.seed)")
            let name = (object["user"] as? [String: Any])?["name"] as? String
            #expect(row.values[1] == name.map { .text($0) } ?? .null, "\(row.raw), seed \(generator.seed)")
            guard case .text(let json) = row.values[2] else { continue }
            let value = try JSONSerialization.jsonObject(with: Data(json.utf8), options: .fragmentsAllowed) as? NSObject
            #expect(value == object["v"] as? NSObject, "\(row.raw), seed \(generator.seed)")
        }
    }
}
