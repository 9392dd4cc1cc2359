// One thing that is wrong with a spec, and how it is printed.

/// A fault of a spec with its place. Made by the spec's own decoding and by every later check (unknown columns, SQL
/// errors), so that a user sees all of them together.
public struct Diagnostic: Sendable, Hashable, CustomStringConvertible {
    /// The spec file as the user named it.
    public var file: String
    public var mark: SourceMark
    /// What is wrong, and what to do about it where that is not plain.
    public var message: String
    /// The near miss to offer.
    public var suggestion: String?

    public init(file: String, mark: SourceMark, message: String, suggestion: String? = nil) {
        self.file = file
        self.mark = mark
        self.message = message
        self.suggestion = suggestion
    }

    /// One line: `orders.yaml:12:5: error: unknown key "delimeter"; did you mean "delimiter"?`
    public var description: String {
        let hint = suggestion.map { "; did you mean \(excerpt($0))?" } ?? ""
        return "\(file):\(mark.line):\(mark.column): error: \(message)\(hint)"
    }
}

extension Sequence where Element == Diagnostic {
    /// In the order of the file, each only once (an aliased value is met at each of its uses).
    public func inFileOrder() -> [Diagnostic] {
        var seen: Set<Diagnostic> = []
        let unique = filter { seen.insert($0).inserted }
        // By file first, as one run may check several specs.
        return unique.sorted {
            ($0.file, $0.mark.line, $0.mark.column) < ($1.file, $1.mark.line, $1.mark.column)
        }
    }
}
