import RowModel
import TestSupport
import Testing

struct SnakeCaseTests {
    @Test("words in small letters with underscores between them", arguments: [
        ("Unit Price (EUR)", "unit_price_eur"), ("unit_price", "unit_price"), ("unitPrice", "unit_price"), ("UnitPrice", "unit_price"),
        ("UNIT PRICE", "unit_price"), ("HTTPStatus", "http_status"), ("orderID", "order_id"), ("Q1 2024", "q1_2024"), ("address2Line", "address2_line"),
        ("  % of total! ", "of_total"), ("a--b__c", "a_b_c"), ("_id", "id"), ("Größe", "größe"), ("ÜBER Größe", "über_größe"), ("e\u{301}tat", "e\u{301}tat"),
        ("数量", "数量"), ("€", ""), ("", ""), ("X", "x"), ("a.b/c\td", "a_b_c_d"), ("2nd", "2nd"),
    ])
    func examples(written: String, expected: String) {
        #expect(written.snakeCased == expected)
    }

    @Test("a name in snake_case is what it is")
    func idempotent() {
        var random = SeededGenerator()
        let alphabet = Array("aBcDÄß1 2_-.(%é")
        for _ in 0..<2_000 {
            let written = String((0..<Int.random(in: 0...12, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
            let name = written.snakeCased
            #expect(name.snakeCased == name, "\(written.debugDescription), seed \(random.seed)")
            #expect(!name.contains("__") && !name.hasPrefix("_") && !name.hasSuffix("_"), "\(written.debugDescription), seed \(random.seed)")
        }
    }
}
