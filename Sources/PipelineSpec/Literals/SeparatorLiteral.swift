// `"."` or `space` → a character that stands between the digits of numbers.

enum SeparatorLiteral {
    private static let words: [String: Unicode.Scalar] = ["comma": ",", "point": ".", "space": " "]

    static let form = LiteralForm(pattern: (["[^A-Za-z0-9+-]"] + words.keys.sorted()).joined(separator: "|"))

    /// Any character of Unicode but those that numbers are made of: some countries write a no-break space.
    static func scalar(_ text: String) throws(LiteralError) -> Unicode.Scalar {
        if let scalar = words[text] { return scalar }
        let scalars = text.unicodeScalars
        guard let scalar = scalars.first, scalars.count == 1 else {
            throw LiteralError(requirement: "must be one character")
        }
        let properties = scalar.properties
        let isOfNumbers = properties.isAlphabetic || properties.numericType != nil || scalar == "-" || scalar == "+"
        guard !isOfNumbers, properties.generalCategory != .control else {
            throw LiteralError(requirement: "must be no letter, digit, sign or control character")
        }
        return scalar
    }
}
