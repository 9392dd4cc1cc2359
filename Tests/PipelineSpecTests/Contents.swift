// What a value holds, for comparing specs.

@testable import PipelineSpec

/// A value without the places it was written at and the text it was read from.
func contents(_ value: Any) -> String {
    if value is SourceMark { return "" }
    let mirror = Mirror(reflecting: value)
    if mirror.children.isEmpty { return "\(value)" }
    let isSpec = value is PipelineSpec
    return "("
        + mirror.children.filter { !isSpec || !["text", "loadIdentity", "parameters"].contains($0.label) }
       
        .map { "\($0.label ?? ""):\(contents($0.value))" }.joined(separator: " ") + ")"
}
