// Records with more fields than the header has names.

import Readers
import RowModel
import Testing

@Suite("CSV surplus fields")
struct SurplusFieldTests {
    private static let columns = [SourceColumn(name: "a", type: .integer, slot: 0), SourceColumn(name: "b", type: .text, slot: 1)]

    private static func read(_ text: String, blockBytes: Int = 64, chunk: Int = .max) -> Decoded {
        let plan = DecodePlan.csv(columns: columns, extraColumns: .capture(slot: 2)) { $0.ragged = .capture }
        return Decoded.reading(Array(text), plan: plan, blockBytes: blockBytes, rowCapacity: 2, nextChunk: { chunk })
    }

    @Test("short records are padded, and what long ones have more is kept by its position, in any pieces")
    func captured() {
        let text = "a,b,x\n1\n2,b\n3,b,c\n4,b,c,d,,\"\",\"q\"\"q\"\n5,b,c\n"
        let expected: [[String?]] = [
            ["1", nil, nil], ["2", "b", nil], ["3", "b", "{\"x\":\"c\"}"],
            ["4", "b", "{\"x\":\"c\",\"column_4\":\"d\",\"column_5\":null,\"column_6\":\"\",\"column_7\":\"q\\\"q\"}"],
            ["5", "b", "{\"x\":\"c\"}"],
        ]
        for blockBytes in [1, 16, 64, 4096] {
            for chunk in [1, 7, .max] {
                let decoded = Self.read(text, blockBytes: blockBytes, chunk: chunk)
                #expect(decoded.values == expected && decoded.rejects.isEmpty && decoded.error == nil)
            }
        }
    }

    @Test("a position's name gives way to a name of the header")
    func names() {
        #expect(Self.read("a,b,column_4\n1,2,3,4\n").values == [["1", "2", "{\"column_4\":\"3\",\"column_4_\":\"4\"}"]])
    }

    @Test("a surplus field that can't be kept makes the record a reject")
    func refused() {
        let decoded = Decoded.reading(
            Array("a,b\n1,2,".utf8) + [0xE9, 0x0A] + Array("2,3\n3,4,\"x\"y\n".utf8),
            plan: .csv(columns: Self.columns, extraColumns: .capture(slot: 2)) { $0.ragged = .capture })
        #expect(decoded.rejects.map(\.record) == [1, 3] && decoded.values == [["2", "3", nil]])
        #expect(decoded.rejects.first?.reason.contains("is not valid UTF-8") == true)
    }

    @Test("too many of them are a reject, and the records behind are what they are")
    func tooMany() {
        let most = String(repeating: ",", count: 32_769)
        let decoded = Self.read("a,b\n1\(most)\n2\(most),\n3,x\n", blockBytes: 1 << 16)
        #expect(decoded.rows.map(\.record) == [1, 3] && decoded.rejects.map(\.record) == [2])
        #expect(decoded.rejects.map(\.reason) == ["32,771 fields instead of 2"])
    }

    @Test("a plan without a column for them is refused")
    func needsCapture() {
        let decoded = Decoded.reading(Array("a,b\n"), plan: .csv(columns: Self.columns, extraColumns: .ignore) { $0.ragged = .capture })
        #expect(decoded.error == .undecodable(input: "input.csv", .invalidDialect("ragged: capture needs extra_columns: capture")))
    }
}
