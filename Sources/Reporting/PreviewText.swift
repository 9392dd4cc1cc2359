// What `weir preview` prints: a table of rows for each stage.

import Flow
import RowModel

extension PipelinePreview {
    /// - Parameter stage: the position of the only stage to show; nil for all.
    public func text(onlyStage stage: Int? = nil) -> String {
        var blocks = [source]
        for (position, shown) in stages.enumerated() where stage == nil || stage == position {
            blocks.append(([title(shown, position)] + table(shown) + losses(shown)).joined(separator: "\n"))
        }
        if let failure { blocks.append("a run would fail: \(failure)") }
        return blocks.joined(separator: "\n\n")
    }

    private var source: String {
        let names = inputs.map(\.onOneLine)
        guard names.count > 1 else { return "\(records.counted("record")) of \(names.first ?? "no input")" }
        let list = names.enumerated().map { "  \($0 + 1)  \($1)" }
        return (["\(records.counted("record")) of"] + list).joined(separator: "\n")
    }

    private func title(_ stage: Stage, _ position: Int) -> String {
        let detail = stage.detail.isEmpty ? "" : ": \(stage.detail.onOneLine)"
        let table = stage.table.map { ", to table \($0.onOneLine)" } ?? ""
        return "\(position)  \(stage.name)\(table)\(detail)"
    }

    private func table(_ stage: Stage) -> [String] {
        if stage.rows.isEmpty { return ["  no rows"] }
        let types = stage.columns.map(\.type)
        var table = AlignedTable([.right] + types.map { $0.isShownAsNumber ? .right : .left })
        table.add(["record"] + stage.columns.map(\.name.onOneLine))
        table.add([""] + types.map(\.shortName))
        for row in stage.rows { table.add([place(row.input, row.record)] + row.values.map(\.shown)) }
        return table.lines() + (stage.more > 0 ? ["  … and \(stage.more.counted("row")) more"] : [])
    }

    private func losses(_ stage: Stage) -> [String] {
        var lines = stage.dropped > 0 ? ["  dropped: \(stage.dropped.counted("row"))"] : []
        for row in stage.rejected {
            let column = row.column.map { "\($0.onOneLine): " } ?? ""
            lines.append(
                "  rejected: record \(place(row.input, row.record)) (byte \(row.byteOffset.grouped)): "
                    + "\(column)\(row.reason.onOneLine); \(row.raw)")
        }
        if stage.moreRejected > 0 { lines.append("  … and \(stage.moreRejected.counted("reject")) more") }
        return lines
    }

    private func place(_ input: Int, _ record: Int) -> String {
        inputs.count > 1 ? "\(input + 1):\(record)" : "\(record)"
    }
}

extension PreviewValue {
    /// Most characters of a value.
    private static let limit = 32

    /// In quotes only where it would be taken for something else.
    fileprivate var shown: String {
        switch self {
        case .null: return "null"
        case .integer(let value): return "\(value)"
        case .real(let value): return "\(value)"
        case .blob(let bytes, let isCut):
            let digits = bytes.prefix(Self.limit / 2).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            return "x'\(digits)\(isCut || bytes.count > Self.limit / 2 ? "…" : "")'"
        case .text(let text, let isCut):
            let safe = text.onOneLine
            let isAmbiguous = ["", "null"].contains(text) || text.first == " " || text.last == " " || text.first == "\"" || safe != text
            let short = isCut || safe.count > Self.limit ? safe.prefix(Self.limit - 1) + "…" : safe
            return isAmbiguous ? "\"\(short)\"" : short
        }
    }
}

extension ColumnType {
    fileprivate var shortName: String {
        if case .decimal(let scale, _) = self { "decimal(\(scale))" } else { specName }
    }

    fileprivate var isShownAsNumber: Bool {
        switch self {
        case .integer, .real, .boolean, .decimal(_, .integer): true
        default: false
        }
    }
}

extension String {
    /// With line breaks and tabs shown as escapes too.
    fileprivate var onOneLine: String {
        String(flatMap { character -> String in
            switch character {
            case "\n": "\\n"
            case "\r": "\\r"
            case "\r\n": "\\r\\n"
            case "\t": "\\t"
            default: String(character)
            }
        }).terminalSafe
    }
}
