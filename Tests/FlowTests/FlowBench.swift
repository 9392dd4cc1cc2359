// A spec and its files in a temporary folder, compiled and run.

import GRDB
import Ledger
import PipelineSpec
import RowModel
import TestSupport

@testable import Flow

struct FlowBench {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// - Parameter parts: lines that follow `weir` and `name`; the sink is `d.sqlite`, table `t`, unless they say otherwise.
    func compile(_ parts: String) throws -> CompiledPipeline {
        let sink = parts.contains("sink") ? "" : "\nsink: { database: d.sqlite, table: t, durability: off }"
        let path = try folder.write("s.yaml", parts + sink + "\nweir: 1\nname: p\n")
        return try PipelineCompiler.compile(try PipelineSpec.load(path: path))
    }

    func run(_ parts: String) async throws -> RunOutcome {
        await PipelineRun(try compile(parts), toolVersion: "test").run()[0]
    }

    /// The faults of a spec that does not compile, one `line:column: message` each.
    func faults(_ parts: String) throws -> [String] {
        do {
            _ = try compile(parts)
            return []
        } catch let error as SpecError {
            return error.diagnostics.map { "\($0.mark.line):\($0.mark.column): \($0.message)" }
        }
    }

    func rows(_ sql: String) throws -> [String] {
        try DatabaseQueue(path: folder.path("d.sqlite")).read { db in
            try Row.fetchAll(db, sql: sql).map { row in
                row.databaseValues.map { $0.isNull ? "null" : "\($0.storage.value!)" }.joined(separator: "|")
            }
        }
    }

    /// A CSV file of so many records: `id` and `name`.
    func csv(_ name: String, _ ids: ClosedRange<Int>) throws {
        try folder.write(name, "id,name\n" + ids.map { "\($0),name \($0)\n" }.joined())
    }
}

extension CompiledPipeline {
    /// The columns that reach the only table.
    var schema: RowSchema { RowSchema(targets[0].plan.columns) }
}

extension FlowBench {
    func ledger<Result>(_ body: (LedgerReader) throws -> Result) throws -> Result {
        try DatabaseQueue(path: folder.path("d.sqlite")).read { try body(LedgerReader($0)) }
    }
}
