// A regular expression as a tree: what the parser makes and the program is made of.

/// A part of a pattern.
indirect enum PatternNode {
    case set(ScalarSet)
    case assertion(PatternAssertion)
    case group(PatternNode, number: Int)
    case sequence([PatternNode])
    /// The first that leads to a match wins.
    case alternatives([PatternNode])
    case repetition(PatternNode, least: Int, most: Int?, isLazy: Bool)
}

/// A condition on a place between two characters.
enum PatternAssertion {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary

    /// Words are of ASCII letters, digits and `_`, as `\w` has them.
    ///
    /// - Parameter position: a byte offset, up to the text's length.
    func holds(at position: Int, in text: UnsafeRawBufferPointer) -> Bool {
        switch self {
        case .textStart: return position == 0
        case .textEnd: return position == text.count
        case .lineStart: return position == 0 || text[position - 1] == UInt8(ascii: "\n")
        case .lineEnd: return position == text.count || text[position] == UInt8(ascii: "\n")
        case .wordBoundary, .noWordBoundary:
            let isBehindWord = position > 0 && Self.isWord(text[position - 1])
            let isBeforeWord = position < text.count && Self.isWord(text[position])
            return (isBehindWord != isBeforeWord) == (self == .wordBoundary)
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        ScalarSet.word.contains(UInt32(byte))
    }
}
