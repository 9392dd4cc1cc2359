// The tree of a job file → JobSpec. Every part is decoded whatever is wrong with the others.

import RowModel

/// Decodes one job file; what is wrong ends up in `diagnostics`, and the value then means nothing.
struct JobDecoder {
    let path: String
    let environment: [String: String]
    let diagnostics: DiagnosticCollector
    let limits: YAMLLimits

    static let concurrencyBounds = 1...64
    /// What tells a job from a pipeline.
    static let nameKey = "job"

    /// - Parameter source: the text that was parsed, to find places within scalars.
    func job(_ root: YAMLNode, source: [Unicode.Scalar]) -> JobSpec? {
        let values = ValueDecoder(diagnostics: diagnostics)
        guard case .mapping(let entries) = root.content else { return nil }
        var parameters = ParameterValues(environment: environment)
        parameters.environmentOnlyPlace = "a job file"
        var expansion = ParameterExpansion(
            values: parameters, source: source, limits: limits, diagnostics: diagnostics)
        let expanded = entries.map { YAMLEntry(key: $0.key, value: expansion.expand($0.value)) }
        let top = SpecMapping(expanded, keys: .job, path: "", at: root.mark, reportingTo: values)
        SpecDecoder.checkVersion(top, values)
        let name = values.required(top, Self.nameKey).flatMap { oneLine($0, Self.nameKey, values) }
        let journal = values.required(top, "journal").flatMap { values.text($0, "journal") }
        let zone = top["time_zone"].flatMap { timeZone($0, values) }
        let common = JobPipelineDecoder(values: values)
        let shared = common.shared(top, JobPipelineDecoder.Shared())
        let pipelines = common.pipelines(top, shared)
        let hooks = ["on_failure", "on_success"].map { key in
            top[key].map { OriginDecoder(values: values).command($0, key).map(\.value) } ?? []
        }
        let concurrency = top["concurrency"].flatMap { values.integer($0, "concurrency", in: Self.concurrencyBounds) }
        let own = JobParameterDecoder(values: values).parameters(top)
        let maintenance = MaintenanceDecoder(values: values).maintenance(top)
        let files = ["report", "metrics"].map { key in top[key].flatMap { values.text($0, key) }?.value }
        guard let name, let journal, !pipelines.isEmpty else { return nil }
        return JobSpec(
            path: path, name: name.value, journal: journal, timeZone: zone, parameters: own,
            concurrency: concurrency ?? 1, pipelines: pipelines, onFailure: hooks[0], onSuccess: hooks[1],
            maintenance: maintenance, report: files[0], metrics: files[1])
    }

    /// It is printed on lines of its own and looked up in the journal.
    private func oneLine(_ node: YAMLNode, _ label: String, _ values: ValueDecoder) -> Located<String>? {
        guard let text = values.text(node, label) else { return nil }
        if text.value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            values.report("\(label) must be one line without control characters", at: text.mark)
        }
        return text
    }

    private func timeZone(_ node: YAMLNode, _ values: ValueDecoder) -> String? {
        guard let name = values.text(node, "time_zone") else { return nil }
        do throws(TimeFormatError) {
            try CalendarDay.check(zone: name.value)
        } catch {
            values.report("time_zone: \(error.message)", at: name.mark, suggestion: error.suggestion)
        }
        return name.value
    }
}
