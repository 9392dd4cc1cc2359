// The lines of `footer_lines`: counted like any other, and taken back once the content has ended.

import RowModel

/// What was counted in front of each of the last lines of a content.
///
/// A line is known to be no footer as soon as enough others have begun behind it, so only the last few starts are kept:
/// no byte is held, however long lines are. A line ends with LF, CRLF or a lone CR; quotes mean nothing.
struct FooterLines<Count> {
    private let lines: Int
    /// A ring: the count in front of line n, from 0, is at n modulo `lines`.
    private var starts: [Count] = []
    private var begun = 0
    private var lastByte: UInt8?

    init(_ lines: Int) {
        self.lines = lines
    }

    var isEmpty: Bool { lines == 0 }

    /// Where lines start in the next piece of the content, as far as they may be the footer: the last ones that start
    /// there, in order.
    mutating func starts(in content: UnsafeRawBufferPointer) -> [Int] {
        guard let last = content.last else { return [] }
        var found: [Int] = []
        var position = content.count
        while position > 0, found.count < lines {
            position -= 1
            if isStart(position, in: content) { found.append(position) }
        }
        lastByte = last
        return found.reversed()
    }

    private func isStart(_ position: Int, in content: UnsafeRawBufferPointer) -> Bool {
        let before = position > 0 ? content[position - 1] : lastByte
        switch before {
        case nil, UInt8(ascii: "\n"): return true
        case UInt8(ascii: "\r"): return content[position] != UInt8(ascii: "\n")
        default: return false
        }
    }

    /// Keeps what was counted in front of a line that begins.
    mutating func begin(_ count: Count) {
        if starts.count < lines {
            starts.append(count)
        } else {
            starts[begun % lines] = count
        }
        begun += 1
    }

    /// What was counted in front of the footer; nil if the content has no line.
    var inFrontOfFooter: Count? {
        guard begun > 0 else { return nil }
        return starts[begun < lines ? 0 : begun % lines]
    }
}
