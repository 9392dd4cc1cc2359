// Lines of text in columns.

/// A table for a terminal: cells padded to their column's width, numbers to the right.
public struct AlignedTable {
    public enum Alignment: Sendable {
        case left, right
    }

    private let alignments: [Alignment]
    private var rows: [[String]] = []

    public init(_ alignments: [Alignment]) {
        self.alignments = alignments
    }

    public mutating func add(_ cells: [String]) {
        precondition(cells.count == alignments.count)
        rows.append(cells)
    }

    /// The lines, each behind `indent`, without trailing blanks.
    public func lines(indent: String = "  ") -> [String] {
        let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return alignments[column] == .left ? cell + padding : padding + cell
            }
            var line = indent + cells.joined(separator: "  ")
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }
}
