// What `source.changed_inputs: reload` asks of the sink.

/// What needs both ends of the pipeline, and what is between them.
struct ReloadConsistency {
    let values: ValueDecoder

    func check(
        _ source: SourceSpec, in sources: SpecMapping, _ transforms: [Located<TransformSpec>], sink: SinkSpec,
        in sinks: SpecMapping
    ) {
        guard source.changedInputs == .reload, case .files = source.origin else { return }
        let mark = sources["changed_inputs"]?.mark ?? sources.mark
        if sink.mode == .replace {
            values.report("changed_inputs: reload has no meaning in mode replace, which loads every input anew", at: mark)
        } else if !sink.hasLineage, isLineageSound(sinks) {
            values.report(
                "changed_inputs: reload needs sink.lineage: true, which tells the rows of one input from all others",
                at: mark)
        }
        if transforms.contains(where: { $0.value.remembersRun }) {
            values.report(
                "changed_inputs: reload is not possible with dedupe over all inputs, since rows of others have given way to "
                    + "those that it would delete; use scope: input, or upsert with a key",
                at: mark)
        }
    }

    /// Whether what is written there, if anything, has been understood.
    private func isLineageSound(_ sinks: SpecMapping) -> Bool {
        sinks["lineage"].map { $0.scalar?.text == "false" } ?? true
    }
}

extension TransformSpec {
    /// Whether rows of one input may be left out for those of another.
    fileprivate var remembersRun: Bool {
        if case .dedupe(let spec) = self { return spec.scope == .run }
        return false
    }
}
