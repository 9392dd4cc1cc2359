// Integers in decimal, as Swift writes them.

import RowModel
import TestSupport
import Testing

@Suite struct IntegerWritingTests {
    @Test("every integer is written as Swift writes it, behind what is there")
    func append() {
        var random = SeededGenerator()
        let edges: [Int64] = [0, -1, 1, 9, 10, -10, .min, .max]
        for value in edges + (0..<1_000).map({ _ in Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...63, using: &random) }) {
            var bytes = Array("x".utf8)
            IntegerWriting.append(value, to: &bytes)
            #expect(String(decoding: bytes, as: UTF8.self) == "x\(value)")
        }
    }
}
