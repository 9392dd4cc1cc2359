// A pipeline whose inputs were loaded elsewhere, in shards, and whose tables are to hold all of it.

import Foundation
import Ledger
import PipelineSpec
import RowModel
import Sink

/// What a run that brings shards together takes from the spec: targets, and what is expected of the whole.
public struct MergedPipeline {
    private let pipeline: CompiledPipeline
    /// In the given database.
    public let targets: [TargetPlan]

    /// - Parameter database: where the tables are to be, in the place of the spec's.
    /// - Throws: ``SpecError``, ``FlowError``. The inputs need not be there.
    public init(_ spec: PipelineSpec, into database: String) throws {
        pipeline = try PipelineCompiler.compile(spec, reading: [])
        targets = pipeline.targets.map { $0.plan.moved(toDatabase: database) }
    }

    public var name: String { pipeline.spec.name }

    /// Shapes of batches for the rows of any target.
    public var shape: BatchShape { pipeline.shape }

    /// - Parameter identity: what another attempt at the same has in common with this one.
    public func start(ofTarget target: Int, identity: String, toolVersion: String) -> RunStart {
        let plan = targets[target]
        return RunStart(
            pipeline: name, table: plan.table, mode: plan.mode.rawValue, specPath: pipeline.spec.path, specText: pipeline.spec.text,
            loadIdentity: identity, parameters: pipeline.spec.parameters, columns: plan.columns.map(\.name),
            hasLineage: plan.lineage != nil, toolVersion: toolVersion)
    }

    /// How many earlier runs the spec wants to be compared with, at most.
    public var comparableRuns: Int { ExpectationCheck.comparableRuns(for: pipeline.spec.sinks) }

    /// Whether the whole has more rejects than the spec bears. They are known before any row is taken.
    /// - Parameter total: of one target, over all inputs.
    public func hasTooManyRejects(_ total: InputAccount) -> Bool {
        RejectBudget(limit: pipeline.spec.rejectLimit, records: total.input.records, rejects: total.rejected).isExceededAtEnd
    }

    /// - Parameters:
    ///   - totals: of each target, over all inputs.
    ///   - comparable: earlier runs into each target, newest first.
    /// - Throws: ``ExpectationError/counts(_:isReplace:)``
    public func checkExpectations(_ totals: [InputAccount], comparable: [[RunTotals]]) throws(ExpectationError) {
        do {
            try ExpectationCheck(sinks: pipeline.spec.sinks, comparable: comparable).check(totals.map { [$0] })
        } catch .counts(let breaches, _) {
            // What a run that reads inputs could do next is no way out of here.
            throw .counts(breaches, isReplace: true)
        }
    }
}
