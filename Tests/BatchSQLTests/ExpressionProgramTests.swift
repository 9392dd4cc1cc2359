// Expressions evaluated over batches.

import RowModel
import TestSupport
import Testing

@testable import BatchSQL

/// The values of a program's expressions for each row; nil stands for a row that was refused.
func evaluate(_ program: ExpressionProgram, _ rows: [[Value]], expressions: Int = 1, slots: Int? = nil) -> [[Value]?] {
    var results: [[Value]?] = Array(repeating: [], count: rows.count)
    program.run(
        over: RowBatch(rows: rows, slots: slots),
        visit: { row, values in
            results[row] = (0..<expressions).map { index in
                switch values.tag(index) {
                case .null: .null
                case .integer: .integer(values.integer(index))
                case .real: .real(values.real(index))
                case .text: .text(String(decoding: values.bytes(index), as: UTF8.self))
                case .blob: .blob(Array(values.bytes(index)))
                }
            }
        },
        refuse: { row, _ in results[row] = nil })
    return results
}

@Suite struct ExpressionProgramTests {
    private static let schema = RowSchema(["v": .any, "n": .integer])

    private static func program(
        _ expressions: [String], asking question: ExpressionProgram.Question = .value,
        visiting visit: ExpressionProgram.Visit = .all
    ) throws -> ExpressionProgram {
        try ExpressionProgram(
            expressions, asking: question, visiting: visit, schema: schema, in: try ExpressionSandbox(maxValueBytes: 1 << 20))
    }

    @Test("a column's value comes back as it is, whatever its kind")
    func identity() throws {
        var random = SeededGenerator()
        let program = try Self.program(["v", "typeof(v)"])
        let rows = (0..<200).map { _ in [Value.random(using: &random), .null] }
        let results = evaluate(program, rows, expressions: 2)
        #expect(results.map { $0?[0] } == rows.map { $0[0] }, "WEIR_SEED=\(random.seed)")
    }

    @Test("asked for truth, null and false both are 0", arguments: [
        ("1", 1), ("0", 0), ("NULL", 0), ("'text'", 0), ("'1x'", 1), ("0.5", 1), ("v IS NULL", 0), ("n > 3", 0), ("NOT (n > 3)", 0),
        ("n > 3 OR 1", 1), ("n > 3 AND 1", 0), ("n IS NULL", 1), ("1 -- comment", 1),
    ] as [(String, Value)])
    func truth(_ expression: String, _ expected: Value) throws {
        #expect(evaluate(try Self.program([expression], asking: .truth), [["x", nil]]) == [[expected]])
    }

    @Test("asked for what is not false, only false is 0", arguments: [
        ("1", 1), ("0", 0), ("NULL", 1), ("'text'", 0), ("'1x'", 1), ("n > 3", 1), ("NOT (n > 3)", 1), ("n > 3 AND 0", 0),
        ("v = 'x' -- comment", 1), ("v = 'y'", 0),
    ] as [(String, Value)])
    func notFalse(_ expression: String, _ expected: Value) throws {
        #expect(evaluate(try Self.program([expression], asking: .notFalse), [["x", nil]]) == [[expected]])
    }

    @Test("those rows alone are visited that do not meet all conditions; those for which one fails are refused", arguments: [
        ["n > 3"], ["n > 3", "v IS NOT NULL"], ["1"], ["0"], ["NULL"], ["json_extract(v, '$.a') > 0"], ["n", "json_valid(v)"],
        ["json('x')"], ["n > 3", "json('x')"],
    ])
    func unmet(_ expressions: [String]) throws {
        var random = SeededGenerator()
        let rows = (0..<100).map { _ -> [Value] in
            [[.null, "{", "{\"a\": 1}", "{\"a\": 0}"].randomElement(using: &random)!, .integer(Int64.random(in: 0...6, using: &random))]
        }
        for question in [ExpressionProgram.Question.truth, .notFalse] {
            // Each alone, since a condition that is not met spares the evaluation of the next.
            let alone = try expressions.map { evaluate(try Self.program([$0], asking: question), rows) }
            var visited: [Int] = []
            var refused: [Int] = []
            try Self.program(expressions, asking: question, visiting: .unmet).run(
                over: RowBatch(rows: rows), visit: { row, _ in visited.append(row) }, refuse: { row, _ in refused.append(row) })
            for row in rows.indices {
                let verdicts = alone.map { $0[row] }
                let isMet = verdicts.allSatisfy { $0 == [1] }
                let mayFail = verdicts.contains { $0 == nil }
                #expect(visited.contains(row) || refused.contains(row) != isMet, "row \(row), WEIR_SEED=\(random.seed)")
                #expect(!visited.contains(row) || (!isMet && (!mayFail || expressions.count > 1)), "WEIR_SEED=\(random.seed)")
                #expect(!refused.contains(row) || mayFail, "WEIR_SEED=\(random.seed)")
            }
            #expect(visited == visited.sorted() && refused == refused.sorted())
        }
    }

    @Test("blanks and comments are no expression", arguments: [
        ("", true), (" \n", true), ("-- 1", true), ("/* 1 */", true), ("1", false), ("/**/ 1", false), ("''", false), (")", false),
    ])
    func emptiness(_ expression: String, _ isEmpty: Bool) {
        #expect(ExpressionProgram.isEmpty(expression) == isEmpty)
    }

    @Test("a row for which the expression fails is refused alone, wherever it stands")
    func failingRows() throws {
        let program = try Self.program(["json_extract(v, '$.a')"])
        let rows: [[Value]] = [["{", 1], ["{\"a\": 1}", 2], ["nonsense", 3], ["{\"a\": 2}", 4], ["{}", 5], ["]", 6]]
        #expect(evaluate(program, rows) == [nil, [1], nil, [2], [.null], nil])
        #expect(evaluate(program, [["{", 1]]) == [nil])
        #expect(evaluate(program, []) == [])
    }

    @Test("an integer that overflows becomes what SQLite makes of it, and a failing function says why")
    func failureText() throws {
        var reasons: [String] = []
        try Self.program(["abs(n)"]).run(
            over: RowBatch(rows: [[nil, .integer(.min)]]), visit: { _, _ in }, refuse: { reasons.append("\($0): \($1)") })
        #expect(reasons == ["0: integer overflow"])
    }

    @Test("an expression without a column that fails refuses every row")
    func constantFailure() throws {
        #expect(evaluate(try Self.program(["json('{')"]), [["a", 1], ["b", 2]]) == [nil, nil])
    }

    @Test("any split into batches gives the same values and refuses the same rows")
    func splits() throws {
        var random = SeededGenerator()
        let expressions = [
            "json_extract(v, '$.a')", "n * 2", "v || '-' || n", "CASE WHEN n > 0 THEN json(v) END", "length(v)", "NULL", "'constant'",
        ]
        for _ in 0..<60 {
            let list = (0..<Int.random(in: 1...3, using: &random)).map { _ in expressions.randomElement(using: &random)! }
            let program = try Self.program(list)
            let rows: [[Value]] = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                [["{\"a\": 5}", "{", "", "😀", nil, .random(using: &random)].randomElement(using: &random)!,
                 .integer(Int64.random(in: -3...3, using: &random))]
            }
            let whole = evaluate(program, rows, expressions: list.count)
            var split: [[Value]?] = []
            var start = 0
            while start < rows.count {
                let end = min(rows.count, start + Int.random(in: 1...7, using: &random))
                split += evaluate(program, Array(rows[start..<end]), expressions: list.count)
                start = end
            }
            #expect(whole == split, "\(list), WEIR_SEED=\(random.seed)")
        }
    }

    @Test("a program still works after others were compiled in its sandbox")
    func sharedSandbox() throws {
        let sandbox = try ExpressionSandbox(maxValueBytes: 1 << 20)
        let first = try ExpressionProgram(["n + 1"], schema: Self.schema, in: sandbox)
        #expect(evaluate(first, [[nil, 1]]) == [[2]])
        let second = try ExpressionProgram(["n + 2"], schema: Self.schema, in: sandbox)
        #expect((try? ExpressionProgram(["nope"], schema: Self.schema, in: sandbox)) == nil)
        #expect(evaluate(first, [[nil, 1]]) == [[2]])
        #expect(evaluate(second, [[nil, 1]]) == [[3]])
    }

    @Test("the arena may grow between two runs of a program")
    func growth() throws {
        let program = try Self.program(["upper(v)"])
        let batch = RowBatch(rows: [["abc", 1]])
        for _ in 0..<5 {
            var seen = ""
            program.run(over: batch, visit: { seen = String(decoding: $1.bytes(0), as: UTF8.self) }, refuse: { _, _ in })
            #expect(seen == "ABC")
            batch.growArena(by: batch.arenaCapacity + 1)
        }
    }
}
