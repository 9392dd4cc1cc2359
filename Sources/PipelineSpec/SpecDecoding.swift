// How far a spec could be decoded.

import RowModel

/// A decoded spec with all that is wrong with its form, and which of its parts are right all the same, so that what
/// they mean can be checked and reported together with it.
public struct SpecDecoding: Sendable {
    /// With diagnostics it means something only in the parts that are sound.
    public internal(set) var spec: PipelineSpec?
    public internal(set) var diagnostics: [Diagnostic] = []
    /// Whether nothing is wrong within `source`.
    public private(set) var isSourceSound = false
    /// The transforms nothing is wrong with, up to the first faulty one behind which the columns can't be told.
    public private(set) var soundTransforms: [Located<TransformSpec>] = []
    /// Whether nothing is wrong within `sinks`, if there are any.
    public private(set) var areSinksSound = true
    /// Whether nothing is wrong with any transform.
    public private(set) var areTransformsSound = false

    /// - Throws: `SpecError.invalid` if anything is wrong.
    func get() throws(SpecError) -> PipelineSpec {
        guard let spec, diagnostics.isEmpty else { throw .invalid(diagnostics) }
        return spec
    }

    /// A part is faulty if a diagnostic points to one of its lines.
    mutating func findSoundParts(of root: YAMLNode, diagnostics: [Diagnostic]) {
        guard case .mapping(let entries) = root.content else { return }
        let faultyLines = Set(diagnostics.map(\.mark.line))
        let starts = entries.map(\.key.mark.line)
        func lines(of key: String) -> Range<Int>? {
            guard let start = entries.first(where: { $0.key.value == key })?.key.mark.line else { return nil }
            return start..<max(start + 1, starts.filter { $0 > start }.min() ?? .max)
        }
        if let source = lines(of: "source") { isSourceSound = !faultyLines.contains(where: source.contains) }
        if let sinks = lines(of: "sinks") { areSinksSound = !faultyLines.contains(where: sinks.contains) }
        guard let section = lines(of: "transforms"),
            case .sequence(let items)? = entries.first(where: { $0.key.value == "transforms" })?.value.content
        else {
            areTransformsSound = lines(of: "transforms") == nil
            return
        }
        let itemStarts = items.map(\.mark.line) + [section.upperBound]
        let faulty = items.indices.filter { index in
            let lines = itemStarts[index]..<max(itemStarts[index] + 1, itemStarts[index + 1])
            return faultyLines.contains(where: lines.contains)
        }
        let stop = faulty.first { !Self.keepsColumns(items[$0]) }
        let soundLines = Set(items.indices.filter { $0 < stop ?? .max && !faulty.contains($0) }.map { itemStarts[$0] })
        soundTransforms = spec?.transforms.filter { soundLines.contains($0.mark.line) } ?? []
        areTransformsSound = stop == nil
    }

    /// Whether a transform leaves the columns as they are, whatever is wrong with it; a misspelt one counts as what it is
    /// near to.
    private static func keepsColumns(_ item: YAMLNode) -> Bool {
        guard case .mapping(let entries) = item.content, let word = entries.first?.key.value else { return false }
        let names = TransformSpec.Kind.allCases.map(\.rawValue)
        let name = names.contains(word) ? word : closestMatch(to: word, among: names)
        return ["filter", "assert", "trim", "fill", "map"].contains(name)
    }
}
