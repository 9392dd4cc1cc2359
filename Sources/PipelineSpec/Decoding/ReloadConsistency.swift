// What `source.changed_inputs: reload` asks of the sink.

/// The one check that needs both ends of the pipeline.
struct ReloadConsistency {
    let values: ValueDecoder

    func check(_ source: SourceSpec, in sources: SpecMapping, sink: SinkSpec, in sinks: SpecMapping) {
        guard source.changedInputs == .reload, case .files = source.origin else { return }
        let mark = sources["changed_inputs"]?.mark ?? sources.mark
        if sink.mode == .replace {
            values.report("changed_inputs: reload has no meaning in mode replace, which loads every input anew", at: mark)
        } else if !sink.hasLineage, isLineageSound(sinks) {
            values.report(
                "changed_inputs: reload needs sink.lineage: true, which tells the rows of one input from all others",
                at: mark)
        }
    }

    /// Whether what is written there, if anything, has been understood.
    private func isLineageSound(_ sinks: SpecMapping) -> Bool {
        sinks["lineage"].map { $0.scalar?.text == "false" } ?? true
    }
}
