// Rejects by reason.

import Testing

@testable import Ledger

@Suite struct RejectGroupsTests {
    private static func reject(_ reason: String, stage: Int = 0, column: String? = nil) -> StoredReject {
        StoredReject(
            id: 1, input: 0, record: 1, byteOffset: 0, stage: stage, column: column, reason: reason, raw: [],
            keptLength: 0,
            rawLength: 0)
    }

    @Test(
        "the value that a reason begins with is left out, whatever is in it",
        arguments: [
            (#""x" is not an integer"#, #""…" is not an integer"#), (#""" is empty"#, #""…" is empty"#),
            (#""a \"b\" \\" is bad"#, #""…" is bad"#),
            (#"total < "limit" is not true"#, #"total < "limit" is not true"#),
            (#""never closed"#, #""never closed"#), (#""ends with \"#, #""ends with \"#), ("", ""), ("\"", "\""),
            ("\"é日\" is é", "\"…\" is é"),
        ])
    func general(_ reason: String, _ expected: String) {
        #expect(RejectGroup.general(reason) == expected)
    }

    @Test("values make no groups; stages, columns and reasons do, the largest first")
    func groups() {
        var groups = RejectGroups()
        for reason in ["\"a\" is bad", "\"b\" is bad", "is worse"] {
            groups.add(Self.reject(reason, column: "id"))
            groups.add(Self.reject(reason, stage: 1, column: "id"))
        }
        groups.add(Self.reject("\"c\" is bad", stage: 1, column: "id"))
        #expect(groups.sorted.map(\.count) == [3, 2, 1, 1])
        #expect(groups.sorted.map(\.group.stage) == [1, 0, 0, 1])
        #expect(groups.rejects == 7)
    }

    @Test("reasons that are all different take bounded room, and none goes uncounted")
    func bounded() {
        var groups = RejectGroups()
        for number in 0..<(RejectGroups.capacity + 50) { groups.add(Self.reject("reason \(number)")) }
        groups.add(Self.reject("reason 0"))
        #expect(groups.sorted.count == RejectGroups.capacity)
        #expect(groups.others == 50)
        #expect(groups.sorted.reduce(groups.others) { $0 + $1.count } == groups.rejects)
        #expect(groups.sorted[0].count == 2)
    }
}
