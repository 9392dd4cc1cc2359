// The lexical look at an expression.

import RowModel
import TestSupport
import Testing

@testable import BatchSQL

@Suite struct ExpressionTextTests {
    @Test("a text that is closed in itself has no fault", arguments: [
        "1", "a > 1", "(a)", "((a) + (b))", "'it''s)'", "\"a)\"", "`a)`", "[a)]", "';'", "a -- ) ; '", "a /* ) ; ' */ + b",
        "a /* -- */ + b", "'--' || '/*'", "a - -b", "a / b * c", "json('{\"a\": 1}')", "ü = '😀'", "a\n-- comment\n+ b",
    ])
    func sound(_ text: String) {
        #expect(ExpressionText.fault(in: text) == nil)
    }

    @Test("faults are named with their byte offset", arguments: [
        ("", ExpressionText.Fault.empty, 0), ("  \n ", .empty, 0), ("-- only a comment", .empty, 0), ("/* only */", .empty, 0),
        ("a)", .unbalanced, 1), ("1) OR (1", .unbalanced, 1), ("(a", .unbalanced, 2), ("((a)", .unbalanced, 4),
        ("ü)", .unbalanced, 2), ("a; b", .semicolon, 1), ("1;", .semicolon, 1),
        ("'open", .unterminated("string"), 0), ("a = 'it''s", .unterminated("string"), 4),
        ("\"open", .unterminated("name"), 0), ("`open", .unterminated("name"), 0), ("[open", .unterminated("name"), 0),
        ("a /* open", .unterminated("comment"), 2), ("a /*/", .unterminated("comment"), 2),
    ])
    func faults(_ text: String, _ fault: ExpressionText.Fault, _ offset: Int) throws {
        let found = try #require(ExpressionText.fault(in: text))
        #expect(found.fault == fault)
        #expect(found.offset == offset)
    }

    @Test("whatever is accepted as an expression is one: it compiles where no parenthesis stands around it")
    func oneExpression() throws {
        var random = SeededGenerator()
        let plain = try Connection()
        let sandbox = try ExpressionSandbox(maxValueBytes: 1 << 20)
        let schema = RowSchema(["a": .integer])
        let pieces = [
            "(", ")", "'", "''", "\"", "`", "[", "]", ";", "--", "/*", "*/", "\n", " ", "a", "1", "OR", "AND", " + ", ",",
            "$a(", "$a(')", "?", ":a", "@a", "#", "x'00'", "abs(", "\u{FEFF}", "\0", " LIMIT 1", " UNION ", "::", "a) OR (a",
        ]
        var accepted = 0
        for _ in 0..<4000 {
            let text = (0..<Int.random(in: 1...6, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
            guard (try? ExpressionProgram([text], schema: schema, in: sandbox)) != nil else { continue }
            accepted += 1
            let sql = "SELECT CASE WHEN \(text)\n THEN 1 END FROM (SELECT 1 AS a)"
            #expect(plain.compiles(sql), "\(text.debugDescription), WEIR_SEED=\(random.seed)")
        }
        #expect(accepted > 20)
    }
}
