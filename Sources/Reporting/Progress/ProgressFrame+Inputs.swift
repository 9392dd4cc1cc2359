// The inputs in the live view: a bar for each, by the bytes that are read.

import Flow
import RowModel

extension ProgressFrame {
    /// Cells of the names' column.
    private var nameWidth: Int {
        let names = shownPositions.map { now.inputs[$0].name.lineSafe.cells }.max() ?? 0
        return min(max(names, now.inputs.count > 1 ? totalName.cells : 0), max(8, width / 3))
    }

    var barWidth: Int { min(30, max(0, (width - nameWidth) / 3)) }

    /// The current input and up to two on each side.
    private var shownPositions: Range<Int> {
        guard let position = now.position, now.inputs.indices.contains(position) else { return 0..<0 }
        return max(0, position - 2)..<min(now.inputs.count, position + 3)
    }

    /// What is read, or else what the reader is at instead.
    var currentInput: [StyledLine] {
        guard let position = now.position, let input = now.input else {
            return now.isRead ? [] : [StyledLine("  reader \(now.reader)".lineSafe)]
        }
        if now.isRead { return [inputLine(position, bytes: input.size ?? now.inputBytes)] }
        let speed = StyledLine(", \(rates.recordsPerSecond.grouped) records/s")
        return [inputLine(position, bytes: now.inputBytes) + speed]
    }

    /// Those that are done, and those to come.
    var otherInputs: (before: [StyledLine], after: [StyledLine]) {
        guard let position = now.position, now.input != nil else { return ([], []) }
        let before = shownPositions.prefix { $0 < position }.map { inputLine($0, bytes: now.inputs[$0].size) }
        let after = shownPositions.drop { $0 <= position }.map { inputLine($0, bytes: 0) }
        return (before, after)
    }

    /// - Parameter bytes: read of it; nil for all of an input whose size is not known.
    private func inputLine(_ position: Int, bytes: Int?) -> StyledLine {
        let input = now.inputs[position]
        let name = nameColumn(input.name.lineSafe.truncatedAtFront(toCells: nameWidth))
        guard let size = input.size else { return name + StyledLine(bytes.map { "\($0.byteSize) read" } ?? "done") }
        return name + amount(bytes ?? size, of: size)
    }

    private func nameColumn(_ name: String) -> StyledLine { StyledLine("  \(name.padded(toCells: nameWidth))  ") }

    private var totalName: String { "\(((now.position ?? 0) + 1).grouped) of \(now.inputs.count.grouped) inputs" }

    /// All inputs together, if there are several.
    var total: [StyledLine] {
        guard now.inputs.count > 1, now.position != nil else { return [] }
        let name = nameColumn(totalName.truncated(toCells: nameWidth))
        guard let size = now.totalBytes else { return [name + StyledLine("\(now.bytes.byteSize) read")] }
        return [name + amount(now.isRead ? size : now.bytes, of: size)]
    }

    private func amount(_ bytes: Int, of size: Int) -> StyledLine {
        let share = size == 0 ? 1 : min(1, Double(bytes) / Double(size))
        let sizes = share == 1 ? size.byteSize : "\(bytes.byteSize) of \(size.byteSize)"
        let padding = String(repeating: " ", count: max(0, 5 - share.percent.count))
        return bar(share, barWidth) + StyledLine("  \(padding)\(share.percent)  \(sizes)")
    }

    func bar(_ share: Double, _ cells: Int) -> StyledLine {
        let full = min(cells, max(0, Int(share * Double(cells))))
        return StyledLine(String(repeating: "█", count: full), .done)
            + StyledLine(String(repeating: "░", count: cells - full), .pending)
    }
}
