// Why a text is not the number it should be.

/// What is wrong with a literal, as the end of a sentence: "must be …".
struct LiteralError: Error, Equatable {
    var requirement: String
    var suggestion: String?
}

/// A text such as `64MiB` cut after its digits.
struct NumberWithUnit {
    /// ASCII digits, at least one, no superfluous zero in front.
    let digits: Substring
    let unit: Substring

    init?(_ text: String) {
        guard let cut = text.utf8.firstIndex(where: { !(48...57).contains($0) }) ?? Optional(text.endIndex),
            cut != text.startIndex
        else { return nil }
        digits = text[..<cut]
        unit = text[cut...]
        // `010` is eight in YAML 1.1 and ten to most readers.
        if digits.count > 1, digits.first == "0" { return nil }
    }

    /// nil beyond Int.
    var number: Int? { Int(digits) }
}
