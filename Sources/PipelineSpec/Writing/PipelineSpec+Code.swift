// The way into this module for programs: values → a spec that is checked as a file would be.

import RowModel

extension PipelineSpec {
    /// A spec made of values.
    ///
    /// It is written as text first, which ``text`` holds: the places in errors are places there, and the ledger keeps it.
    ///
    /// - Parameters:
    ///   - name: identifies the pipeline in the ledger.
    ///   - folder: what the paths in it are relative to; the process's own folder if it is empty.
    /// - Throws: `SpecError.invalid` with all that is wrong with its form.
    public init(
        name: String, source: SourceSpec, transforms: [TransformSpec] = [], sinks: [SinkSpec],
        rejectLimit: RejectLimit = .count(0), expectations: ExpectSpec = ExpectSpec(), flow: FlowSpec = FlowSpec(),
        folder: String = ""
    ) throws(SpecError) {
        var writer = SpecWriter()
        let document = writer.document(
            name: name, source: source, transforms: transforms, sinks: sinks, rejectLimit: rejectLimit,
            expectations: expectations, flow: flow)
        let file = name.replacing("/", with: "-")
        self = try .parse(
            text: document.text, path: folder.isEmpty ? file : "\(folder)/\(file)", environment: writer.environment)
        for (position, transform) in transforms.enumerated() {
            if case .custom(let custom) = transform { try insert(custom, at: position) }
        }
        for (sink, given) in sinks.enumerated() {
            for (position, transform) in given.transforms.enumerated() {
                if case .custom(let custom) = transform.value { try insert(custom, at: position, ofSink: sink) }
            }
        }
    }

    /// Adds a transform of the program's own behind the others.
    ///
    /// - Throws: `SpecError.invalid` if its name, its version or a column it adds can't be.
    public mutating func append(_ transform: CustomTransform) throws(SpecError) {
        try insert(transform, at: transforms.count)
    }

    /// - Parameter sink: nil for a transform of all sinks.
    private mutating func insert(
        _ transform: CustomTransform, at position: Int, ofSink sink: Int? = nil
    ) throws(SpecError) {
        let values = ValueDecoder(diagnostics: DiagnosticCollector(file: path))
        for (what, word) in [("name", transform.name), ("version", transform.version)]
        where word.isEmpty || word.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            values.report("the \(what) of a transform must be one line, not \(excerpt(word))", at: .start)
        }
        for column in transform.adds { values.checkNewColumn(Located(column.name)) }
        values.checkDistinct(transform.adds.map { Located($0.name) }, "column")
        let diagnostics = values.diagnostics.diagnostics
        guard diagnostics.isEmpty else { throw .invalid(diagnostics) }
        if let sink {
            sinks[sink].transforms.insert(Located(.custom(transform)), at: position)
        } else {
            transforms.insert(Located(.custom(transform)), at: position)
        }
        // A comment, so that the text is still that of a spec.
        let place = sink.map { " of sink \($0 + 1)" } ?? ""
        let note = "# transform \(position + 1)\(place) of a program: \(transform.identity)"
        text += "\n\(note)"
        loadIdentity += "\n\(note)"
    }
}
