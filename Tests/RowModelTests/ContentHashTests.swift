// The hash of a row's contents: part of the ledger's format, so it may never change.

import RowModel
import TestSupport
import Testing

@Suite struct ContentHashTests {
    static let knownHashes: [(String, UInt64)] = [
        ("", 0x8e3e60e92555f72c), ("a", 0xdb0fb9a1cde7cb66), ("ab", 0xc3a7e9f6bd922412), ("abc", 0x8735b82a78fee7e2), ("abcd", 0x728ac488a06b00ad), ("abcdefg", 0x97bf757fabd2d01a), ("abcdefgh", 0xd2375fa145ebcbbd), ("0123456789abcdef", 0x5bff9b6b0ba84f3d),
        ("0123456789abcdefg", 0x111b23646f1de5f1), ("the quick brown fox jumps over the lazy dog äöü 世界", 0x59c37ec7c75f0b91),
    ]

    private static func hash(_ text: String, column: String = "c") -> UInt64 {
        Array(text.utf8).withUnsafeBytes { ContentHash.text($0, seed: ContentHash.seed(ofColumn: column)) }
    }

    @Test("the hash of a value is what it was when the format was made", arguments: Self.knownHashes)
    func known(text: String, expected: UInt64) {
        #expect(Self.hash(text) == expected, "\(text): 0x\(String(Self.hash(text), radix: 16))")
    }

    @Test("a row's hash is that of its columns' names and values, whatever their order and slots, and null counts for nothing")
    func order() {
        var random = SeededGenerator()
        for _ in 0..<200 {
            let width = Int.random(in: 1...12, using: &random)
            let values = (0..<width).map { _ in Value.random(using: &random) }
            let names = (0..<width).map { "column \($0)" }
            let order = Array(0..<width).shuffled(using: &random)
            let plain = RowBatch(rows: [values])
            let shuffled = RowBatch(rows: [order.map { values[$0] } + [.null]])
            let columns = names.enumerated().map { Column(name: $1, type: .any, slot: $0) }
            let others =
                order.enumerated().map { Column(name: names[$1].uppercased(), type: .any, slot: $0) }
                + [Column(name: "added later", type: .any, slot: width)]
            #expect(
                RowContents(columns).hash(ofRow: 0, in: plain) == RowContents(others).hash(ofRow: 0, in: shuffled),
                "WEIR_SEED=\(random.seed)")
        }
    }

    @Test("the sum over rows does not depend on their order, and does on every value, its kind, its column and its row")
    func sums() {
        var random = SeededGenerator()
        for _ in 0..<300 {
            let width = Int.random(in: 2...5, using: &random)
            let rows = (0..<Int.random(in: 2...20, using: &random)).map { _ in (0..<width).map { _ in Value.random(using: &random) } }
            let columns = (0..<width).map { Column(name: "c\($0)", type: .any, slot: $0) }
            func sum(_ rows: [[Value]]) -> UInt64 {
                RowContents(columns).sum(of: 0..<rows.count, in: RowBatch(rows: rows, slots: width))
            }
            let expected = sum(rows)
            #expect(sum(rows.shuffled(using: &random)) == expected)
            var changed = rows
            let (row, column) = (Int.random(in: 0..<rows.count, using: &random), Int.random(in: 0..<width, using: &random))
            changed[row][column] = rows[row][column].altered
            #expect(sum(changed) != expected, "\(rows[row][column]), WEIR_SEED=\(random.seed)")
            var swapped = rows
            swapped[0].swapAt(0, 1)
            if !rows[0][0].isSame(as: rows[0][1]) { #expect(sum(swapped) != expected, "WEIR_SEED=\(random.seed)") }
            #expect(sum(Array(rows.dropLast())) != expected && sum(rows + [rows[0]]) != expected)
        }
    }

    @Test("both zeros are one, a number is not its text, and a text is not the blob of its bytes")
    func kinds() {
        let seed = ContentHash.seed(ofColumn: "c")
        #expect(ContentHash.real(-0.0, seed: seed) == ContentHash.real(0, seed: seed))
        let bytes = Array("1".utf8)
        let hashes = bytes.withUnsafeBytes {
            [ContentHash.integer(1, seed: seed), ContentHash.real(1, seed: seed), ContentHash.text($0, seed: seed), ContentHash.blob($0, seed: seed)]
        }
        #expect(Set(hashes).count == 4)
    }
}

extension Value {
    /// The value with the least possible change.
    fileprivate var altered: Value {
        switch self {
        case .null: .text("")
        case .integer(let value): .integer(value ^ 1)
        case .real(let value): .real(value == 0 ? 5e-324 : value.nextUp)
        case .text(let text): text.isEmpty ? .null : .text(String(text.dropLast()))
        case .blob(let bytes): bytes.isEmpty ? .text("") : .blob([bytes[0] ^ 1] + bytes.dropFirst())
        }
    }

    fileprivate func isSame(as other: Value) -> Bool {
        if case .real(let a) = self, case .real(let b) = other { return a == b }
        return self == other
    }
}
