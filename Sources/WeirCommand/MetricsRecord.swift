// --metrics: what is written of a call of `weir run`.

import Flow
import Foundation
import Ledger
import PipelineSpec
import Reporting
import RowModel

/// Notes how each pipeline ended, and writes one file about all of them.
struct MetricsRecord {
    /// nil: none is asked for.
    let path: String?
    private var pipelines: [PipelineMetrics] = []
    /// The exporter is another user, whatever the umask of the load is.
    private static let permissions: mode_t = 0o644

    init(path: String?) {
        self.path = path
    }

    /// - Parameter start: when it was begun.
    mutating func note(_ pipeline: CompiledPipeline, _ runs: [RunSummary], start: Date) {
        guard path != nil else { return }
        let name = pipeline.spec.name
        let succeeded = runs.allSatisfy { $0.failure == nil }
        pipelines.append(
            PipelineMetrics(
                pipeline: name, succeeded: succeeded, exitCode: runs.first?.failure?.exitCode ?? ExitCode.balanced.rawValue,
                start: start, end: .now, lastSuccess: LastSuccess.time(database: PipelineCompiler.databasePath(of: pipeline.spec), pipeline: name),
                runs: runs))
    }

    /// Notes pipelines that another one's failure has kept from being begun.
    mutating func note(notBegun rest: some Sequence<CompiledPipeline>) {
        guard path != nil else { return }
        pipelines += rest.map { pipeline in
            let name = pipeline.spec.name
            let database = PipelineCompiler.databasePath(of: pipeline.spec)
            return PipelineMetrics(
                pipeline: name, succeeded: false, lastSuccess: LastSuccess.time(database: database, pipeline: name))
        }
    }

    /// What `body` returns. Where it throws, no pipeline is begun, and the file says so of all of them.
    func noting<Result>(specs: [String], parameters: [String: String], _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as any WeirError where path != nil {
            var record = self
            record.pipelines = specs.map { Self.failed($0, parameters, error) }
            _ = record.write()
            throw error
        }
    }

    /// One that could not be begun. Where its spec has no name that can be read, it is called like the file.
    private static func failed(_ spec: String, _ parameters: [String: String], _ error: any WeirError) -> PipelineMetrics {
        let name = URL(filePath: spec).deletingPathExtension().lastPathComponent
        var metrics = PipelineMetrics(
            pipeline: name, succeeded: false, exitCode: error.exitCode.rawValue, start: .now, end: .now)
        if let spec = try? PipelineSpec.decode(path: spec, parameters: parameters).spec {
            metrics.pipeline = spec.name
            metrics.lastSuccess = LastSuccess.time(
                database: PipelineCompiler.databasePath(of: spec), pipeline: spec.name)
        }
        return metrics
    }

    /// Tells on stderr if it can't.
    /// - Returns: the exit code then, for a call that has nothing worse to say.
    func write() -> ExitCode? { write { MetricsPage.text(of: pipelines) } }

    func write(_ text: () throws -> String) -> ExitCode? {
        guard let path else { return nil }
        do {
            try WholeFile.write(text(), to: path, permissions: Self.permissions)
            return nil
        } catch let error as any WeirError {
            printToStandardError("metrics: \(error.description)")
            return error.exitCode
        } catch {
            printToStandardError("metrics: \(error)")
            return .bug
        }
    }
}
