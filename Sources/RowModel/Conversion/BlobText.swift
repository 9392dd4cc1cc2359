// Text → bytes. Called by Converter.

/// Hexadecimal digits in either case, or base64 as RFC 4648 section 4: padded, without line breaks, unused bits zero.
/// The bytes are written behind the batch's arena; an empty text is an empty blob.
enum BlobText {
    static func convertHex(
        offset: Int, length: Int, in batch: RowBatch, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        guard length % 2 == 0 else { return .notHex }
        let copy = batch.reserve(length / 2)
        let source = batch.arena + offset
        let target = batch.arena + copy
        for index in 0..<length / 2 {
            guard let high = hexValue(source[2 * index]), let low = hexValue(source[2 * index + 1]) else {
                batch.setArenaCount(copy)
                return .notHex
            }
            target[index] = high << 4 | low
        }
        cell.pointee = .blob(offset: copy, length: length / 2)
        return nil
    }

    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    static func convertBase64(
        offset: Int, length: Int, in batch: RowBatch, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        guard length % 4 == 0 else { return .notBase64 }
        let pad = UInt8(ascii: "=")
        let padding = length == 0 || batch.arena[offset + length - 1] != pad
            ? 0 : batch.arena[offset + length - 2] == pad ? 2 : 1
        let count = length / 4 * 3 - padding
        let copy = batch.reserve(count)
        let source = batch.arena + offset
        let target = batch.arena + copy
        var bits: UInt32 = 0
        var bitCount = 0
        var written = 0
        for index in 0..<length - padding {
            guard let value = base64Value(source[index]) else {
                batch.setArenaCount(copy)
                return .notBase64
            }
            bits = bits << 6 | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                target[written] = UInt8(truncatingIfNeeded: bits >> bitCount)
                written += 1
            }
        }
        // RFC 4648 3.5: bits behind the last byte that are not zero would be lost.
        guard bits & (1 << bitCount - 1) == 0 else {
            batch.setArenaCount(copy)
            return .notBase64
        }
        cell.pointee = .blob(offset: copy, length: count)
        return nil
    }

    private static func base64Value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x41...0x5A: byte - 0x41
        case 0x61...0x7A: byte - 0x61 + 26
        case 0x30...0x39: byte - 0x30 + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
