// `source.flatten:` → Flattening.

import RowModel

struct FlattenDecoder {
    let values: ValueDecoder

    static let depthBounds = 1...32

    /// nil if the source has none.
    func flattening(_ source: SpecMapping) -> Located<Flattening>? {
        guard let mapping = values.section(source, "flatten", keys: .flatten) else { return nil }
        var flattening = Flattening()
        if let separator = mapping["separator"].flatMap({ values.text($0, mapping.label("separator")) }) {
            flattening.separator = separator.value
        }
        if let depth = mapping["depth"].flatMap({ values.integer($0, mapping.label("depth"), in: Self.depthBounds) }) {
            flattening.depth = depth
        }
        return Located(flattening, at: source.mark(of: "flatten"))
    }
}
