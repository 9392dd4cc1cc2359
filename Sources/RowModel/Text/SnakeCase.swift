// "Unit Price (EUR)" → unit_price_eur. For names of columns.

extension String {
    /// The words of a name in small letters, with an underscore between them.
    ///
    /// A word is made of letters and digits; whatever else stands between two parts them. A capital begins a word behind
    /// a small letter or a digit, and where it is the last of several before a small letter: `unitPrice` is
    /// `unit_price`, `HTTPStatus` is `http_status`. Empty for a name without a letter or digit.
    public var snakeCased: String {
        var words = ""
        var previous: Character?
        var characters = self[...]
        while let character = characters.popFirst() {
            guard character.isLetter || character.isNumber else {
                previous = nil
                continue
            }
            if !words.isEmpty, character.beginsWord(behind: previous, before: characters.first) { words += "_" }
            words += character.lowercased()
            previous = character
        }
        return words
    }
}

extension Character {
    /// - Parameter previous: nil for one that belongs to no word.
    fileprivate func beginsWord(behind previous: Character?, before next: Character?) -> Bool {
        guard let previous else { return true }
        guard isUppercase else { return false }
        return !previous.isUppercase || next?.isLowercase == true
    }
}
