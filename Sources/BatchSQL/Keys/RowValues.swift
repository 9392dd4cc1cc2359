// Values of rows, kept as bytes, back in rows.

import RowModel

/// Reads what ``RowKey`` has written.
public enum RowValues {
    /// Bytes that the texts and blobs among some values take.
    public static func textBytes(in bytes: UnsafeRawBufferPointer) -> Int {
        var total = 0
        var reader = ByteReader(bytes)
        while let (tag, _, range) = reader.next() {
            if tag == .text || tag == .blob { total += range.count }
        }
        return total
    }

    /// Puts values, as many as there are slots, into a row; texts and blobs go to the batch's arena, which may move.
    public static func read(
        _ bytes: UnsafeRawBufferPointer, into row: UnsafeMutablePointer<Cell>, slots: [Int], in batch: RowBatch
    ) {
        var reader = ByteReader(bytes)
        for slot in slots {
            guard let (tag, payload, range) = reader.next() else { preconditionFailure("values end too early") }
            switch tag {
            case .text, .blob:
                let offset = batch.append(UnsafeRawBufferPointer(rebasing: bytes[range]))
                row[slot] = Cell(tag: tag, length: UInt32(range.count), payload: UInt64(offset))
            default:
                row[slot] = Cell(tag: tag, length: 0, payload: payload)
            }
        }
    }
}

/// One value after the other.
private struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The storage class, the bits of a number, and where the bytes of a text or blob are.
    mutating func next() -> (tag: Cell.Tag, payload: UInt64, range: Range<Int>)? {
        guard place < bytes.count else { return nil }
        let lead = take()
        switch lead {
        case 0: return (.null, 0, 0..<0)
        case 1...9: return (.integer, integer(width: Int(lead) - 1), 0..<0)
        case 10:
            defer { place += 8 }
            return (.real, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)), 0..<0)
        default:
            let count = length()
            defer { place += count }
            return (lead == 11 ? .text : .blob, 0, place..<place + count)
        }
    }

    private mutating func take() -> UInt8 {
        defer { place += 1 }
        return bytes[place]
    }

    private mutating func integer(width: Int) -> UInt64 {
        var bits: UInt64 = 0
        for index in 0..<width { bits |= UInt64(take()) << UInt64(8 * index) }
        let unused = UInt64(64 - 8 * width)
        return UInt64(bitPattern: Int64(bitPattern: bits << unused) >> Int64(unused))
    }

    private mutating func length() -> Int {
        var length = 0
        var shift = 0
        while true {
            let byte = take()
            length |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return length }
            shift += 7
        }
    }
}
