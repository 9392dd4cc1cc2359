// The fields that no column asks for, as one JSON object. Used under `extra_columns: capture`.

import RowModel

/// Writes a JSON object of texts and nulls, in the order they are added.
struct ExtraFields {
    private var text: [UInt8] = []

    var isEmpty: Bool { text.isEmpty }

    /// - Parameter value: valid UTF-8; nil for null.
    mutating func add(name: String, value: UnsafeRawBufferPointer?) {
        text.append(UInt8(ascii: isEmpty ? "{" : ","))
        JSONQuoting.append(name, escaping: .letters, to: &text)
        text.append(UInt8(ascii: ":"))
        if let value {
            JSONQuoting.append(value, escaping: .letters, to: &text)
        } else {
            text.append(contentsOf: "null".utf8)
        }
    }

    /// Appends the object to the arena of a batch.
    func cell(in batch: RowBatch) -> Cell {
        let whole = text + [UInt8(ascii: "}")]
        let offset = whole.withUnsafeBytes { batch.append($0) }
        return .text(offset: offset, length: whole.count)
    }
}
