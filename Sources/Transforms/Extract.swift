// extract: columns of what the groups of a regular expression find in a text.

import Patterns
import PipelineSpec
import RowModel

extension TransformCompiler {
    mutating func extract(_ spec: ExtractSpec) -> (String, (any RowTransform)?) {
        let into = spec.into.map(\.value).joined(separator: ", ")
        let detail = "\(spec.column.value) by \(spec.pattern.value) → \(into)"
        let source = textColumn(spec.column, in: "extract")
        let pattern = pattern(spec)
        let slots = addTexts(spec.into)
        guard let source, let pattern else { return (detail, nil) }
        return (detail, Extract(source: source, slots: slots, pattern: pattern, spec: spec))
    }

    private mutating func pattern(_ spec: ExtractSpec) -> Pattern? {
        do {
            let pattern = try Pattern(spec.pattern.value)
            if pattern.groupCount == spec.into.count { return pattern }
            report(
                "extract: the pattern has \(count(pattern.groupCount, "group")), "
                    + "and into has \(count(spec.into.count, "column"))",
                at: spec.pattern.mark)
        } catch {
            report("extract: \(error.message)", at: spec.pattern.mark(at: error.offset))
        }
        return nil
    }

    private func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}

/// What a group has found is a range of the text: no byte is moved.
struct Extract: RowTransform {
    let source: Column
    /// By group.
    let slots: [Int]
    let spec: ExtractSpec
    private let matcher: PatternMatcher
    private let verdicts = RowVerdicts()

    init(source: Column, slots: [Int], pattern: Pattern, spec: ExtractSpec) {
        self.source = source
        self.slots = slots
        self.spec = spec
        matcher = PatternMatcher(pattern)
    }

    func apply(to batch: RowBatch, stage: Int) -> Tally {
        verdicts.begin(batch)
        for row in 0..<batch.rowCount {
            guard let fault = extract(batch.row(row), in: batch) else { continue }
            let text = CellText.string(batch.row(row)[source.slot], type: source.type, in: batch)
            verdicts.reject(
                row, of: batch, stage: stage, column: source.name,
                reason: "\(ValueExcerpt(text.utf8)) \(message(fault))")
        }
        return verdicts.settle(batch)
    }

    private enum Fault {
        case notText, noMatch
    }

    /// Returns why nothing can be extracted. A group that takes no part in the match gives null.
    private func extract(_ cells: UnsafeMutablePointer<Cell>, in batch: RowBatch) -> Fault? {
        let cell = cells[source.slot]
        guard cell.tag == .text, matcher.find(in: batch.bytes(of: cell)) else {
            for slot in slots { cells[slot] = .null }
            switch cell.tag {
            case .null: return nil
            case .text: return spec.missing == .reject ? .noMatch : nil
            default: return .notText
            }
        }
        for (index, slot) in slots.enumerated() {
            cells[slot] = matcher.group(index + 1)
                .map { .text(offset: cell.arenaOffset + $0.lowerBound, length: $0.count) } ?? .null
        }
        return nil
    }

    private func message(_ fault: Fault) -> String {
        switch fault {
        case .notText: "is not a text"
        case .noMatch: "does not match \(spec.pattern.value)"
        }
    }
}
