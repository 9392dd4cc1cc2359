// Names and texts from outside, on their way into SQL.

import TestSupport
import Testing

@testable import BatchSQL

@Suite struct QuotingTests {
    private static let hostile = [
        "plain", "", "two words", "it's", "''", "say \"hi\"", "\"", "\"\"", "`back`", "[square]", "a;b", "--", "/* */",
        "'; DROP TABLE t; --", "\"; DROP TABLE t; --", "line\nbreak", "tab\t", "\\", "%_", "😀", "e\u{301}", "é", "$x(')",
    ]

    @Test("a quoted literal is read back as the text it was", arguments: hostile)
    func literal(_ text: String) throws {
        #expect(try Connection().rows("SELECT \(quoted(literal: text))") == [[.text(text)]])
    }

    @Test("a quoted name is the name of a column and nothing else", arguments: hostile)
    func identifier(_ name: String) throws {
        let connection = try Connection()
        try connection.rows("CREATE TABLE t(\(quoted(identifier: name)), other)")
        try connection.rows("INSERT INTO t VALUES (1, 2)")
        #expect(try connection.rows("SELECT \(quoted(identifier: name)) FROM t") == [[1]])
        #expect(try connection.rows("SELECT name FROM pragma_table_info('t')") == [[.text(name)], ["other"]])
    }

    @Test("random texts of quotes and comment marks can't end a quotation")
    func random() throws {
        var random = SeededGenerator()
        let connection = try Connection()
        let alphabet = Array("'\"`[];-/*\\ ab\n")
        for _ in 0..<300 {
            let text = String((0..<Int.random(in: 0...12, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
            let (name, literal) = (quoted(identifier: text), quoted(literal: text))
            let rows = try connection.rows("SELECT x.\(name) FROM (SELECT \(literal) AS \(name)) AS x")
            #expect(rows == [[.text(text)]], "\(text.debugDescription), WEIR_SEED=\(random.seed)")
        }
    }
}
