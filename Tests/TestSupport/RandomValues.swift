// Random values, with the awkward ones more often than chance would have them.

extension Value {
    /// Any value of any kind.
    public static func random(using random: inout SeededGenerator) -> Value {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: .null
        case 1: .integer([0, 1, -1, .max, .min, Int64.random(in: -1000...1000, using: &random)].randomElement(using: &random)!)
        case 2: .real([0, -0.0, 0.1, 1e300, -1.5, Double.random(in: -1000...1000, using: &random)].randomElement(using: &random)!)
        case 3: .text(randomText(using: &random))
        default: .blob((0..<Int.random(in: 0...20, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
        }
    }

    /// Up to 40 characters of one to four bytes each, without U+0000.
    public static func randomText(using random: inout SeededGenerator) -> String {
        let alphabet: [Character] = ["a", "Z", "7", " ", "\"", "'", "\n", "é", "ß", "世", "😀", "\u{301}", "%", "\\"]
        return String((0..<Int.random(in: 0...40, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
    }
}
