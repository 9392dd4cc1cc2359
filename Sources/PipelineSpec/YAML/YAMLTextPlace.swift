// Byte offset → line and column, for faults that are found before there are events.

/// Line and column, both from 1, of a byte of a UTF-8 text; columns count Unicode scalars.
struct YAMLTextPlace: Equatable {
    var line = 1
    var column = 1

    init(ofByte offset: Int, in bytes: some Collection<UInt8>) {
        var previous: UInt8 = 0
        for byte in bytes.prefix(offset) {
            switch byte {
            case UInt8(ascii: "\n") where previous == UInt8(ascii: "\r"):
                break
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                line += 1
                column = 1
            case 0x80...0xBF:
                break
            default:
                column += 1
            }
            previous = byte
        }
    }
}
