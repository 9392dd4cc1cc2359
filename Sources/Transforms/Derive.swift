// derive: columns computed by SQL expressions over the row.

import BatchSQL
import PipelineSpec
import RowModel

extension TransformCompiler {
    /// A derived column that has the name of an existing one takes its place. All expressions of one `derive` see the
    /// row as it came in.
    mutating func derive(_ columns: [DerivedColumn]) -> (String, (any RowTransform)?) {
        let program = program(columns.map(\.expression), asking: .value, in: "derive")
        var derived: [Column] = []
        for column in columns {
            let made = Column(name: column.name.value, type: column.type, slot: takeSlot())
            derived.append(made)
            setColumn(Column(name: made.name, type: made.type.stored, slot: made.slot))
        }
        let detail = columns.map { "\($0.name.value) = \($0.expression.value)" }.joined(separator: ", ")
        return (detail, program.map { Derive(program: $0, columns: derived, longestValue: sandbox.maxValueBytes) })
    }
}

struct Derive: RowTransform {
    let program: ExpressionProgram
    let columns: [Column]
    /// Most bytes of a batch's arena behind its block: a few rows may have the longest value, thousands may not.
    private let computedCapacity: Int
    private let verdicts = RowVerdicts()
    private let scratch = ByteScratch()

    /// - Parameter longestValue: bytes of the longest value the program gives.
    init(program: ExpressionProgram, columns: [Column], longestValue: Int) {
        self.program = program
        self.columns = columns
        computedCapacity = max(2 * longestValue, 16 << 20)
    }

    func apply(to batch: RowBatch, stage: Int) -> Tally {
        verdicts.begin(batch)
        scratch.clear(room: computedCapacity - (batch.arenaCount - batch.blockEnd))
        program.run(
            over: batch,
            visit: { row, values in
                for (index, column) in columns.enumerated() {
                    guard let cell = cell(values, index) else {
                        verdicts.reject(row, of: batch, stage: stage, column: column.name, reason: tooMuch)
                        return
                    }
                    batch.row(row)[column.slot] = cell
                }
            },
            refuse: { row, message in
                verdicts.reject(row, of: batch, stage: stage, column: nil, reason: "derive failed: \(message)")
            })
        // Only now may the arena move: the statement no longer reads from it.
        let base = scratch.append(to: batch)
        for column in columns {
            settle(column, textBase: base, batch: batch, stage: stage)
        }
        return verdicts.settle(batch)
    }

    private var tooMuch: String {
        "the computed values of this batch would take more than \(computedCapacity.grouped) bytes; "
            + "make them shorter, or set flow.batch_rows lower"
    }

    /// The value as a cell, or nil if there is no room for it; a text's offset is one in the scratch buffer.
    private func cell(_ values: ExpressionValues, _ index: Int) -> Cell? {
        switch values.tag(index) {
        case .null: .null
        case .integer: .integer(values.integer(index))
        case .real: .real(values.real(index))
        case .text: scratch.cell(.text, values.bytes(index))
        case .blob: scratch.cell(.blob, values.bytes(index))
        }
    }

    /// Brings the values of one column to its type.
    private func settle(_ column: Column, textBase: Int, batch: RowBatch, stage: Int) {
        let typing = DerivedTyping(column.type)
        for row in 0..<batch.rowCount where verdicts.isKept(row) {
            let cell = batch.row(row) + column.slot
            if cell.pointee.tag == .text || cell.pointee.tag == .blob { cell.pointee.payload += UInt64(textBase) }
            guard let failure = typing.settle(cell, in: batch) else { continue }
            verdicts.reject(
                row, of: batch, stage: stage, column: column.name,
                reason: "\(ValueExcerpt(CellText.string(cell.pointee, type: .any, in: batch).utf8)) \(failure)")
        }
    }
}

/// Texts of a batch's derived columns until the arena may grow; reused from batch to batch.
final class ByteScratch {
    private static let keptCapacity = 1 << 20

    private var bytes: [UInt8] = []
    private var room = 0

    /// - Parameter room: most bytes that are taken until the next call.
    func clear(room: Int) {
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
        self.room = room
    }

    /// nil if the value does not fit any more.
    func cell(_ tag: Cell.Tag, _ value: UnsafeRawBufferPointer) -> Cell? {
        let offset = bytes.count
        guard value.count <= room - offset else { return nil }
        bytes.append(contentsOf: value)
        return Cell(tag: tag, length: UInt32(value.count), payload: UInt64(offset))
    }

    /// Appends all to the batch's arena and returns the offset of the first byte.
    func append(to batch: RowBatch) -> Int {
        bytes.withUnsafeBytes { batch.append($0) }
    }
}
