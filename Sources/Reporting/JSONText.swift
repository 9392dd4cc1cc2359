// JSON as the tool prints it.

import Foundation

/// Encodes a value with snake_case keys in a fixed order, on one line.
public func jsonText(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return "null" }
    return String(decoding: data, as: UTF8.self).withControlsEscaped
}

extension String {
    /// JSON with U+007F to U+009F as escapes: RFC 8259 leaves them as they are, and a terminal may obey them. They can only
    /// stand within strings.
    fileprivate var withControlsEscaped: String {
        let controls: ClosedRange<Unicode.Scalar> = "\u{7F}"..."\u{9F}"
        guard unicodeScalars.contains(where: controls.contains) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if controls.contains(scalar) {
                text += "\\u00" + String(scalar.value, radix: 16)
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension RunSummary {
    /// What ``jsonText(_:)`` makes of it, input by input: given all at once, the encoder would hold a kibibyte for each.
    public var json: String {
        var rest = self
        rest.inputs = []
        var text = jsonText(rest)
        // Within a string its quotes would be escaped, so it stands only where the list is.
        guard let place = text.range(of: #""inputs":["#)?.upperBound else { return text }
        text.insert(contentsOf: inputs.lazy.map(jsonText).joined(separator: ","), at: place)
        return text
    }
}
