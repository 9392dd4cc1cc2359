// Any rows through any chain of transforms: every row is accounted for, wherever batches end.

import RowModel
import TestSupport
import Testing

@Suite struct TransformPropertyTests {
    private static let columns: KeyValuePairs<String, ColumnType> = [
        "id": .integer, "note": .text, "amount": .decimal(scale: 2, storage: .integer), "ratio": .real, "doc": .json,
    ]

    private static let transforms = [
        "- filter: id % 3 <> 0", "- filter: note IS NOT NULL", "- filter: json_extract(doc, '$.a') > 0", "- assert: id > -50",
        "- assert: { that: length(note) < 20, message: too long }", "- assert: json_valid(doc)",
        "- derive: { twice: id * 2 }", "- derive: { note: { type: text, sql: note || '!' }, id: -id }",
        "- derive: { a: \"json_extract(doc, '$.a')\" }", "- derive: { whole: { type: integer, sql: ratio } }",
        "- derive: { any: \"CASE id % 4 WHEN 0 THEN NULL WHEN 1 THEN note WHEN 2 THEN x'00' ELSE ratio END\" }",
        "- cast: { ratio: integer }", "- cast: { amount: integer }", "- cast: { id: text }", "- cast: { note: integer }",
        "- cast: { amount: text, ratio: text }", "- trim: [note]", "- fill: { note: none }", "- fill: { id: 7, ratio: 0.5 }",
        "- map: { column: note, values: { a: b, '': null }, default: keep }",
        "- map: { column: id, values: { 1: 2, 2: 1 }, default: reject }", "- rename: { note: remark, id: note, doc: id }",
        "- hash: { columns: [note, id] }", "- hash: { columns: ratio, encoding: base64 }",
        "- split: { column: note, by: a, into: [note, id] }", "- split: { column: note, by: ' ', into: x, rest: keep, missing: null }",
        "- extract: { column: note, pattern: '(.)(.*)', into: [first, note] }", "- filter: note NOT REGEXP '^a'",
        "- derive: { note: title_case(note), part: \"split_part(note, 'a', id)\" }",
        "- explode: { column: doc, empty: null }", "- explode: { column: doc, into: part, type: text, position: n }",
        "- explode: { column: doc, columns: { a: integer, b: { type: text, from: 'c[0]' } }, extra_columns: capture, empty: reject }",
        "- flatten: { column: doc, columns: { a: integer, note: { type: text, from: b } }, extra_columns: ignore }",
        "- flatten: { column: doc, columns: { a: json }, extra_columns: capture }",
        "- explode: { column: note, separator: a, into: id }", "- explode: { column: note, separator: ' ', type: integer, empty: null }",
        "- dedupe: note", "- dedupe: { key: [ratio, id], scope: input }",
        "- rename: { id: ID }", "- drop: [ratio]", "- select: [id, note, doc]",
    ]

    private static func row(_ random: inout SeededGenerator) -> [Value] {
        func sometimesNull(_ value: Value, _ random: inout SeededGenerator) -> Value {
            Int.random(in: 0..<5, using: &random) == 0 ? nil : value
        }
        return [
            sometimesNull(.integer(Int64.random(in: -60...60, using: &random)), &random),
            sometimesNull(["", "a", " a ", "12", "007", .text(Value.randomText(using: &random))].randomElement(using: &random)!, &random),
            sometimesNull(.integer(Int64.random(in: -500...500, using: &random)), &random),
            sometimesNull(.real([0.5, 2, -0.0, 1e300, 3].randomElement(using: &random)!), &random),
            sometimesNull([
                "{\"a\": 1}", "{\"a\": \"x\"}", "[]", "{", " [1, \"\\u0000\", [2], {\"a\": 3, \"b\": 4},null ] ",
                "[{\"a\": 1, \"c\": [\"ä\\n\"]}, {}, {\"a\": \"x\"}]", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]", "null",
            ].randomElement(using: &random)!, &random),
        ]
    }

    @Test("random rows through random chains balance, and no batch boundary changes what becomes of them")
    func chains() throws {
        var random = SeededGenerator()
        var run = 0
        while run < 150 {
            let chain = (0..<Int.random(in: 1...6, using: &random)).map { _ in Self.transforms.randomElement(using: &random)! }
            // Some chains do not compile: a column was renamed or dropped before.
            guard let bench = try? TransformBench(Self.columns, chain.joined(separator: "\n")) else { continue }
            run += 1
            let rows = (0..<Int.random(in: 0...60, using: &random)).map { _ in Self.row(&random) }
            let whole = try bench.run(rows)
            let sizes = (0..<20).map { _ in Int.random(in: 1...9, using: &random) }
            // What is remembered is of one run.
            let split = try TransformBench(Self.columns, chain.joined(separator: "\n")).run(rows, batchRows: sizes, partRows: Int.random(in: 1...5, using: &random))
            let place: Comment = "\(chain), WEIR_SEED=\(random.seed)"
            #expect(split.rows == whole.rows, place)
            #expect(split.tallies == whole.tallies, place)
            #expect(split.rejects.sorted() == whole.rejects.sorted(), place)

            #expect(whole.tallies[0] == Tally(in: rows.count, out: rows.count), place)
            #expect(whole.tallies.allSatisfy { $0.isBalanced }, place)
            for (stage, next) in zip(whole.tallies, whole.tallies.dropFirst()) { #expect(stage.out == next.in, place) }
            #expect(whole.tallies.last?.out == whole.rows.count, place)
            for (stage, tally) in whole.tallies.enumerated() {
                #expect(whole.rejects.count { $0.stage == stage } == tally.rejected, place)
            }
            #expect(whole.rejects.allSatisfy { $0.raw == "<record \($0.record)>" }, place)
            #expect(split.records == whole.records, place)
            if !bench.stages.contains(where: \.addsRows) {
                #expect(Set(whole.rejects.map(\.record)).count == whole.rejects.count, "a row is rejected once; \(place)")
            }
            for parts in split.parts {
                #expect(parts.map(\.number) == Array(0..<parts.count), place)
                #expect(parts.dropLast().allSatisfy { $0.isContinued } && parts.last?.isContinued != true, place)
                #expect(parts.allSatisfy { $0.recordBase == parts[0].recordBase && $0.tallies.allSatisfy(\.isBalanced) }, place)
            }
        }
    }
}

extension [Refused] {
    /// By record, stage and reason: within a batch the rejects of one stage stand before those of the next.
    fileprivate func sorted() -> [Refused] {
        sorted { ($0.record, $0.stage, $0.reason) < ($1.record, $1.stage, $1.reason) }
    }
}
