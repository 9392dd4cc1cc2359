// How many rejects a run bears.

import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Flow

@Suite struct RejectBudgetTests {
    private static func rejects(_ records: [Int]) -> [Reject] {
        records.map { Reject(record: $0, byteOffset: 0, reason: "bad", raw: 0..<0, rawLength: 0) }
    }

    @Test("the reject beyond the limit is named", arguments: [
        (0, [[], [7]], [nil, 7]), (0, [[3, 4, 5]], [3]), (1, [[3, 4, 5]], [4]), (2, [[1], [2], [3]], [nil, nil, 3]),
        (2, [[1, 2], [], [9, 10]], [nil, nil, 9]), (3, [[1, 2, 3]], [nil]),
    ] as [(Int, [[Int]], [Int?])])
    func count(_ limit: Int, _ batches: [[Int]], _ expected: [Int?]) {
        var budget = RejectBudget(limit: .count(limit))
        for (records, named) in zip(batches, expected) {
            #expect(budget.count(records: 100, rejects: Self.rejects(records))?.record == named)
        }
    }

    @Test("a percentage is judged at the end, and early only on many records", arguments: [
        (1.0, 100, 1, false), (1.0, 99, 1, true), (0.5, 200, 1, false), (0.5, 199, 1, true), (0, 1, 0, false), (0, 1_000_000, 1, true),
        (100, 5, 5, false), (50, 0, 0, false),
    ])
    func percent(_ limit: Double, _ records: Int, _ rejects: Int, _ isExceeded: Bool) {
        var budget = RejectBudget(limit: .percent(limit))
        let early = budget.count(records: records, rejects: Self.rejects(Array(0..<rejects)))
        #expect(budget.isExceededAtEnd == isExceeded)
        #expect((early != nil) == (isExceeded && records >= RejectBudget.fewestRecordsForPercent))
    }

    @Test("however the rejects come in batches, the run ends at the same verdict, with the first that is too many")
    func anySplit() {
        var random = SeededGenerator()
        for _ in 0..<500 {
            let records = Int.random(in: 1...60, using: &random)
            let bad = (1...records).filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
            let limit = Int.random(in: 0...10, using: &random)
            var budget = RejectBudget(limit: .count(limit))
            var named: Int?
            var start = 1
            while start <= records, named == nil {
                let end = min(records, start + Int.random(in: 0...9, using: &random))
                named = budget.count(records: end - start + 1, rejects: Self.rejects(bad.filter { (start...end).contains($0) }))?.record
                start = end + 1
            }
            #expect(named == (bad.count > limit ? bad[limit] : nil), "WEIR_SEED=\(random.seed)")
            #expect(budget.isExceededAtEnd == (bad.count > limit), "WEIR_SEED=\(random.seed)")
        }
    }
}
