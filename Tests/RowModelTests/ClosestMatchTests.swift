import Testing

@testable import RowModel

@Suite struct ClosestMatchTests {
    @Test("near misses are offered, far ones are not", arguments: [
        ("delimeter", "delimiter"), ("quantitty", "quantity"), ("uint_price", "unit_price"), ("Sku", "sku"),
        ("unit-price", "unit_price"), ("sk", nil), ("ab", nil), ("price", nil), ("", nil), ("sku", nil), ("customer", nil),
    ] as [(String, String?)])
    func closest(word: String, expected: String?) {
        #expect(closestMatch(to: word, among: ["delimiter", "quantity", "unit_price", "sku", ""]) == expected)
    }

    @Test("the nearest of several wins, the first of equals, and no length hurts")
    func nearest() {
        #expect(closestMatch(to: "table1", among: ["tables2", "table2", "table3"]) == "table2")
        #expect(closestMatch(to: String(repeating: "x", count: 1_000_000), among: ["x"]) == nil)
        #expect(closestMatch(to: "größe", among: ["grösse", "große"]) == "große")
        #expect(editDistance(Array("kitten".unicodeScalars), Array("sitting".unicodeScalars)) == 3)
        #expect(editDistance(Array("ab".unicodeScalars), Array("ba".unicodeScalars)) == 1)
        #expect(editDistance([], Array("abc".unicodeScalars)) == 3)
    }
}
