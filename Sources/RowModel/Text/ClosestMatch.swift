// "Did you mean …?": the nearest of a few known words.

/// The candidate that `word` is most likely a misspelling of; nil if none is near.
///
/// Near means: equal but for ASCII case, `-`, `_` and blanks; or, by length of the word, at most one (from 3
/// characters), two (from 6) or three (from 10) edits away. Of several equally near the first wins.
///
/// - Parameters:
///   - word: what was written.
///   - candidates: what could have been meant.
public func closestMatch(to word: String, among candidates: some Sequence<String>) -> String? {
    let longestWord = 64
    guard word.utf8.count <= longestWord else { return nil }
    let written = Array(word.asciiLowercased.unicodeScalars)
    let folded = foldedForComparison(word)
    let allowed = written.count >= 10 ? 3 : written.count >= 6 ? 2 : written.count >= 3 ? 1 : 0

    var best: (candidate: String, distance: Int)?
    for candidate in candidates where candidate != word && candidate.utf8.count <= longestWord + 3 {
        if !folded.isEmpty, foldedForComparison(candidate) == folded { return candidate }
        let meant = Array(candidate.asciiLowercased.unicodeScalars)
        // A word that would have to be replaced whole is no misspelling.
        guard abs(meant.count - written.count) <= allowed, meant.count > allowed else { continue }
        let distance = editDistance(written, meant)
        if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.candidate
}

private func foldedForComparison(_ word: String) -> String {
    word.asciiLowercased.filter { $0 != "-" && $0 != "_" && $0 != " " }
}

/// Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours.
func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    var current = beforeLast
    for i in 1...a.count {
        current[0] = i
        for j in 1...b.count {
            let replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
            current[j] = min(replace, last[j] + 1, current[j - 1] + 1)
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                current[j] = min(current[j], beforeLast[j - 2] + 1)
            }
        }
        (beforeLast, last, current) = (last, current, beforeLast)
    }
    return last[b.count]
}
