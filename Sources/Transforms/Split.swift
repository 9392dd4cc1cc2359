// split: columns of the parts of a text.

import PipelineSpec
import RowModel

extension TransformCompiler {
    mutating func split(_ spec: SplitSpec) -> (String, (any RowTransform)?) {
        let detail = "\(spec.column.value) by \(ValueExcerpt(spec.separator.utf8)) → "
            + spec.into.map(\.value).joined(separator: ", ")
        guard let source = textColumn(spec.column, in: "split") else { return (detail, nil) }
        return (detail, Split(source: source, slots: addTexts(spec.into), spec: spec))
    }

    /// A column whose values are texts, or nil after reporting that there is none.
    mutating func textColumn(_ name: Located<String>, in transform: String) -> Column? {
        guard let position = position(of: name, in: transform) else { return nil }
        let column = schema.columns[position]
        if column.type == .text || column.type == .any { return column }
        report("\(transform) works on text, and column \"\(name.value)\" is \(column.type.specName)", at: name.mark)
        return nil
    }

    /// The slots of new text columns; one that has the name of an existing column takes its place.
    mutating func addTexts(_ names: [Located<String>]) -> [Int] {
        names.map { name in
            let column = Column(name: name.value, type: .text, slot: takeSlot())
            setColumn(column)
            return column.slot
        }
    }
}

/// The parts are ranges of the text: no byte is moved.
struct Split: RowTransform {
    let source: Column
    let slots: [Int]
    let spec: SplitSpec
    private let separator: [UInt8]
    private let verdicts = RowVerdicts()

    init(source: Column, slots: [Int], spec: SplitSpec) {
        self.source = source
        self.slots = slots
        self.spec = spec
        separator = Array(spec.separator.utf8)
    }

    func apply(to batch: RowBatch, stage: Int) -> Tally {
        verdicts.begin(batch)
        separator.withUnsafeBytes { separator in
            for row in 0..<batch.rowCount {
                guard let fault = split(batch.row(row), by: separator, in: batch) else { continue }
                let text = CellText.string(batch.row(row)[source.slot], type: source.type, in: batch)
                verdicts.reject(
                    row, of: batch, stage: stage, column: source.name,
                    reason: "\(ValueExcerpt(text.utf8)) \(message(fault))")
            }
        }
        return verdicts.settle(batch)
    }

    private enum Fault {
        case notText, tooMany
        case tooFew(Int)
    }

    /// Returns why the row can't be split.
    private func split(
        _ cells: UnsafeMutablePointer<Cell>, by separator: UnsafeRawBufferPointer, in batch: RowBatch
    ) -> Fault? {
        let cell = cells[source.slot]
        guard cell.tag == .text else {
            for slot in slots { cells[slot] = .null }
            return cell.tag == .null ? nil : .notText
        }
        let text = batch.bytes(of: cell)
        /// Where the next part begins; nil behind the last.
        var next: Int? = 0
        for (index, slot) in slots.enumerated() {
            guard let start = next else {
                if spec.missing == .reject { return .tooFew(index) }
                cells[slot] = .null
                continue
            }
            let takesRest = spec.rest == .keep && index == slots.count - 1
            let end = takesRest ? nil : ByteSearch.first(separator, in: text, from: start)
            cells[slot] = .text(offset: cell.arenaOffset + start, length: (end ?? text.count) - start)
            next = end.map { $0 + separator.count }
        }
        return next != nil && spec.rest == .reject ? .tooMany : nil
    }

    private func message(_ fault: Fault) -> String {
        let parts = "\(slots.count) part\(slots.count == 1 ? "" : "s")"
        return switch fault {
        case .notText: "is not a text"
        case .tooMany: "has more than \(parts)"
        case .tooFew(let count): "has \(count) of \(parts)"
        }
    }
}
