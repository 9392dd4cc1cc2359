// How much room a text takes on a terminal.

extension Unicode.Scalar {
    /// Cells of a terminal, rather one too many than one too few: 0 for marks on the character before, 2 for what is
    /// wide (Unicode Standard Annex 11, and emoji), else 1.
    fileprivate var cells: Int {
        if value < 0x300 { return 1 }
        switch properties.generalCategory {
        // A variation selector may make what is before it an emoji.
        case .nonspacingMark: return value == 0xFE0F ? 1 : 0
        case .enclosingMark: return 0
        default: return isWide ? 2 : 1
        }
    }

    private var isWide: Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
            0x1AFF0...0x1B2FF, 0x1F1E6...0x1F1FF, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            true
        default: properties.isEmojiPresentation
        }
    }
}

extension String {
    /// Cells that the text takes on one line of a terminal. It must hold no control characters.
    var cells: Int { unicodeScalars.reduce(0) { $0 + $1.cells } }

    /// The text, or as much of its beginning as fits, with an ellipsis.
    func truncated(toCells width: Int) -> String {
        if cells <= width { return self }
        return width < 1 ? "" : prefix(cells: width - 1) + "…"
    }

    /// The text, or as much of its end as fits, behind an ellipsis: of a path that is what tells it from others.
    func truncatedAtFront(toCells width: Int) -> String {
        if cells <= width { return self }
        guard width >= 1 else { return "" }
        var kept = Unicode.Scalar.noneKept
        var room = width - 1
        for scalar in unicodeScalars.reversed() {
            room -= scalar.cells
            if room < 0 { break }
            kept.insert(scalar, at: kept.startIndex)
        }
        return "…" + String(kept)
    }

    /// With blanks behind it, up to so many cells.
    func padded(toCells width: Int) -> String { self + String(repeating: " ", count: max(0, width - cells)) }

    /// As many characters from the start as fit.
    func prefix(cells width: Int) -> String {
        var kept = Unicode.Scalar.noneKept
        var room = width
        for scalar in unicodeScalars {
            room -= scalar.cells
            if room < 0 { break }
            kept.append(scalar)
        }
        return String(kept)
    }
}

extension Unicode.Scalar {
    fileprivate static var noneKept: String.UnicodeScalarView { String.UnicodeScalarView() }
}
