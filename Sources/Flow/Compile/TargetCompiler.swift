// What is a target's own of a pipeline: its route, its transforms, its table.

import PipelineSpec
import RowModel
import Sink
import Transforms

/// Compiles the targets of a spec, each behind the transforms of all.
struct TargetCompiler {
    let spec: PipelineSpec
    /// The transforms of all, and the columns in front of them.
    let common: [TransformStage]
    let sourceSchema: RowSchema
    /// As it stands behind the transforms of all. Each target has a batch of its own, so slots may mean something else
    /// in each.
    let compiler: TransformCompiler
    /// Functions of chance that those transforms call.
    private let chanceFunctions: [String]
    private(set) var compiled: [CompiledTarget] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// Cells that a row needs in any target.
    private(set) var slots = 0

    init(spec: PipelineSpec, common: [TransformStage], sourceSchema: RowSchema, compiler: TransformCompiler) {
        self.spec = spec
        self.common = common
        self.sourceSchema = sourceSchema
        self.compiler = compiler
        chanceFunctions = compiler.chanceFunctions
    }

    mutating func add(_ sink: SinkSpec) {
        var own = compiler
        own.chanceFunctions = chanceFunctions
        let route = sink.route.map { own.route($0) }
        let stages = (route.map { [$0] } ?? []) + own.compile(sink.transforms)
        let expectations = own.expectations(sink.expectations.columns)
        note(own.diagnostics.dropFirst(compiler.diagnostics.count))
        note(stages.compactMap(\.reference).flatMap { $0.headerDiagnostics(of: spec) })
        let lineage = sink.hasLineage ? LineageColumns(firstSlot: own.slots) : nil
        let plan = TargetPlan(
            spec: sink, specPath: spec.path, databasePath: PipelineCompiler.databasePath(of: spec),
            position: compiled.count, schema: (stages.last ?? common.last)?.schema ?? sourceSchema, lineage: lineage
        ) { mark, message, suggestion in
            note([Diagnostic(file: spec.path, mark: mark, message: message, suggestion: suggestion)])
        }
        checkIndexes(plan, at: sink.table.mark)
        slots = max(slots, own.slots + (lineage == nil ? 0 : 2))
        compiled.append(
            CompiledTarget(
                transforms: stages, expectations: expectations, plan: plan, rows: plan.rows,
                stageNames: ["decode"] + (common + stages).map(\.name) + ["sink"]))
    }

    /// Compiles what the targets have of SQL over their tables; to be called behind the last target.
    mutating func checkSQL() {
        var found: [Diagnostic] = []
        TargetSketch.check(compiled.map(\.plan)) { mark, message, suggestion in
            found.append(Diagnostic(file: spec.path, mark: mark, message: message, suggestion: suggestion))
        }
        note(found)
    }

    /// What is expected of all targets is wrong in each of them in the same way.
    private mutating func note(_ found: some Sequence<Diagnostic>) {
        for diagnostic in found where !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
    }

    /// Indexes of a database have names of their own, made of table and columns: those of `a_b` on `c`, and of `a` on
    /// `b_c`.
    private mutating func checkIndexes(_ plan: TargetPlan, at mark: SourceMark) {
        let taken = Set(compiled.flatMap(\.plan.indexes).map(\.name.asciiLowercased))
        for index in plan.indexes where taken.contains(index.name.asciiLowercased) {
            let message = "an index of another sink is called \"\(index.name)\" too"
            note([Diagnostic(file: spec.path, mark: mark, message: message)])
        }
    }
}
