// The fields that no column asks for, as one JSON object. Used under `extra_columns: capture`.

import RowModel

/// Writes a JSON object of texts and nulls, in the order they are added.
struct ExtraFields {
    private var text: [UInt8] = []

    var isEmpty: Bool { text.isEmpty }

    /// - Parameter value: valid UTF-8; nil for null.
    mutating func add(name: String, value: UnsafeRawBufferPointer?) {
        text.append(UInt8(ascii: isEmpty ? "{" : ","))
        var name = name
        name.withUTF8 { appendString(UnsafeRawBufferPointer($0)) }
        text.append(UInt8(ascii: ":"))
        if let value {
            appendString(value)
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

    private mutating func appendString(_ bytes: UnsafeRawBufferPointer) {
        text.append(UInt8(ascii: "\""))
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text.append(UInt8(ascii: "\\"))
                text.append(byte)
            case 0x0A: text.append(contentsOf: "\\n".utf8)
            case 0x0D: text.append(contentsOf: "\\r".utf8)
            case 0x09: text.append(contentsOf: "\\t".utf8)
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                text.append(contentsOf: "\\u00\(digits.count < 2 ? "0" : "")\(digits)".utf8)
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}
