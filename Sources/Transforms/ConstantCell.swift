// A value written in the spec, as a cell of a column's type.

import PipelineSpec
import RowModel

/// A constant: converted once, when the pipeline is compiled; put into a batch's arena when it is needed there.
struct ConstantCell: Hashable {
    let tag: Cell.Tag
    /// Integer or real bits; 0 for text, blob and null.
    let payload: UInt64
    /// Text or blob.
    let bytes: [UInt8]

    static let null = ConstantCell(tag: .null, payload: 0, bytes: [])

    private init(tag: Cell.Tag, payload: UInt64, bytes: [UInt8]) {
        self.tag = tag
        self.payload = payload
        self.bytes = bytes
    }

    /// Converts the text exactly as a field of an input would be.
    init(_ text: String, type: ColumnType) throws(ConversionFailure) {
        let utf8 = Array(text.utf8)
        let batch = RowBatch(shape: BatchShape(slots: 1, rowCapacity: 1, blockBytes: max(64, utf8.count)))
        let offset = utf8.withUnsafeBytes { batch.append($0) }
        let failure = Converter(type).convert(
            offset: offset, length: utf8.count, isASCII: false, in: batch, into: batch.cells)
        if let failure { throw failure }
        let cell = batch.cells[0]
        switch cell.tag {
        case .text, .blob: self.init(tag: cell.tag, payload: 0, bytes: Array(batch.bytes(of: cell)))
        default: self.init(tag: cell.tag, payload: cell.payload, bytes: [])
        }
    }

    /// The constant as a cell of `batch`; a text is appended to its arena.
    func materialised(in batch: RowBatch) -> Cell {
        guard tag == .text || tag == .blob else { return Cell(tag: tag, length: 0, payload: payload) }
        let offset = bytes.withUnsafeBytes { batch.append($0) }
        return Cell(tag: tag, length: UInt32(bytes.count), payload: UInt64(offset))
    }
}

/// Puts a constant into a batch's arena at most once.
struct ConstantPlacement {
    let constant: ConstantCell
    private var placed: Cell?

    init(_ constant: ConstantCell) {
        self.constant = constant
    }

    mutating func cell(in batch: RowBatch) -> Cell {
        if let placed { return placed }
        let cell = constant.materialised(in: batch)
        placed = cell
        return cell
    }
}
