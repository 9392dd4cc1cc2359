// dedupe: one row of each key.

import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Transforms

@Suite struct DedupeTests {
    @Test("the first row of each key stays, wherever batches end; nulls are equal to each other")
    func first() throws {
        let rows: [[Value]] = [
            [1, "a"], [2, "a"], [1, "b"], [nil, "c"], [1, "a"], [nil, "d"], [3, nil], [2, "e"],
        ]
        for sizes in [[8], [1], [3, 2]] {
            let bench = try TransformBench(["id": .integer, "note": .text], "- dedupe: id")
            let result = try bench.run(rows, batchRows: sizes)
            #expect(result.rows == [[1, "a"], [2, "a"], [nil, "c"], [3, nil]])
            #expect(result.tallies[1] == Tally(in: 8, out: 4, dropped: 4))
            #expect(result.rejects == [])
        }
    }

    @Test("a key of several columns is the same only if all of them are")
    func several() throws {
        let bench = try TransformBench(["a": .integer, "b": .text], "- dedupe: { key: [b, a], keep: first, scope: run }")
        let rows: [[Value]] = [[1, "x"], [1, "y"], [2, "x"], [1, "x"], [1, nil], [1, nil]]
        #expect(try bench.run(rows).rows == [[1, "x"], [1, "y"], [2, "x"], [1, nil]])
        #expect(bench.stages[0].detail == "b, a: the first row of each run")
    }

    @Test("a value of another storage class is another key")
    func classes() throws {
        let bench = try TransformBench(
            ["a": .integer], "- derive: { k: \"CASE a WHEN 0 THEN 1 WHEN 1 THEN 1.0 WHEN 2 THEN '1' WHEN 3 THEN x'31' ELSE -0.0 END\" }\n- dedupe: k")
        #expect(try bench.run([[0], [1], [2], [3], [0], [3], [4], [5]]).rows.count == 5)
    }

    @Test("scope says whether an input knows of the ones before it", arguments: [("run", RowMemory.run, 1), ("input", .input, 2)])
    func scope(_ scope: String, _ memory: RowMemory, _ left: Int) throws {
        let bench = try TransformBench(["a": .integer], "- dedupe: { key: a, scope: \(scope) }")
        #expect(bench.stages[0].memory == memory)
        let pool = BatchPool(shape: BatchShape(slots: 1, rowCapacity: 4, blockBytes: 64), limit: 1)
        let out = try [4, 4, 7].map { input in
            var chain = try StageChain(bench.stages, input: input, pool: pool)
            try chain.put(RowBatch(rows: [[1], [1]], inputIndex: input))
            return try chain.next()?.rowCount
        }
        #expect(out == [1, 0, left - 1])
    }

    @Test("the last row of each key stays, in the order of the rows, wherever batches and parts end")
    func last() throws {
        var random = SeededGenerator()
        for _ in 0..<20 {
            let rows: [[Value]] = (0..<Int.random(in: 0...200, using: &random)).map { number in
                [Int.random(in: 0...9, using: &random) == 0 ? nil : .integer(Int64.random(in: 0...40, using: &random)), .text("row \(number)")]
            }
            var last: [Value: Int] = [:]
            for (index, row) in rows.enumerated() { last[row[0]] = index }
            let kept = last.values.sorted()
            let bench = try TransformBench(["id": .integer, "note": .text], "- dedupe: { key: id, keep: last, scope: input }\n- filter: id <> 7 or id is null")
            let sizes = (0..<20).map { _ in Int.random(in: 1...30, using: &random) }
            let result = try bench.run(rows, batchRows: sizes, partRows: Int.random(in: 1...50, using: &random))
            let place: Comment = "WEIR_SEED=\(random.seed)"
            let left = kept.filter { rows[$0][0] != 7 }
            #expect(result.rows == left.map { rows[$0] }, place)
            #expect(result.records == left.map { $0 + 1 }, place)
            #expect(result.tallies[1] == Tally(in: rows.count, out: kept.count, dropped: rows.count - kept.count), place)
        }
        #expect(try TransformBench(["id": .integer], "- dedupe: { key: id, keep: last, scope: input }").stages[0].holdsRows)
    }

    @Test("a row that was held back and is refused later has its record")
    func refused() throws {
        let bench = try TransformBench(["id": .integer], "- dedupe: { key: id, keep: last, scope: input }\n- assert: id < 3")
        let result = try bench.run([[1], [3], [2], [1], [3]], batchRows: [2])
        #expect(result.rows == [[2], [1]])
        #expect(result.rejects == [Refused(record: 5, stage: 2, column: nil, reason: "id < 3 is not true", raw: "<record 5>")])
    }

    @Test("faults")
    func faults() {
        #expect(TransformBench.faults(["email": .text], "- dedupe: [emal]")
            == ["2:12: unknown column \"emal\" in dedupe; did you mean \"email\"?"])
        #expect(TransformBench.faults(["id": .integer], "- filter: abs(random()) % 2 = 0\n- dedupe: id")
            == ["3:11: dedupe can't stand behind an expression with random(): a run that goes on where another has stopped "
                + "would not know which keys that one had seen"])
        #expect(TransformBench.faults(["id": .integer], "- dedupe: id\n- derive: { token: hex(randomblob(4)) }") == [])
    }
}
