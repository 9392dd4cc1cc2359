// The name that was probably meant.

/// Finds the candidate that is closest to a wrong name.
enum NearMiss {
    /// - Returns: the closest candidate, if it differs in letter case or surrounding blanks only, or by few edits.
    static func of(_ name: String, among candidates: [String]) -> String? {
        let wanted = folded(name)
        let allowed = max(1, wanted.count / 3)
        var best: (name: String, edits: Int)?
        for candidate in candidates where !candidate.isEmpty {
            let other = folded(candidate)
            guard abs(other.count - wanted.count) <= allowed else { continue }
            let edits = distance(wanted, other)
            if edits <= allowed, edits < best?.edits ?? .max { best = (candidate, edits) }
        }
        return best?.name
    }

    // Long names are cut: the cost is quadratic, and a header is foreign data.
    private static func folded(_ name: String) -> [Character] {
        var characters = Array(name.lowercased().prefix(80))
        while characters.last?.isWhitespace == true { characters.removeLast() }
        return Array(characters.drop { $0.isWhitespace })
    }

    /// Levenshtein's distance.
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var row = Array(0...b.count)
        for (i, character) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in b.enumerated() {
                let replaced = diagonal + (character == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[b.count]
    }
}
