// Each input in exactly one shard: what is not is told.

import RowModel
import Testing

@testable import Shards

@Suite("plan coverage")
struct PlanCoverageTests {
    private static func problems(_ shards: [[PlannedUnit]], inputs: Int) -> [String] {
        let header = PlanHeader(
            pipeline: "p", specPath: "/s", specText: "", parameters: [:], specDigest: "", shards: shards.count, inputs: inputs,
            units: shards.reduce(0) { $0 + $1.count }, bytes: 0, toolVersion: "")
        var coverage = PlanCoverage(header)
        for (shard, units) in shards.enumerated() { coverage.add(ShardAssignment(shard: shard, units: units)) }
        coverage.finish()
        return coverage.problems
    }

    private static func unit(_ input: Int, path: String? = nil, _ start: Int = 0, _ end: Int? = nil, isPart: Bool = true) -> PlannedUnit {
        func place(_ byte: Int) -> InputPart.Place { InputPart.Place(file: byte, skip: 0, decoded: byte) }
        return PlannedUnit(
            input: input, path: path ?? "/in-\(input)", size: 100, modified: 1,
            part: isPart ? InputPart(start: place(start), end: end.map(place)) : nil)
    }

    private static func whole(_ input: Int) -> PlannedUnit { unit(input, isPart: false) }

    @Test("parts may lie in any shards and order, as long as they follow each other to the end")
    func covered() {
        #expect(Self.problems([[Self.unit(0, 50, 70), Self.whole(1)], [], [Self.unit(0, 70), Self.unit(0, 0, 50)]], inputs: 2).isEmpty)
    }

    @Test("what is missing, twice, or no part of the same file is told", arguments: [
        ([[whole(0)], [whole(0)]], 1, "/in-0 is given to shard 1 and to another one"),
        ([[whole(0)], []], 2, "1 input of the plan (the first is number 1) are given to no shard"),
        ([[whole(0)], [unit(0, 0, nil)]], 1, "/in-0 is given to shard 1 and to another one"),
        ([[unit(0, 0, 50)], [unit(0, 60)]], 1, "a gap in front of byte 60"),
        ([[unit(0, 0, 50)], [unit(0, 40)]], 1, "an overlap in front of byte 40"),
        ([[unit(0, 0, 50)], [unit(0, 50, 70)]], 1, "the plan ends before the file does"),
        ([[unit(0, 10)]], 1, "a gap in front of byte 10"),
        ([[unit(0, 0, 50)], [unit(0, path: "/other", 50)]], 1, "/other and /in-0 are parts of one input in the plan"),
        ([[whole(0), whole(7)]], 1, "/in-7 is input 7 of 1"),
    ])
    func uncovered(shards: [[PlannedUnit]], inputs: Int, problem: String) {
        let problems = Self.problems(shards, inputs: inputs)
        #expect(problems.contains { $0.contains(problem) }, "\(problems)")
    }
}
