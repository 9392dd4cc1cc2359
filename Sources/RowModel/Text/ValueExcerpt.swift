// How a refused value is shown in a reason. Called for rejects only.

/// A value in quotes, short enough for a message and safe to print: at most 60 characters, control characters and bytes
/// that are not UTF-8 escaped as JSON and C write them.
public struct ValueExcerpt: CustomStringConvertible, Sendable {
    /// Most characters in a message, the quotes not counted.
    public static let limit = 58

    public let description: String

    /// - Parameter limit: most characters, the quotes not counted.
    public init(_ bytes: some Collection<UInt8>, limit: Int = Self.limit) {
        // A character takes at most four bytes, so no more can be shown anyway.
        let start = Array(bytes.prefix(limit * 4 + 4))
        description = start.withUnsafeBytes { Self.quoted($0, limit: limit) }
    }

    private static func quoted(_ bytes: UnsafeRawBufferPointer, limit: Int) -> String {
        var text = "\""
        var shown = 0
        var position = 0
        while position < bytes.count {
            let (piece, length) = piece(UnsafeRawBufferPointer(rebasing: bytes[position...]))
            // Room for the ellipsis, unless this is the end.
            let room = position + length == bytes.count ? limit : limit - 1
            if shown + piece.count > room {
                text += "…"
                break
            }
            text += piece
            shown += piece.count
            position += length
        }
        return text + "\""
    }

    /// The first character as it is to be shown, and how many bytes it takes.
    private static func piece(_ bytes: UnsafeRawBufferPointer) -> (String, Int) {
        switch bytes[0] {
        case UInt8(ascii: "\""): return ("\\\"", 1)
        case UInt8(ascii: "\\"): return ("\\\\", 1)
        case UInt8(ascii: "\n"): return ("\\n", 1)
        case UInt8(ascii: "\r"): return ("\\r", 1)
        case UInt8(ascii: "\t"): return ("\\t", 1)
        case 0x20..<0x7F: return (String(Unicode.Scalar(bytes[0])), 1)
        default: break
        }
        var iterator = bytes.makeIterator()
        var decoder = UTF8()
        guard bytes[0] >= 0x80, case .scalarValue(let scalar) = decoder.decode(&iterator) else {
            return (bytes[0] < 0x80 ? "\\u00" + hex(bytes[0]) : "\\x" + hex(bytes[0]), 1)
        }
        // Marks that would change how the message around them is displayed are spelled out.
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .nonspacingMark, .enclosingMark, .unassigned,
            .privateUse:
            return ("\\u{" + String(scalar.value, radix: 16) + "}", UTF8.width(scalar))
        default:
            return (String(scalar), UTF8.width(scalar))
        }
    }

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}
