// weir check of a job: what is wrong with it and with its specs, or what would happen.

import Flow
import Foundation
import PipelineSpec
import Reporting
import RowModel

/// A job whose specs compile, as a text. Touches no data and no database.
public struct JobCheck {
    public let text: String

    /// - Throws: `SpecError` with all that is wrong with the specs; else ``JobError`` with what else is in the way.
    public init(_ plan: JobPlan) throws {
        var diagnostics: [Diagnostic] = []
        var problems: [any WeirError] = []
        var lines: [[String]] = []
        for pipeline in plan.pipelines {
            do {
                let compiled = try PipelineCompiler.compile(paths: [pipeline.specPath], parameters: pipeline.parameters)[0]
                lines.append(Self.cells(pipeline, compiled.inputs))
            } catch SpecError.invalid(let found) {
                diagnostics += found
            } catch let error as any WeirError where error.exitCode == .noInput && Self.mayCome(pipeline) {
                lines.append(Self.cells(pipeline, nil))
            } catch let error as any WeirError {
                problems.append(error)
            }
        }
        if !diagnostics.isEmpty { throw SpecError.invalid(diagnostics.inFileOrder()) }
        if !problems.isEmpty { throw JobError(problems: problems) }
        text = Self.text(plan, lines)
    }

    /// Whether what is missing now may be there when the pipeline is begun.
    private static func mayCome(_ pipeline: JobPlan.Pipeline) -> Bool {
        pipeline.spec != nil && (pipeline.job.waitFor != nil || !pipeline.job.after.isEmpty)
    }

    private static func text(_ plan: JobPlan, _ rows: [[String]]) -> String {
        var lines = ["job \(plan.job.name): \(plan.pipelines.count.counted("pipeline")), \(pace(plan)); journal \(plan.journal)"]
        if !plan.parameters.isEmpty {
            lines.append("  " + plan.parameters.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }.joined(separator: ", "))
        }
        var table = AlignedTable(Array(repeating: .left, count: rows.first?.count ?? 0))
        for row in rows { table.add(row) }
        lines += table.lines()
        for (pipeline, row) in zip(plan.pipelines, rows) {
            let terms = terms(pipeline, plan)
            if !terms.isEmpty { lines.append("  \(row[0]): \(terms.joined(separator: "; "))") }
        }
        return lines.joined(separator: "\n").terminalSafe
    }

    private static func pace(_ plan: JobPlan) -> String {
        plan.hasParallelPipelines ? "at most \(plan.job.concurrency) at once" : "one after the other"
    }

    private static func cells(_ pipeline: JobPlan.Pipeline, _ inputs: [SourceInput]?) -> [String] {
        let tables = pipeline.spec?.sinks.map { "\($0.table.value) (\($0.mode.rawValue))" }.joined(separator: ", ") ?? ""
        return [
            pipeline.job.name, pipeline.specPath, "→ \(pipeline.database ?? ""), \(tables)",
            inputs.map { $0.count.counted("input") } ?? "its input is not there yet",
        ]
    }

    private static func terms(_ pipeline: JobPlan.Pipeline, _ plan: JobPlan) -> [String] {
        var terms: [String] = []
        let job = pipeline.job
        if !job.after.isEmpty { terms.append("after " + job.after.map { plan.pipelines[$0].job.name }.joined(separator: ", ")) }
        if !job.parameters.isEmpty {
            let secret = Set(job.parameters.filter(\.isFromEnvironment).map(\.name.value))
            let own = job.parameters.map(\.name.value).sorted().compactMap { name in
                pipeline.parameters[name].map { "\(name) = \(secret.contains(name) ? "…" : $0)" }
            }
            terms.append(own.joined(separator: ", "))
        }
        if let waitFor = job.waitFor { terms.append("waits \(durationText(waitFor)) for its input") }
        if job.retries.attempts > 1 {
            terms.append("\(job.retries.attempts) attempts, \(durationText(job.retries.delay)) apart")
        }
        if let timeout = job.timeout { terms.append("timeout \(durationText(timeout))") }
        if job.verify != .none { terms.append("verified (\(job.verify.rawValue))") }
        return terms
    }
}

/// Several things that are in a job's way.
public struct JobError: WeirError {
    public let problems: [any WeirError]

    public init(problems: [any WeirError]) {
        self.problems = problems
    }

    public var exitCode: ExitCode { NightExitCode.worst(problems.map(\.exitCode.rawValue)) }
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
