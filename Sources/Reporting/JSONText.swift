// JSON as the tool prints it.

import Foundation

/// Encodes a value with snake_case keys in a fixed order, on one line.
public func jsonText(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return "null" }
    return String(decoding: data, as: UTF8.self)
}

extension RunSummary {
    /// What ``jsonText(_:)`` makes of it, input by input: given all at once, the encoder would hold a kibibyte for each.
    public var json: String {
        var rest = self
        rest.inputs = []
        var text = jsonText(rest)
        // Within a string its quotes would be escaped, so it stands only where the list is.
        let place = text.range(of: #""inputs":["#)!.upperBound
        text.insert(contentsOf: inputs.lazy.map(jsonText).joined(separator: ","), at: place)
        return text
    }
}
