// Several targets behind the transforms of all.

import Testing

@testable import Flow

@Suite struct TargetCompilerTests {
    private static let source = "source: { files: a.csv, columns: { id: integer, name: text } }\n"

    @Test("each target has the columns that its own transforms leave")
    func columns() throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...3)
        let pipeline = try bench.compile(
            Self.source + """
                transforms: [{ derive: { twice: id * 2 } }]
                sinks:
                  - { table: a, database: d.sqlite, where: id > 1, transforms: [{ drop: name }, { derive: { thrice: id * 3 } }] }
                  - { table: b, lineage: true, indexes: [[twice]] }
                """)
        #expect(pipeline.targets.map { $0.plan.columns.map(\.name) } == [
            ["id", "twice", "thrice"], ["id", "name", "twice", "_weir_input", "_weir_record"],
        ])
        #expect(pipeline.targets.map(\.stageNames) == [
            ["decode", "derive", "where", "drop", "derive", "sink"], ["decode", "derive", "sink"],
        ])
        #expect(pipeline.shape.slots == 5)
    }

    @Test("what is wrong in a target is told at its place, and what is expected of all only once", arguments: [
        ("{ table: a, database: d, where: nam = 1 }", ["3:37: unknown column \"nam\" in where"]),
        ("{ table: a, database: d, transforms: [drop: id] }\n  - { table: b, key: id, where: id > }", ["4:37: where: the expression ends too early"]),
        ("{ table: a, database: d, transforms: [drop: id], key: id }", ["3:59: unknown column \"id\" in sink.key"]),
        ("{ table: a_id, database: d, indexes: [[name]] }\n  - { table: a, indexes: [[id_name]], transforms: [rename: { name: id_name }] }",
         ["4:14: an index of another sink is called \"a_id_name_idx\" too"]),
        ("{ table: a, database: d }\n  - { table: b }\nexpect: { columns: { nam: not null } }", ["5:22: unknown column \"nam\" in expect.columns"]),
    ])
    func faults(sinks: String, faults: [String]) throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...3)
        let found = try bench.faults(Self.source + "sinks:\n  - " + sinks)
        #expect(found == faults)
    }
}
