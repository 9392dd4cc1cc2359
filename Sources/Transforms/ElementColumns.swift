// One element of an array → the cells of a row.

import Readers
import RowModel

/// What an element becomes: a value in a column, or columns taken from an object.
struct ElementColumns {
    private enum Kind {
        /// - `keepsNested`: whether an object or array is stored as its JSON text in a column of any type.
        case value(column: Column, converter: Converter, isJSON: Bool, keepsNested: Bool)
        case object(ValueObjectDecoder)
    }

    private let kind: Kind
    /// That of the element's number.
    private let positionSlot: Int?

    /// - Parameter isJSON: whether an element is JSON; else it is a text.
    init(column: Column, type: ColumnType, isJSON: Bool, positionSlot: Int?) {
        kind = .value(column: column, converter: Converter(type), isJSON: isJSON, keepsNested: type == .any)
        self.positionSlot = positionSlot
    }

    init(_ decoder: ValueObjectDecoder, positionSlot: Int?) {
        kind = .object(decoder)
        self.positionSlot = positionSlot
    }

    /// Stores what an element becomes, whose copy stands at the end of the batch's arena, and gives back what of it is not
    /// needed any more. The arena may move.
    /// - Parameters:
    ///   - element: its range in the arena.
    ///   - number: the element's, from 1.
    /// - Returns: nil when the cells are stored; else why they are not.
    func store(
        _ element: Range<Int>, number: Int, in batch: RowBatch, into row: UnsafeMutablePointer<Cell>
    ) -> RecordProblem? {
        if let positionSlot { row[positionSlot] = .integer(Int64(number)) }
        switch kind {
        case .value(let column, let converter, let isJSON, let keepsNested):
            let cell = row + column.slot
            let failure = isJSON
                ? storeJSON(element, converter, keepsNested: keepsNested, in: batch, into: cell)
                : converter.convert(
                    offset: element.lowerBound, length: element.count, isASCII: false, in: batch, into: cell)
            if let failure {
                return RecordProblem(
                    column: column.name,
                    reason: "\(excerpt(of: element, isJSON: isJSON, in: batch)) \(failure.reason(for: converter.type))")
            }
            if cell.pointee.tag != .text, cell.pointee.tag != .blob { batch.setArenaCount(element.lowerBound) }
            return nil
        case .object(let decoder):
            return decoder.decode(element, in: batch, into: row)
        }
    }

    private func storeJSON(
        _ element: Range<Int>, _ converter: Converter, keepsNested: Bool, in batch: RowBatch,
        into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        let failure = converter.convertJSON(element, in: batch, into: cell)
        guard keepsNested, failure == .jsonObject || failure == .jsonArray else { return failure }
        cell.pointee = .text(offset: element.lowerBound, length: element.count)
        return nil
    }

    /// Of a string what stands between its quotes.
    private func excerpt(of element: Range<Int>, isJSON: Bool, in batch: RowBatch) -> ValueExcerpt {
        let value = UnsafeBufferPointer(start: batch.arena + element.lowerBound, count: element.count)
        let isString = isJSON && value.first == UInt8(ascii: "\"")
        return ValueExcerpt(isString ? value.dropFirst().dropLast() : value[...])
    }

    /// What a row without an element has.
    func storeNulls(into row: UnsafeMutablePointer<Cell>) {
        if let positionSlot { row[positionSlot] = .null }
        switch kind {
        case .value(let column, _, _, _): row[column.slot] = .null
        case .object(let decoder): decoder.storeNulls(into: row)
        }
    }
}
