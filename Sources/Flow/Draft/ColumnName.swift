// Names for columns of a table, from what a header says.

import RowModel

enum ColumnName {
    /// `unit_price_eur` for `Unit Price (EUR)`; empty if there is no letter or digit.
    static func normalized(_ source: String) -> String {
        var name = ""
        var previous: Character?
        for character in source {
            if character.isLetter || character.isNumber {
                // unitPrice, but not SKU.
                if let previous, previous.isLowercase, character.isUppercase, !name.hasSuffix("_") { name += "_" }
                name += character.lowercased()
            } else if !name.isEmpty, !name.hasSuffix("_") {
                name += "_"
            }
            previous = character
        }
        while name.hasSuffix("_") { name.removeLast() }
        return name
    }

    /// Characters: YAML takes keys of 1,024 at most, and people fewer.
    private static let longest = 60

    /// Different names for all, as SQLite compares them.
    static func unique(for sources: [String]) -> [String] {
        var taken: Set<String> = []
        return sources.enumerated().map { index, source in
            var stem = String(normalized(source).prefix(longest))
            if stem.isEmpty { stem = "column_\(index + 1)" }
            if stem.first?.isNumber == true { stem = "c_\(stem)" }
            if stem.hasPrefix("weir_") || stem == "rowid" { stem += "_" }
            var name = stem
            var number = 2
            while !taken.insert(name.asciiLowercased).inserted {
                name = "\(stem)_\(number)"
                number += 1
            }
            return name
        }
    }
}
