// The way to a job file, and the difference between one and a spec.

import Foundation

extension JobSpec {
    /// Whether a file is a job and no pipeline: its top level has the key `job`. False for what can't be read or parsed,
    /// which whoever takes it for a pipeline finds out.
    public static func isJob(path: String) -> Bool {
        topLevel(path: path)?.contains { $0.key.value == JobDecoder.nameKey } == true
    }

    /// Reads and checks a job file.
    ///
    /// - Parameters:
    ///   - path: the file; it is named in every message as given here.
    ///   - environment: what `${env:NAME}` stands for.
    /// - Throws: `SpecError.unreadable` if there is no such file, `SpecError.invalid` with all that is wrong.
    public static func load(
        path: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(SpecError) -> JobSpec {
        let limits = YAMLLimits()
        let bytes = try SpecFile.bytes(ofFileAt: path, limit: limits.fileBytes)
        return try parse(bytes: bytes, path: path, environment: environment)
    }

    static func parse(
        bytes: [UInt8], path: String, environment: [String: String] = [:]
    ) throws(SpecError) -> JobSpec {
        let limits = YAMLLimits()
        let diagnostics = DiagnosticCollector(file: path)
        var job: JobSpec?
        if let text = SpecText(bytes, limits: limits, diagnostics: diagnostics),
            let root = PipelineSpec.root(of: text, limits: limits, diagnostics: diagnostics)
        {
            let decoder = JobDecoder(path: path, environment: environment, diagnostics: diagnostics, limits: limits)
            job = decoder.job(root, source: Array(text.parsed.unicodeScalars))
        }
        // Whoever gives nothing has reported why; an empty list would be a lie to the caller.
        if job == nil, diagnostics.diagnostics.isEmpty { diagnostics.report("the job can't be decoded", at: .start) }
        guard let job, diagnostics.diagnostics.isEmpty else {
            throw .invalid(diagnostics.diagnostics.inFileOrder())
        }
        return job
    }

    /// The names of the parameters that a pipeline's spec declares; nil if the file can't be read or parsed.
    public static func declaredParameters(ofSpec path: String) -> [String]? {
        guard let top = topLevel(path: path) else { return nil }
        guard case .mapping(let entries)? = top.first(where: { $0.key.value == "params" })?.value.content else { return [] }
        return entries.map(\.key.value)
    }

    private static func topLevel(path: String) -> [YAMLEntry]? {
        let limits = YAMLLimits()
        let diagnostics = DiagnosticCollector(file: path)
        guard let bytes = try? SpecFile.bytes(ofFileAt: path, limit: limits.fileBytes),
            let text = SpecText(bytes, limits: limits, diagnostics: diagnostics),
            case .mapping(let entries)? = PipelineSpec.root(of: text, limits: limits, diagnostics: diagnostics)?.content
        else { return nil }
        return entries
    }
}
