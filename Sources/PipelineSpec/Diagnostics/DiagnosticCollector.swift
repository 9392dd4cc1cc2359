// Where decoding puts what it finds, so that it can go on and find the rest.

import RowModel

/// The faults found so far in one spec file.
final class DiagnosticCollector {
    /// More faults than this help nobody, and a hostile file could have a million.
    static let limit = 1000

    let file: String
    private(set) var diagnostics: [Diagnostic] = []
    /// Candidates that may still be compared; a file with thousands of faults has no claim to a hint for each.
    private var comparisons = 100_000

    init(file: String) {
        self.file = file
    }

    func report(_ message: String, at mark: SourceMark, suggestion: String? = nil) {
        guard diagnostics.count <= Self.limit else { return }
        guard diagnostics.count < Self.limit else {
            let message = "more than \(Self.limit) errors; the rest is left out"
            return diagnostics.append(Diagnostic(file: file, mark: mark, message: message))
        }
        diagnostics.append(Diagnostic(file: file, mark: mark, message: message, suggestion: suggestion))
    }

    /// `closestMatch(to:among:)` for as long as that is cheap.
    func closest(to word: String, among candidates: some Collection<String>) -> String? {
        guard candidates.count <= comparisons else { return nil }
        comparisons -= candidates.count
        return closestMatch(to: word, among: candidates)
    }
}
