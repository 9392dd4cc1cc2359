// How numbers are written in errors and reasons.

extension Int {
    /// With commas: `9,441,002`.
    var grouped: String {
        var text = String(magnitude)
        var end = text.count - 3
        while end > 0 {
            text.insert(",", at: text.index(text.startIndex, offsetBy: end))
            end -= 3
        }
        return self < 0 ? "-" + text : text
    }

    /// With commas and the noun's right form: `1 line`, `1,204 lines`.
    func counted(_ noun: String) -> String {
        grouped + " " + noun + (self == 1 ? "" : "s")
    }
}
