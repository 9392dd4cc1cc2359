// A pipeline spec as values: what the YAML said, checked for form.

import RowModel

/// One pipeline: a source, the transforms its rows pass through, and the sinks they end in.
///
/// Everything that can be checked without touching a database or an input has been checked; whether the columns that
/// transforms and indexes name exist is known only when the spec is compiled.
public struct PipelineSpec: Sendable {
    /// The file as the user named it; paths in the spec are relative to its folder.
    public var path: String
    /// The file's bytes as read, before parameters are replaced.
    public var text: String
    /// The values the parameters had, without those of the environment, which are nobody else's business.
    public var parameters: [String: String]
    /// The same for two specs whose loads make the same rows; holds values of the environment, so it is not to be
    /// kept or shown.
    public var loadIdentity: String
    public var name: String
    public var source: SourceSpec
    /// Those that the rows of all targets pass through.
    public var transforms: [Located<TransformSpec>]
    /// At least one; database, commit and durability are the same in all.
    public var sinks: [SinkSpec]
    /// Of each target.
    public var rejectLimit: RejectLimit
    public var flow: FlowSpec

    public init(
        path: String, text: String, parameters: [String: String] = [:], loadIdentity: String, name: String,
        source: SourceSpec, transforms: [Located<TransformSpec>] = [], sinks: [SinkSpec],
        rejectLimit: RejectLimit = .count(0), flow: FlowSpec = FlowSpec()
    ) {
        self.path = path
        self.text = text
        self.parameters = parameters
        self.loadIdentity = loadIdentity
        self.name = name
        self.source = source
        self.transforms = transforms
        self.sinks = sinks
        self.rejectLimit = rejectLimit
        self.flow = flow
    }
}

/// How many rejects a run bears.
public enum RejectLimit: Sendable, Equatable {
    case count(Int)
    /// Of the records read, 0…100.
    case percent(Double)
}
