// A line of the live view, before it is cut to the terminal's width and coloured.

/// Pieces of text, each in one style.
struct StyledLine: ExpressibleByStringInterpolation {
    /// What a piece means; which colour that is, is said in one place.
    enum Style: Equatable {
        case plain, title, done, pending, alarm

        /// Select Graphic Rendition (ECMA-48 8.3.117), without what begins and ends it.
        fileprivate var parameters: String? {
            switch self {
            case .plain: nil
            case .title: "1"
            case .done: "32"
            case .pending: "2"
            case .alarm: "33"
            }
        }
    }

    private var pieces: [(text: String, style: Style)]

    init(_ text: String, _ style: Style = .plain) {
        pieces = [(text, style)]
    }

    init(stringLiteral text: String) { self.init(text) }

    static func + (left: StyledLine, right: StyledLine) -> StyledLine {
        var line = left
        line.pieces += right.pieces
        return line
    }

    /// The text of at most so many cells, and with colours or without.
    func text(width: Int, hasColours: Bool) -> String {
        var room = width
        let whole = pieces.reduce(0) { $0 + $1.text.cells }
        if whole > width { room -= 1 }
        var text = ""
        for (piece, style) in pieces where room > 0 {
            let kept = piece.prefix(cells: room)
            room = kept.unicodeScalars.count == piece.unicodeScalars.count ? room - kept.cells : 0
            guard hasColours, let parameters = style.parameters, !kept.isEmpty else {
                text += kept
                continue
            }
            text += "\u{1B}[\(parameters)m\(kept)\u{1B}[0m"
        }
        return whole > width && width > 0 ? text + "…" : text
    }
}
