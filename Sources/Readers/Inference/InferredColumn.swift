// What inference finds.

import RowModel

/// A column that a spec without `columns` gets.
public struct InferredColumn: Sendable, Hashable {
    /// Unique among the columns as SQLite compares names.
    public var name: String
    /// The CSV header's name, or the NDJSON key as a path.
    public var from: String
    public var type: ColumnType

    public init(name: String, from: String, type: ColumnType) {
        self.name = name
        self.from = from
        self.type = type
    }

    /// Names for the columns of `sources`, in order: the source's own, unless that is empty, holds U+0000 (which ends a
    /// name in SQLite) or differs from an earlier one by ASCII case only (which SQLite would not see).
    static func uniqueNames(for sources: [String]) -> [String] {
        var taken: Set<String> = []
        // By stem, where to go on counting: what was taken stays so.
        var nextNumbers: [String: Int] = [:]
        let own = Set(sources.map(\.asciiLowercased))
        return sources.enumerated().map { index, source in
            var name = source.replacing("\0", with: "_")
            if name.isEmpty { name = "column_\(index + 1)" }
            let stem = name
            let foldedStem = stem.asciiLowercased
            var number = nextNumbers[foldedStem, default: 2]
            while taken.contains(name.asciiLowercased) || (name != source && own.contains(name.asciiLowercased)) {
                name = "\(stem)_\(number)"
                number += 1
            }
            if number > 2 { nextNumbers[foldedStem] = number }
            taken.insert(name.asciiLowercased)
            return name
        }
    }
}
