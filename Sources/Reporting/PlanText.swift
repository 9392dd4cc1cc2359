// What `weir check` prints: the compiled plan.

import Flow
import PipelineSpec
import RowModel
import Sink

extension CompiledPipeline {
    /// The plan for a person: inputs with sizes, columns with types, stages, target with its DDL.
    public var planText: String {
        var lines = ["\(spec.path): pipeline \(spec.name)", "", "inputs (\(formatName)\(encodingNote))"]
        lines += inputLines
        lines += ["", "columns\(inferenceNote)"]
        lines += columnLines
        lines += ["", "stages"]
        lines += stageLines(ofTargetAt: targets.count == 1 ? 0 : nil)
        for position in targets.indices { lines += targetLines(position) }
        return lines.joined(separator: "\n").terminalSafe
    }

    private var encodingNote: String { decode.encoding == .utf8 ? "" : ", \(decode.encoding)" }

    private var formatName: String {
        switch decode.format {
        case .csv: "csv"
        case .ndjson: "ndjson"
        case .json: "json"
        }
    }

    private var inputLines: [String] {
        var table = AlignedTable([.left, .right])
        for input in inputs { table.add([input.name, input.isRepeatable ? input.identity.size.byteSize : "read when it is run"]) }
        if inputs.count > 1 {
            table.add(["\(inputs.count.grouped) inputs", inputs.reduce(0) { $0 + $1.identity.size }.byteSize])
        }
        return table.lines()
    }

    private var inferenceNote: String {
        guard let inference else { return "" }
        return " (inferred from \(inference.records.counted("record")) of \(inference.input); put them into the spec to fix them)"
    }

    private var columnLines: [String] {
        var table = AlignedTable([.left, .left, .left])
        for column in decode.columns {
            let from = column.from == column.name ? nil : "from \(column.from)"
            let notes = [from, column.join.map { "arrays joined by \"\($0)\"" }].compactMap { $0 }
            table.add(["\(column.name):", column.typeDescription, notes.joined(separator: ", ")])
        }
        if case .capture = decode.extraColumns { table.add(["_extra:", "json", "all others"]) }
        return table.lines()
    }

    /// - Parameter target: to have its own and the sink too; nil for the stages of all.
    private func stageLines(ofTargetAt target: Int?) -> [String] {
        let own = target.map { targets[$0].transforms } ?? []
        let passed = [("decode", "")] + (transforms + own).map { ($0.name, $0.detail) }
        return stageTable(target == nil ? passed : passed + [("sink", "")], from: 0)
    }

    private func stageTable(_ stages: [(name: String, detail: String)], from first: Int) -> [String] {
        var table = AlignedTable([.right, .left, .left])
        for (position, stage) in stages.enumerated() { table.add(["\(first + position)", stage.name, stage.detail]) }
        return table.lines()
    }

    private func targetLines(_ position: Int) -> [String] {
        let target = targets[position]
        let expected = expectationLines(spec.sinks[position].expectations)
        let notes = notes(target.plan).joined(separator: ", ")
        var lines = [""]
        if targets.count == 1 {
            lines.append("target \(target.plan.databasePath) (\(notes))")
        } else {
            lines.append("target \(target.plan.databasePath), table \(target.plan.table) (\(notes))")
            let own = target.transforms.map { ($0.name, $0.detail) } + [("sink", "")]
            lines += stageTable(own, from: transforms.count + 1)
        }
        lines += ddlLines(target.plan)
        return expected.isEmpty ? lines : lines + ["", "expected"] + expected
    }

    private func notes(_ target: TargetPlan) -> [String] {
        var mode = target.mode.rawValue
        if !target.key.isEmpty { mode += " by \(target.key.joined(separator: ", "))" }
        var notes = [mode, "durability \(target.durability.rawValue)"]
        if target.onSchemaChange == .addColumns { notes.append("missing columns are added") }
        if spec.source.changedInputs == .reload { notes.append("changed inputs are loaded anew") }
        return notes
    }

    private func expectationLines(_ expected: ExpectSpec) -> [String] {
        var table = AlignedTable([.left, .left])
        let usual = expected.usual
        for (name, condition, deviation) in [
            ("rows_read", expected.rowsRead, usual.rowsRead), ("rows_written", expected.rowsWritten, usual.rowsWritten),
            ("rejects", expected.rejects, usual.rejects),
        ] {
            if let condition { table.add([name, condition.value.text]) }
            if let deviation { table.add([name, deviation.value.planText]) }
        }
        for column in expected.columns { table.add([column.column.value, column.condition.value]) }
        return table.lines()
    }

    private func ddlLines(_ target: TargetPlan) -> [String] {
        let statements =
            [target.createTable(named: target.table)] + target.before.map { "-- before the first row\n\($0.text.value)" }
            + target.indexes.map(\.sql) + (target.fullText.map { [$0.sql(rowid: "rowid")] } ?? []) + target.after.map { "-- behind the last row\n\($0.text.value)" }
            + target.views.map(\.sql)
        return statements.flatMap { "\($0);".split(separator: "\n", omittingEmptySubsequences: false) }.map { "  \($0)" }
    }
}

extension UsualCondition {
    fileprivate var planText: String {
        "\(text) of the median of the last \(runs.counted("run")), from \(atLeast.counted("earlier run")) on"
    }
}

extension SourceColumn {
    /// The type and the way its numbers are written, as a spec would spell it.
    fileprivate var typeDescription: String {
        let plain = type.specDescription
        guard let numbers else { return plain }
        var keys = plain.hasPrefix("{") ? String(plain.dropFirst(2).dropLast(2)) : "type: \(plain)"
        if let thousands = numbers.thousands { keys += ", thousands: \"\(thousands)\"" }
        if numbers.decimalSeparator != "." { keys += ", decimal_separator: \"\(numbers.decimalSeparator)\"" }
        return "{ \(keys) }"
    }
}

extension ColumnType {
    /// The type with its parameters, as a spec would spell it.
    fileprivate var specDescription: String {
        switch self {
        case .decimal(let scale, .integer): "{ type: decimal, scale: \(scale) }"
        case .decimal(let scale, let storage): "{ type: decimal, scale: \(scale), store: \(storage.rawValue) }"
        case .timestamp(let storage) where storage != .text: "{ type: timestamp, store: \(storage.rawValue) }"
        case .formattedDate(let format): "{ type: date, format: \(yamlText(format.format)) }"
        case .formattedTimestamp(let format, let storage):
            "{ type: timestamp"
                + (format.format == TimeFormat.iso8601 ? "" : ", format: \(yamlText(format.format))")
                + (format.zone.map { ", zone: \($0)" } ?? "")
                + (storage == .text ? "" : ", store: \(storage.rawValue)") + " }"
        case .blob(let encoding): "{ type: blob, encoding: \(encoding.rawValue) }"
        default: specName
        }
    }

    /// In quotes, since `{ }` and `%` mean something to YAML.
    private func yamlText(_ text: String) -> String {
        "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}
