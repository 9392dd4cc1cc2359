// A terminal as far as the live view uses one.

/// Takes what a terminal takes and holds what it would show, with all that has scrolled away. Knows the sequences of the live
/// view only; any other is kept in ``unknown``. Characters must take one cell each.
public struct TerminalModel {
    private struct Line {
        var text: [Character] = []
        /// Whether it goes on the line before, which was full.
        var isContinued = false
    }

    public private(set) var width: Int
    public private(set) var isCursorVisible = true
    public private(set) var unknown: [String] = []
    /// Lines that were broken because they were too long.
    public private(set) var wraps = 0
    private var lines = [Line()]
    private var row = 0
    private var column = 0

    public init(width: Int) { self.width = width }

    /// What is there, without blank lines at the end.
    public var text: [String] {
        var texts: [String] = []
        for line in lines {
            if line.isContinued { texts[texts.count - 1] += String(line.text) } else { texts.append(String(line.text)) }
        }
        while texts.last == "" { texts.removeLast() }
        return texts
    }

    public mutating func take(_ text: String) {
        var scalars = Array(text.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "\r": column = 0
            case "\n": goDown()
            case "\u{1B}": control(&scalars)
            default: put(Character(scalar))
            }
        }
    }

    /// As most terminals do it: lines that are too long now are broken, and those that were are put together.
    public mutating func resize(to width: Int) {
        precondition(column == 0)
        self.width = width
        let isBelow = row == lines.count - 1 && lines[row].text.isEmpty
        var logical: [[Character]] = []
        for line in lines {
            if line.isContinued { logical[logical.count - 1] += line.text } else { logical.append(line.text) }
        }
        lines = logical.flatMap { text -> [Line] in
            let starts = text.isEmpty ? [0] : Array(stride(from: 0, to: text.count, by: width))
            return starts.map { Line(text: Array(text[$0..<min(text.count, $0 + width)]), isContinued: $0 > 0) }
        }
        precondition(isBelow)
        row = lines.count - 1
    }

    private mutating func goDown() {
        row += 1
        if row == lines.count { lines.append(Line()) }
    }

    private mutating func put(_ character: Character) {
        if column == width {
            wraps += 1
            goDown()
            lines[row].isContinued = true
            column = 0
        }
        while lines[row].text.count <= column { lines[row].text.append(" ") }
        lines[row].text[column] = character
        column += 1
    }

    private mutating func control(_ scalars: inout ArraySlice<Unicode.Scalar>) {
        var sequence = ""
        while let scalar = scalars.popFirst() {
            sequence.unicodeScalars.append(scalar)
            if scalar != "[", (0x40...0x7E).contains(scalar.value) { break }
        }
        switch sequence {
        case "[K":
            lines[row].text.removeSubrange(min(column, lines[row].text.count)...)
            // What has no end of its own any more is not gone on with.
            if row + 1 < lines.count { lines[row + 1].isContinued = false }
        case "[J":
            lines[row].text.removeSubrange(min(column, lines[row].text.count)...)
            lines.removeSubrange((row + 1)...)
        case "[?25l": isCursorVisible = false
        case "[?25h": isCursorVisible = true
        case _ where sequence.hasSuffix("A"): row = max(0, row - (Int(sequence.dropFirst().dropLast()) ?? 1))
        case _ where sequence.hasSuffix("m"): break
        default: unknown.append(sequence)
        }
    }
}
