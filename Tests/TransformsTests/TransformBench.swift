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
    /// A batch that came out.
    struct Part: Equatable {
        var number: Int
        var isContinued: Bool
        var recordBase: Int
        var rows: Int
        var tallies: [Tally]
    }

    var rows: [[Value]] = []
    /// The number of each row's record.
    var records: [Int] = []
    var rejects: [Refused] = []
    /// decode, then each transform.
    var tallies: [Tally] = []
    /// By batch that went in, and then what came at the end of the input.
    var parts: [[Part]] = []

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
    /// - Parameter partRows: most rows of a batch that a stage makes.
    func run(_ rows: [[Value]], batchRows: [Int] = [.max], partRows: Int = 64) throws -> Transformed {
        var result = Transformed(tallies: Array(repeating: Tally(), count: stages.count + 1))
        let pool = BatchPool(shape: BatchShape(slots: slots, rowCapacity: partRows, blockBytes: 256), limit: 2)
        var chain = try StageChain(stages, input: 0, pool: pool)
        var start = 0
        var sizes = batchRows[...]
        while start < rows.count {
            let size = sizes.count > 1 ? sizes.removeFirst() : sizes.first!
            let end = start + min(max(size, 1), rows.count - start)
            try chain.put(RowBatch(rows: Array(rows[start..<end]), slots: slots, firstRecord: start + 1))
            try drain(&chain, into: &result, pool)
            start = end
        }
        chain.finish()
        try drain(&chain, into: &result, pool)
        return result
    }

    private func drain(_ chain: inout StageChain, into result: inout Transformed, _ pool: BatchPool) throws {
        var parts: [Transformed.Part] = []
        while let batch = try chain.next() {
            result.rows += batch.values(schema)
            result.records += (0..<batch.rowCount).map(batch.recordNumber(ofRow:))
            result.rejects += batch.rejects.map {
                Refused(record: $0.record, stage: $0.stage, column: $0.column, reason: $0.reason, raw: batch.rawText(of: $0))
            }
            for (position, tally) in batch.tallies.enumerated() { result.tallies[position].merge(tally) }
            parts.append(
                Transformed.Part(
                    number: batch.part, isContinued: batch.isContinued, recordBase: batch.recordBase, rows: batch.rowCount,
                    tallies: batch.tallies))
            if batch.shape == pool.shape { pool.put(batch) }
        }
        result.parts.append(parts)
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
    init(in: Int, added: Int = 0, out: Int, dropped: Int = 0, rejected: Int = 0) {
        self.init(stored: `in`, added: added, out: out, dropped: dropped, rejected: rejected)
    }
}
