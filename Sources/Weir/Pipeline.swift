// A pipeline as a program holds it.

import PipelineSpec

/// A source, the transforms its rows pass through, and the table they end in.
///
/// Made of values, of a spec's text or of a spec file; whichever it was, its form has been checked. Whether inputs
/// are there, columns known and expressions right is found out by ``plan()`` and
/// ``run(restarts:isDry:ownsProcess:onCommandOutput:)``.
public struct Pipeline: Sendable {
    public private(set) var spec: PipelineSpec

    /// - Parameters:
    ///   - name: identifies the pipeline in the ledger.
    ///   - folder: what paths are relative to; the process's own folder if it is empty.
    /// - Throws: `SpecError.invalid` with all that is wrong; places are those in ``spec``'s text.
    public init(
        _ name: String, from source: SourceSpec, transforms: [TransformSpec] = [], into sink: SinkSpec,
        rejectLimit: RejectLimit = .count(0), expectations: ExpectSpec = ExpectSpec(), flow: FlowSpec = FlowSpec(),
        folder: String = ""
    ) throws(SpecError) {
        spec = try PipelineSpec(
            name: name, source: source, transforms: transforms, sinks: [sink], rejectLimit: rejectLimit,
            expectations: expectations, flow: flow, folder: folder)
    }

    /// Into several tables of one database, each with its own route, transforms and expectations.
    ///
    /// - Parameter sinks: with the same database, commit and durability.
    public init(
        _ name: String, from source: SourceSpec, transforms: [TransformSpec] = [], into sinks: [SinkSpec],
        rejectLimit: RejectLimit = .count(0), expectations: ExpectSpec = ExpectSpec(), flow: FlowSpec = FlowSpec(),
        folder: String = ""
    ) throws(SpecError) {
        spec = try PipelineSpec(
            name: name, source: source, transforms: transforms, sinks: sinks, rejectLimit: rejectLimit,
            expectations: expectations, flow: flow, folder: folder)
    }

    /// - Parameters:
    ///   - yaml: the text of a spec, as docs/spec.md describes it.
    ///   - path: what errors call it; paths in it are relative to its folder.
    ///   - parameters: values for what it declares under `params`.
    ///   - environment: what `${env:NAME}` stands for.
    public init(
        yaml: String, path: String = "spec.yaml", parameters: [String: String] = [:],
        environment: [String: String] = [:]
    ) throws(SpecError) {
        spec = try .parse(text: yaml, path: path, parameters: parameters, environment: environment)
    }

    /// Reads a spec file; `${env:NAME}` is the process's environment.
    public init(contentsOf path: String, parameters: [String: String] = [:]) throws(SpecError) {
        spec = try .load(path: path, parameters: parameters)
    }

    /// Adds a transform of the program's own behind the others.
    ///
    /// - Throws: `SpecError.invalid` if its name, its version or a column it adds can't be.
    public mutating func append(_ transform: CustomTransform) throws(SpecError) {
        try spec.append(transform)
    }
}
