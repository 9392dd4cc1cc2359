// Rows → lines of NDJSON.

import RowModel

/// Writes rows as a program reads them: an object a line, with a key for each column. A value is what `cast` to text
/// would make of it, but numbers, booleans and JSON are written as such. Read back by the same columns it is the same value.
struct RowLines {
    private struct Field {
        let slot: Int
        let name: String
        let type: ColumnType
        /// The quoted key and a colon.
        let key: [UInt8]
    }

    private let fields: [Field]

    init(_ schema: RowSchema) {
        fields = schema.columns.map { column in
            var key: [UInt8] = []
            JSONQuoting.append(column.name, to: &key)
            return Field(slot: column.slot, name: column.name, type: column.type, key: key + [UInt8(ascii: ":")])
        }
    }

    /// Appends a row's line.
    /// - Returns: the column whose value JSON can't say; nothing was appended then.
    func append(_ row: Int, of batch: RowBatch, to bytes: inout [UInt8]) -> String? {
        let cells = batch.row(row)
        if let blob = fields.first(where: { cells[$0.slot].tag == .blob }) { return blob.name }
        var separator = UInt8(ascii: "{")
        for field in fields {
            bytes.append(separator)
            separator = UInt8(ascii: ",")
            bytes.append(contentsOf: field.key)
            append(cells[field.slot], type: field.type, in: batch, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
        bytes.append(UInt8(ascii: "\n"))
        return nil
    }

    private func append(_ cell: Cell, type: ColumnType, in batch: RowBatch, to bytes: inout [UInt8]) {
        switch (cell.tag, type) {
        case (.null, _): bytes.append(contentsOf: "null".utf8)
        case (.text, .json): appendOnOneLine(batch.bytes(of: cell), to: &bytes)
        case (.text, .decimal): bytes.append(contentsOf: batch.bytes(of: cell))
        case (.text, _), (.blob, _): JSONQuoting.append(batch.bytes(of: cell), to: &bytes)
        case (.integer, .timestamp):
            bytes.append(UInt8(ascii: "\""))
            bytes.append(contentsOf: CellText.string(cell, type: type, in: batch).utf8)
            bytes.append(UInt8(ascii: "\""))
        case (.integer, .integer), (.integer, .any): IntegerWriting.append(cell.integerValue, to: &bytes)
        case (.integer, _), (.real, _): bytes.append(contentsOf: CellText.string(cell, type: type, in: batch).utf8)
        }
    }

    /// Line breaks in JSON are white space only.
    private func appendOnOneLine(_ json: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: json)
        for index in start..<bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { bytes[index] = UInt8(ascii: " ") }
        }
    }
}
