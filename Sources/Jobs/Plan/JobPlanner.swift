// JobSpec → JobPlan: parameters get their values, specs are read, and what does not fit together is found.

import Flow
import Foundation
import Ledger
import PipelineSpec
import RowModel

struct JobPlanner {
    let job: JobSpec
    let given: [String: String]
    let now: Date

    private var folder: String { job.path.folderPart }

    func plan() throws -> JobPlan {
        let today = try today()
        let specs = job.pipelines.map { SpecRelativePath.resolve($0.spec.value, relativeTo: folder) }
        let declared = specs.map { JobSpec.declaredParameters(ofSpec: $0) }
        var diagnostics = undeclared(declared, specs)
        let common = try values(job.parameters, today)
        var pipelines: [JobPlan.Pipeline] = []
        for (position, pipeline) in job.pipelines.enumerated() {
            let own = try values(pipeline.parameters, today)
            let all = common.merging(own) { $1 }.merging(given) { $1 }
            let names = declared[position] ?? []
            pipelines.append(planned(pipeline, specs[position], parameters: all.filter { names.contains($0.key) }))
        }
        let journal = SpecRelativePath.resolve(job.journal.value, relativeTo: folder)
        diagnostics += clashes(pipelines, journal: journal)
        guard diagnostics.isEmpty else { throw SpecError.invalid(diagnostics.inFileOrder()) }
        let secret = Set(job.parameters.filter(\.isFromEnvironment).map(\.name.value)).subtracting(given.keys)
        return JobPlan(
            job: job, journal: journal,
            parameters: common.merging(given) { $1 }.filter { !secret.contains($0.key) }, pipelines: pipelines)
    }

    private func planned(
        _ pipeline: JobPipelineSpec, _ path: String, parameters: [String: String]
    ) -> JobPlan.Pipeline {
        var planned = JobPlan.Pipeline(job: pipeline, specPath: path, parameters: parameters)
        do throws(SpecError) {
            let spec = try PipelineSpec.load(path: path, parameters: parameters)
            planned.spec = spec
            let database = PipelineCompiler.databasePath(of: spec)
            planned.database = database
            planned.databaseIdentity = LockFile.path(ofDatabase: database)
        } catch {
            planned.fault = error
        }
        return planned
    }

    private func today() throws -> CalendarDay {
        do throws(TimeFormatError) {
            return try CalendarDay(at: Int64(now.timeIntervalSince1970.rounded(.down)), zone: job.timeZone)
        } catch {
            throw SpecError.invalid([fault("time_zone: \(error.message)", at: .start)])
        }
    }

    private func values(_ parameters: [JobParameter], _ today: CalendarDay) throws -> [String: String] {
        var values: [String: String] = [:]
        for parameter in parameters {
            switch parameter.value {
            case .text(let text): values[parameter.name.value] = text
            case .day(let ago, let format):
                guard let day = today.days(ago: ago) else {
                    throw SpecError.invalid([fault("that is before the year 1", at: parameter.name.mark)])
                }
                values[parameter.name.value] = day.text(format)
            }
        }
        return values
    }

    /// Parameters that are given and that nobody would take.
    /// - Parameter declared: of each pipeline; nil where its spec can't be read, and might declare any.
    private func undeclared(_ declared: [[String]?], _ specs: [String]) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for (position, pipeline) in job.pipelines.enumerated() {
            guard let names = declared[position] else { continue }
            for name in pipeline.parameters.map(\.name) where !names.contains(name.value) {
                found.append(
                    fault(
                        "\(specs[position]) declares no parameter \"\(name.value)\"", at: name.mark,
                        suggestion: closestMatch(to: name.value, among: names)))
            }
        }
        guard !declared.contains(where: { $0 == nil }) else { return found }
        let all = Set(declared.flatMap { $0 ?? [] })
        for name in job.parameters.map(\.name) where !all.contains(name.value) {
            found.append(
                fault(
                    "no pipeline of the job declares a parameter \"\(name.value)\"", at: name.mark,
                    suggestion: closestMatch(to: name.value, among: all.sorted())))
        }
        for name in given.keys.sorted() where !all.contains(name) {
            found.append(
                fault(
                    "--set \(name)=…: no pipeline of the job declares a parameter \"\(name)\"", at: .start,
                    suggestion: closestMatch(to: name, among: all.sorted())))
        }
        return found
    }

    /// Pipelines that would be in each other's way, and what a night can't do.
    private func clashes(_ pipelines: [JobPlan.Pipeline], journal: String) -> [Diagnostic] {
        var found: [Diagnostic] = []
        var first: [String: Int] = [:]
        let journalIdentity = LockFile.path(ofDatabase: journal)
        for (position, pipeline) in pipelines.enumerated() {
            guard let spec = pipeline.spec, let database = pipeline.databaseIdentity else { continue }
            let mark = pipeline.job.spec.mark
            if database == journalIdentity {
                found.append(
                    fault("\(journal) is the database of \(pipeline.job.name); give the journal a file of its own", at: job.journal.mark))
            }
            if case .stdin = spec.source.origin {
                found.append(fault("\(pipeline.specPath) reads stdin, and a job has none to give", at: mark))
            }
            for table in spec.sinks.map(\.table.value.asciiLowercased) {
                // No name can hold U+0000.
                let key = [database, spec.name, table].joined(separator: "\0")
                if let other = first[key] {
                    found.append(
                        fault(
                            "pipeline \"\(spec.name)\" into table \"\(table)\" of \(pipeline.database ?? "") is in the job twice; the "
                                + "first is \(pipelines[other].job.name)", at: mark))
                } else {
                    first[key] = position
                }
            }
        }
        return found
    }

    private func fault(_ message: String, at mark: SourceMark, suggestion: String? = nil) -> Diagnostic {
        Diagnostic(file: job.path, mark: mark, message: message, suggestion: suggestion)
    }
}
