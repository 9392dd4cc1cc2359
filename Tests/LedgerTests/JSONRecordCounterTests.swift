// Where the elements of a JSON content end, by example: docs/record-grammar.md.

import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct JSONRecordCounterTests {
    private static func expect(_ text: String, _ records: Int, isBroken: Bool) {
        let expected = RecordCounts(records: records, isBroken: isBroken)
        let bytes = Array(text.utf8)
        #expect(counts(of: bytes, as: .json) == expected)
        for size in 1...3 {
            #expect(counts(of: bytes, as: .json, pieceBytes: { size }) == expected, "pieces of \(size)")
        }
    }

    @Test("each element is a record, whatever it is", arguments: [
        ("", 0), (" \r\n\t", 0), ("[]", 0), (" [ ] ", 0), ("\u{FEFF}[{}]", 1), ("\u{FEFF}", 0),
        ("{}", 1), ("{}{}", 2), ("{ }\n{\n}\n", 2), ("[{},{}]", 2), ("[ {} ,\n {\n\"a\":[1,{}]} ]\n", 2),
        ("[[],[[1]],{}]", 3), ("[1,nul,\"]\",-]", 4), ("{} 1 x\"\"[]{}", 6), ("[\"\\\"\",\"\\\\\",\"a\\\\\\\"]\"]", 3),
        ("{\"}\":\"\\\"}\"}", 1), ("{\"a\":[1}}", 1), ("[\0]", 1), ("1", 1),
    ])
    func whole(_ text: String, _ records: Int) {
        Self.expect(text, records, isBroken: false)
    }

    @Test("where the next element can't be found the content is broken, and what stands in front of it is counted", arguments: [
        ("[", 0), ("[{}", 1), ("[{},", 1), ("[{},]", 1), ("[,{}]", 0), ("[{},,{}]", 1), ("[{} {}]", 1), ("[1 2]", 1), ("[{}}", 1),
        ("{", 0), ("{}{", 1), ("[\"", 0), ("{\"}", 0), ("{\"\\", 0), ("[{}]{}", 1), ("[{}][]", 1), ("[]1", 0), ("{},{}", 1), ("{}]", 1),
        ("}", 0), (":", 0), ("[:]", 0), ("[{]]", 0), ("{}[}", 1), ("[1", 1), ("[x:1]", 1),
    ])
    func broken(_ text: String, _ records: Int) {
        Self.expect(text, records, isBroken: true)
    }

    @Test("any cutting of any content gives the same counts")
    func pieces() {
        var random = SeededGenerator()
        let alphabet = Array("{{}}[[]],,\"\"\\: \n1a".utf8)
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
            let single = counts(of: bytes, as: .json, pieceBytes: { 1 })
            let cut = counts(of: bytes, as: .json, pieceBytes: { Int.random(in: 0...7, using: &random) })
            let whole = counts(of: bytes, as: .json)
            #expect(whole == single && whole == cut, "\(String(decoding: bytes, as: UTF8.self)), WEIR_SEED=\(random.seed)")
        }
    }
}
