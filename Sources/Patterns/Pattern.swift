// A regular expression, compiled.

/// A regular expression that is matched in time linear in the text, whatever the pattern: no choice of it is ever taken
/// back, all are followed at once (Thompson 1968; https://swtch.com/~rsc/regexp/regexp2.html).
///
/// The syntax is that of docs/spec.md. Of several matches the leftmost counts, and of those that begin there the one
/// that Perl would find first.
public struct Pattern: Sendable {
    let program: PatternProgram
    /// Capturing groups, the whole match not counted.
    public let groupCount: Int

    /// - Throws: ``PatternError`` for a text that is no pattern, or one that is too large.
    public init(_ text: String) throws(PatternError) {
        var parser = PatternParser(text)
        parser.leadingFlags()
        let node = try parser.parse()
        groupCount = parser.groupCount
        program = try PatternProgram(node, groupCount: groupCount)
    }
}
