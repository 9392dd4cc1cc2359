// Transforms that a program brings with it, between the batch and its code.

import PipelineSpec
import RowModel

extension TransformCompiler {
    mutating func custom(_ spec: CustomTransform) -> (String, (any RowTransform)?) {
        let lists = [("uses", spec.uses), ("adds", spec.adds.map(\.name))].filter { !$0.1.isEmpty }
        let detail = (["version \(spec.version)"] + lists.map { "\($0.0) \($0.1.joined(separator: ", "))" })
            .joined(separator: "; ")
        var columns = spec.uses.compactMap { name in
            position(of: Located(name), in: spec.name).map { schema.columns[$0] }
        }
        let isSound = columns.count == spec.uses.count
        var added: [Int] = []
        for (name, type) in spec.adds {
            if schema.position(of: name) != nil {
                report(
                    "column \"\(name)\", which \(spec.name) adds, is there already; let it be one that it uses",
                    at: .start)
            }
            let slot = takeSlot()
            added.append(slot)
            columns.append(Column(name: name, type: type, slot: slot))
            setColumn(Column(name: name, type: type.stored, slot: slot))
        }
        guard isSound else { return (detail, nil) }
        return (detail, Custom(spec, columns: columns, added: added, longestValue: sandbox.maxValueBytes))
    }
}

struct Custom: RowTransform {
    private let apply: @Sendable (inout RowView) -> Void
    private let columns: [Column]
    private let fields: [RowView.Field]
    private let typings: [DerivedTyping]
    private let added: [Int]
    /// Most bytes of a batch's arena behind its block, as for ``Derive``.
    private let computedCapacity: Int
    private let longestValue: Int
    private let verdicts = RowVerdicts()

    init(_ spec: CustomTransform, columns: [Column], added: [Int], longestValue: Int) {
        apply = spec.apply
        self.columns = columns
        self.added = added
        self.longestValue = longestValue
        fields = columns.map { RowView.Field(name: $0.name, slot: $0.slot) }
        typings = columns.map { DerivedTyping($0.type, advice: "set it as a text") }
        computedCapacity = max(2 * longestValue, 16 << 20)
    }

    func apply(to batch: RowBatch, stage: Int) -> Tally {
        verdicts.begin(batch)
        var row = RowView(batch, fields: fields)
        for index in 0..<batch.rowCount {
            for slot in added { batch.row(index)[slot] = .null }
            row.move(to: index)
            apply(&row)
            switch row.verdict {
            case .keep: if row.isChanged { settle(row.changes, index, batch, stage) }
            case .drop: verdicts.drop(index)
            case .reject(let column, let reason):
                verdicts.reject(index, of: batch, stage: stage, column: column, reason: reason)
            }
        }
        return verdicts.settle(batch)
    }

    /// Brings what was set to the types of the columns.
    private func settle(_ changes: [RowValue?], _ index: Int, _ batch: RowBatch, _ stage: Int) {
        for (field, change) in changes.enumerated() {
            guard let change else { continue }
            guard let cell = cell(change, in: batch) else {
                return verdicts.reject(
                    index, of: batch, stage: stage, column: columns[field].name,
                    reason: "the value set is too long for the batch")
            }
            let place = batch.row(index) + columns[field].slot
            place.pointee = cell
            guard let failure = typings[field].settle(place, in: batch) else { continue }
            let value = CellText.string(cell, type: .any, in: batch)
            return verdicts.reject(
                index, of: batch, stage: stage, column: columns[field].name,
                reason: "\(ValueExcerpt(value.utf8)) \(failure)")
        }
    }

    /// nil if there is no room for it.
    private func cell(_ value: RowValue, in batch: RowBatch) -> Cell? {
        switch value {
        case .null: return .null
        case .integer(let value): return .integer(value)
        case .real(let value): return .real(value)
        case .text(var text):
            return text.withUTF8 { place(UnsafeRawBufferPointer($0), in: batch) }.map {
                .text(offset: $0, length: text.utf8.count)
            }
        case .blob(let bytes):
            return bytes.withUnsafeBytes { place($0, in: batch) }.map { .blob(offset: $0, length: bytes.count) }
        }
    }

    private func place(_ bytes: UnsafeRawBufferPointer, in batch: RowBatch) -> Int? {
        let room = computedCapacity - (batch.arenaCount - batch.blockEnd)
        return bytes.count <= min(room, longestValue) ? batch.append(bytes) : nil
    }
}
