// Compiles `transforms:` of a spec against some columns and runs them over rows.

import BatchSQL
import PipelineSpec
import RowModel
import TestSupport

@testable import Transforms

/// A reject as a test writes it down.
struct Refused: Equatable, CustomStringConvertible {
    var record: Int
    var stage: Int
    var column: String?
    var reason: String
    var raw: String

    var description: String { "record \(record) at stage \(stage), \(column ?? "no column"): \(reason) (\(raw))" }
}

/// What came of some rows.
struct Transformed: Equatable {
    var rows: [[Value]] = []
    var rejects: [Refused] = []
    /// decode, then each transform.
    var tallies: [Tally] = []

    var reasons: [String] { rejects.map(\.reason) }
}

/// Transforms that compile.
struct TransformBench {
    let stages: [TransformStage]
    let schema: RowSchema
    private let slots: Int

    struct Invalid: Error, Equatable {
        /// One `line:column: message; did you mean …` each; the first transform stands on line 2.
        var faults: [String]
    }

    /// - Parameter transforms: the items of the YAML list, `- filter: a > 0`.
    init(_ columns: KeyValuePairs<String, ColumnType>, _ transforms: String) throws {
        let text = """
            transforms:
            \(transforms)
            weir: 1
            name: n
            source: { files: a.csv, columns: { id: integer } }
            sink: { database: d.sqlite, table: t }
            """
        let spec = try PipelineSpec.parse(text: text, path: "s.yaml")
        let source = RowSchema(columns)
        var compiler = TransformCompiler(
            file: "s.yaml", schema: source, slots: columns.count, sandbox: try ExpressionSandbox(maxValueBytes: 1 << 20))
        stages = compiler.compile(spec.transforms)
        guard compiler.diagnostics.isEmpty else {
            throw Invalid(faults: compiler.diagnostics.inFileOrder().map {
                $0.description.replacing("s.yaml:", with: "").replacing(": error: ", with: ": ")
            })
        }
        schema = stages.last?.schema ?? source
        slots = compiler.slots
    }

    /// Runs rows through all stages, in batches of the given sizes; the last size is used for the rest.
    func run(_ rows: [[Value]], batchRows: [Int] = [.max]) -> Transformed {
        var result = Transformed(tallies: Array(repeating: Tally(), count: stages.count + 1))
        var start = 0
        var sizes = batchRows[...]
        while start < rows.count {
            let size = sizes.count > 1 ? sizes.removeFirst() : sizes.first!
            let end = start + min(max(size, 1), rows.count - start)
            let batch = RowBatch(rows: Array(rows[start..<end]), slots: slots, firstRecord: start + 1)
            for (position, stage) in stages.enumerated() { stage.apply(to: batch, stage: position + 1) }
            result.rows += batch.values(schema)
            result.rejects += batch.rejects.map {
                Refused(record: $0.record, stage: $0.stage, column: $0.column, reason: $0.reason, raw: batch.rawText(of: $0))
            }
            for (position, tally) in batch.tallies.enumerated() { result.tallies[position].merge(tally) }
            start = end
        }
        return result
    }

    /// The faults of transforms that do not compile; none if they do.
    static func faults(_ columns: KeyValuePairs<String, ColumnType>, _ transforms: String) -> [String] {
        do {
            _ = try TransformBench(columns, transforms)
            return []
        } catch let invalid as Invalid {
            return invalid.faults
        } catch {
            return ["\(error)"]
        }
    }
}

extension Tally {
    init(in: Int, out: Int, dropped: Int = 0, rejected: Int = 0) {
        self.init(stored: `in`, added: 0, out: out, dropped: dropped, rejected: rejected)
    }
}
