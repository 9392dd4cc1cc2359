// From a spec to a plan, or to all that is wrong with it.

import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Flow

@Suite struct PipelineCompilerTests {
    private static let source = "source: { files: a.csv, columns: { id: integer, name: text } }"

    @Test("faults of transforms and sink are reported together, in the order of the file, before a missing file is")
    func together() throws {
        let bench = try FlowBench()
        #expect(try bench.faults("""
            sink: { database: d.sqlite, table: t, indexes: [[nam]] }
            source: { files: missing.csv, columns: { id: integer, name: text } }
            transforms:
            - filter: idd > 0
            - drop: [nme]
            - derive: { x: nope(id), y: nam }
            """) == [
                "1:50: unknown column \"nam\" in index", "4:11: unknown column \"idd\" in filter",
                "5:10: unknown column \"nme\" in drop", "6:16: derive: no such function: nope",
                "6:29: unknown column \"nam\" in derive",
            ])
    }

    @Test("without faults a missing input is what is wrong")
    func missing() throws {
        let bench = try FlowBench()
        #expect(throws: FlowError.missing(path: bench.folder.path("a.csv"))) { try bench.compile(Self.source) }
    }

    @Test("columns have a slot each, derived ones too, and the stages their names")
    func plan() throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...2)
        let pipeline = try bench.compile(Self.source + "\ntransforms:\n- derive: { a: id, b: id }\n- drop: [id]\n- rename: { a: id }")
        #expect(pipeline.targets[0].stageNames == ["decode", "derive", "drop", "rename", "sink"])
        #expect(pipeline.schema.names == ["name", "id", "b"])
        #expect(pipeline.schema.columns.map(\.slot) == [1, 2, 3])
        #expect(pipeline.shape.slots == 4)
        #expect(pipeline.targets[0].plan.databasePath == bench.folder.path("d.sqlite"))
        #expect(pipeline.inference == nil)
    }

    @Test("captured extras are a column of JSON behind the others")
    func capture() throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...2)
        let pipeline = try bench.compile("source: { files: a.csv, columns: { id: integer }, extra_columns: capture }")
        #expect(pipeline.schema.names == ["id", "_extra"])
        #expect(pipeline.schema["_extra"]?.type == .json)
    }

    @Test("columns are inferred from the first input that has a record")
    func inferred() throws {
        let bench = try FlowBench()
        try bench.folder.write("a1.csv", "id,name\n")
        try bench.csv("a2.csv", 1...5)
        let pipeline = try bench.compile("source: { files: a*.csv }")
        #expect(pipeline.schema.columns.map(\.type) == [.integer, .text])
        #expect(pipeline.inference?.records == 5 && pipeline.inference?.input == bench.folder.path("a2.csv"))
    }

    @Test("nothing is written by compiling")
    func untouched() throws {
        let bench = try FlowBench()
        try bench.csv("a.csv", 1...2)
        _ = try bench.compile(Self.source)
        #expect(!bench.folder.exists("d.sqlite"))
    }
}
