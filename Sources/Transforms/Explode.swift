// explode: a row for each element of an array.

import PipelineSpec
import Readers
import RowModel

extension TransformCompiler {
    /// The new columns stand in the place of the exploded one, whose array would else be copied into each row.
    mutating func explode(_ spec: ExplodeSpec) -> (String, (any EmittingTransform)?) {
        let detail = spec.column.value + (spec.separator.map { " by \(ValueExcerpt($0.value.utf8))" } ?? "")
        guard let place = position(of: spec.column, in: "explode") else { return (detail, nil) }
        let source = schema.columns[place]
        guard checkElements(of: source, spec) else { return (detail, nil) }
        schema.columns.remove(at: place)
        let carried = schema
        var made: [Column] = []
        let element: (Int?) -> ElementColumns?
        switch spec.element {
        case .value(let into, let type):
            let type = type ?? (spec.separator == nil ? .any : .text)
            made.append(Column(name: (into ?? spec.column).value, type: type.stored, slot: takeSlot()))
            let column = made[0]
            element = { ElementColumns(column: column, type: type, isJSON: spec.separator == nil, positionSlot: $0) }
        case .columns(let columns, let extra):
            let decoder = objectDecoder(columns, extra, of: spec.column, in: "explode", made: &made)
            element = { slot in decoder.map { ElementColumns($0, positionSlot: slot) } }
        }
        if let name = spec.position {
            if made.contains(where: { $0.name.asciiLowercased == name.value.asciiLowercased }) {
                report("explode makes column \"\(name.value)\" twice", at: name.mark)
            }
            made.append(Column(name: name.value, type: .integer, slot: takeSlot()))
        }
        insert(made, at: place)
        guard let element = element(spec.position == nil ? nil : made.last?.slot) else { return (detail, nil) }
        let names = made.map(\.name.asciiLowercased)
        let slots = carried.columns.filter { !names.contains($0.name.asciiLowercased) }.map(\.slot)
        return (
            "\(detail) → \(made.map(\.name).joined(separator: ", "))",
            Explode(source: source, spec: spec, element: element, carrier: RowCarrier(slots: slots))
        )
    }

    private mutating func checkElements(of column: Column, _ spec: ExplodeSpec) -> Bool {
        let (name, mark) = (spec.column.value, spec.column.mark)
        switch (column.type, spec.separator) {
        case (.json, nil), (.text, .some), (.any, .some): return true
        case (.json, let separator?):
            report("separator is for a text, and column \"\(name)\" is json", at: separator.mark)
        case (.text, nil):
            report(
                "column \"\(name)\" is text: separator says what stands between its elements; an array in JSON is of "
                    + "type json",
                at: mark)
        default:
            let type = column.type.specName
            report("explode works on json, or on a text with separator, and column \"\(name)\" is \(type)", at: mark)
        }
        return false
    }
}

/// Memory: the batch that is taken apart, and one part of it, which ends where it has as many rows, or bytes of them, as
/// a batch is meant to have.
final class Explode: EmittingTransform {
    private let source: Column
    private let separator: [UInt8]?
    private let empty: ExplodeSpec.Empty
    private let element: ElementColumns
    private var carrier: RowCarrier

    private var batch: RowBatch?
    private var stage = 0
    private var row = 0
    /// Within the row's array; nil in front of it.
    private var cursor: ElementCursor?
    /// Of rows that have no part in any part.
    private var tally = Tally()

    init(source: Column, spec: ExplodeSpec, element: ElementColumns, carrier: RowCarrier) {
        self.source = source
        separator = spec.separator.map { Array($0.value.utf8) }
        empty = spec.empty
        self.element = element
        self.carrier = carrier
    }

    func begin() { batch = nil }

    func take(_ batch: RowBatch, stage: Int) {
        self.batch = batch
        self.stage = stage
        row = 0
        cursor = nil
        tally = Tally()
    }

    func next(from parts: PartMaker) -> RowBatch? {
        guard let batch else { return nil }
        if row < batch.rowCount {
            let part = parts.take()
            fill(part, from: batch)
            if part.rowCount > 0 || !part.rejects.isEmpty { return part }
            parts.giveBack(part)
        }
        self.batch = nil
        batch.rowCount = 0
        batch.tallies.append(tally)
        return batch
    }

    private func fill(_ part: RowBatch, from batch: RowBatch) {
        var made = Tally()
        /// The row that was carried over last.
        var carried: Int?
        var recordBytes = 0
        while part.rowCount < part.shape.rowCapacity, part.rejects.count < RecordDecoding.rejectCapacity,
            part.arenaCount - recordBytes < part.shape.blockBytes, row < batch.rowCount
        {
            guard open(row, of: batch) else {
                row += 1
                continue
            }
            if carried != row {
                let before = part.carriedRecords.count
                carrier.carry(row, of: batch, into: part)
                if part.carriedRecords.count > before { recordBytes += part.carriedRecords[before].raw.count }
                carried = row
            }
            addElement(to: part, of: batch, &made)
            if cursor?.isAtEnd ?? true {
                cursor = nil
                row += 1
            }
        }
        part.blockEnd = part.arenaCount
        part.tallies.append(made)
    }

    /// Looks for the elements of a row, unless it is open already.
    /// - Returns: whether there is a row to be made: of an element, or of none where such rows stay.
    private func open(_ row: Int, of batch: RowBatch) -> Bool {
        if cursor != nil { return true }
        let cell = batch.row(row)[source.slot]
        do {
            let found = try elements(of: cell, in: batch)
            if let found, !found.isAtEnd {
                cursor = found
                return true
            }
        } catch {
            refuse(row, of: batch, "\(excerpt(of: cell, in: batch)) \(reason(error))")
            return false
        }
        switch empty {
        case .null: return true
        case .drop: tally.drop(1)
        case .reject: refuse(row, of: batch, "has no element")
        }
        return false
    }

    private func elements(of cell: Cell, in batch: RowBatch) throws(ElementCursor.Fault) -> ElementCursor? {
        if cell.tag == .null { return nil }
        guard cell.tag == .text else { throw .notJSON }
        let range = cell.arenaOffset..<cell.arenaOffset + cell.byteCount
        if let separator { return ElementCursor(text: range, separator: separator) }
        return try ElementCursor(array: range, in: batch.arena)
    }

    /// Makes a row of the next element, or of none if there is none.
    private func addElement(to part: RowBatch, of batch: RowBatch, _ made: inout Tally) {
        let cells = carrier.begin(in: part)
        guard var cursor else {
            element.storeNulls(into: cells)
            part.rowCount += 1
            return made.pass(1)
        }
        let number = cursor.taken + 1
        let end = part.arenaCount
        let problem: RecordProblem?
        do throws(ElementCursor.Fault) {
            let range = try cursor.next(in: batch.arena)
            problem = range.flatMap {
                element.store(copy($0, of: batch, into: part), number: number, in: part, into: cells)
            }
        } catch {
            problem = RecordProblem(reason: reason(error))
            cursor = ElementCursor(text: 0..<0, separator: [])
        }
        self.cursor = cursor
        guard let problem else {
            part.rowCount += 1
            return number == 1 ? made.pass(1) : made.add(1)
        }
        part.setArenaCount(end)
        part.noteReject(
            row: part.rowCount, stage: stage, column: problem.column ?? source.name,
            reason: "element \(number.grouped): \(problem.reason)")
        number == 1 ? made.reject(1) : made.refuseAdded(1)
    }

    private func copy(_ range: Range<Int>, of batch: RowBatch, into part: RowBatch) -> Range<Int> {
        let bytes = UnsafeRawBufferPointer(start: batch.arena + range.lowerBound, count: range.count)
        let offset = part.append(bytes)
        return offset..<offset + range.count
    }

    private func refuse(_ row: Int, of batch: RowBatch, _ reason: String) {
        batch.noteReject(row: row, stage: stage, column: source.name, reason: reason)
        tally.reject(1)
    }

    private func excerpt(of cell: Cell, in batch: RowBatch) -> ValueExcerpt {
        ValueExcerpt(CellText.string(cell, type: source.type, in: batch).utf8)
    }

    private func reason(_ fault: ElementCursor.Fault) -> String {
        switch fault {
        case .notArray(let kind): "is \(kind.noun), not an array"
        case .notJSON: separator == nil ? "is not valid JSON" : "is not a text"
        }
    }
}
