// How far a spec could be decoded.

/// A decoded spec with all that is wrong with its form, and which of its parts are right all the same, so that what
/// they mean can be checked and reported together with it.
public struct SpecDecoding: Sendable {
    /// With diagnostics it means something only in the parts that are sound.
    public internal(set) var spec: PipelineSpec?
    public internal(set) var diagnostics: [Diagnostic] = []
    /// Whether nothing is wrong within `source`.
    public private(set) var isSourceSound = false
    /// How many transforms nothing is wrong with, counted from the first up to the first that is faulty.
    public private(set) var soundTransforms = 0
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
        guard let section = lines(of: "transforms"),
            case .sequence(let items)? = entries.first(where: { $0.key.value == "transforms" })?.value.content
        else {
            areTransformsSound = lines(of: "transforms") == nil
            return
        }
        let itemStarts = items.map(\.mark.line) + [section.upperBound]
        let firstFaulty = items.indices.first { index in
            let lines = itemStarts[index]..<max(itemStarts[index] + 1, itemStarts[index + 1])
            return faultyLines.contains(where: lines.contains)
        }
        soundTransforms = firstFaulty ?? items.count
        areTransformsSound = firstFaulty == nil
    }
}
