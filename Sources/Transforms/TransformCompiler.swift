// From the spec's list of transforms to stages: every name is resolved here, so that a stage can't hold an unknown
// column.

import BatchSQL
import PipelineSpec
import RowModel

/// Compiles transforms one after the other, each against the columns the one before it leaves. Goes on after a fault,
/// so that all faults are reported together.
public struct TransformCompiler {
    /// The columns at this point of the pipeline.
    var schema: RowSchema
    /// Slots given to columns so far: the number of cells a row needs.
    public private(set) var slots: Int
    public private(set) var diagnostics: [Diagnostic] = []

    let file: String
    let sandbox: ExpressionSandbox
    /// See ``BatchSQL/ExpressionSandbox/chanceFunctions``.
    public var chanceFunctions: [String] {
        get { sandbox.chanceFunctions }
        nonmutating set { sandbox.chanceFunctions = newValue }
    }
    /// Where a path of the spec leads.
    let locate: (String) -> String

    /// - Parameters:
    ///   - file: the spec file, for diagnostics.
    ///   - schema: what decode delivers.
    ///   - slots: slots in use by `schema`.
    ///   - locate: resolves paths that are relative to the spec's folder.
    public init(file: String, schema: RowSchema, slots: Int, sandbox: ExpressionSandbox, locate: @escaping (String) -> String = { $0 }) {
        self.file = file
        self.schema = schema
        self.slots = slots
        self.sandbox = sandbox
        self.locate = locate
    }

    public mutating func compile(_ transforms: [Located<TransformSpec>]) -> [TransformStage] {
        transforms.map { located in
            let (detail, work) = compile(located.value)
            return TransformStage(name: located.value.name, detail: detail, schema: schema, work: work)
        }
    }

    private mutating func compile(_ spec: TransformSpec) -> (String, TransformStage.Work) {
        switch spec {
        case .select(let names): inPlace(select(names))
        case .drop(let names): inPlace(drop(names))
        case .rename(let pairs): inPlace(rename(pairs))
        case .cast(let casts): inPlace(cast(casts))
        case .trim(let names): inPlace(trim(names))
        case .fill(let fills): inPlace(fill(fills))
        case .map(let map): inPlace(self.map(map))
        case .derive(let columns): inPlace(derive(columns))
        case .filter(let expression): inPlace(filter(expression))
        case .assert(let expression, let message): inPlace(assert(expression, message: message))
        case .hash(let spec): inPlace(hash(spec))
        case .split(let spec): inPlace(split(spec))
        case .extract(let spec): inPlace(extract(spec))
        case .explode(let spec): emitting(explode(spec))
        case .dedupe(let spec): dedupe(spec)
        case .lookup(let spec): inPlace(lookup(spec))
        case .flatten(let spec): inPlace(flatten(spec))
        case .exec(let spec): emitting(exec(spec))
        case .custom(let spec): inPlace(custom(spec))
        }
    }

    private func inPlace(_ compiled: (String, (any RowTransform)?)) -> (String, TransformStage.Work) {
        (compiled.0, compiled.1.map { .inPlace($0) } ?? .none)
    }

    private func emitting(_ compiled: (String, (any EmittingTransform)?)) -> (String, TransformStage.Work) {
        (compiled.0, compiled.1.map { .emitting($0) } ?? .none)
    }

    mutating func report(_ message: String, at mark: SourceMark, suggestion: String? = nil) {
        diagnostics.append(Diagnostic(file: file, mark: mark, message: message, suggestion: suggestion))
    }

    /// Reports a value written in the spec that a column can't hold.
    mutating func reportUnfit(_ value: String, _ failure: ConversionFailure, column: Column, at mark: SourceMark) {
        let reason = failure.reason(for: column.type)
        report("\"\(value)\" \(reason), and column \"\(column.name)\" is \(column.type.specName)", at: mark)
    }

    /// The position of a column in the schema, or nil after reporting that there is none.
    mutating func position(of name: Located<String>, in transform: String) -> Int? {
        if let position = schema.position(of: name.value) { return position }
        report(
            "unknown column \"\(name.value)\" in \(transform)", at: name.mark,
            suggestion: closestMatch(to: name.value, among: schema.names))
        return nil
    }

    /// A new slot for a computed column.
    mutating func takeSlot() -> Int {
        defer { slots += 1 }
        return slots
    }

    /// Adds a column, or puts it into the place of the one that has its name.
    mutating func setColumn(_ column: Column) {
        if let position = schema.position(of: column.name) {
            schema.columns[position] = column
        } else {
            schema.columns.append(column)
        }
    }

    /// Compiles expressions, or reports why not, at the place within the expression where SQLite saw it.
    mutating func program(
        _ expressions: [Located<String>], asking question: ExpressionProgram.Question,
        visiting visit: ExpressionProgram.Visit = .all, in transform: String
    ) -> ExpressionProgram? {
        do {
            return try ExpressionProgram(
                expressions.map(\.value), asking: question, visiting: visit, schema: schema, in: sandbox)
        } catch {
            for error in error.errors { report(error, in: expressions[error.index], of: transform) }
            return nil
        }
    }

    /// - Parameter lead: bytes of SQL that stood before the text of the spec.
    mutating func report(
        _ error: ExpressionError, in expression: Located<String>, behind lead: Int = 0, of transform: String
    ) {
        let mark = expression.mark(at: error.offset.map { $0 - lead })
        if let name = error.unknownColumn {
            report(
                "unknown column \"\(name)\" in \(transform)", at: mark,
                suggestion: closestMatch(to: name, among: schema.names))
        } else {
            report("\(transform): \(error.message)", at: mark)
        }
    }
}
