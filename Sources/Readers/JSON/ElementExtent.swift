// Where an element of a JSON content ends, whether or not it is JSON. Used for what ObjectDecoder has not accepted.

/// Follows one element by its brackets and quotes alone, and may be stopped at any byte.
///
/// The grammar is that of docs/record-grammar.md. Memory is flat at any depth, since brackets are counted and not kept:
/// which of them belong together is for the decoder to judge.
struct ElementExtent {
    enum Step: Equatable {
        /// All bytes belong to the element, and more may.
        case inside
        /// The offset behind it.
        case end(Int)
        /// It ends, with its last byte here, by the other kind of bracket than it starts with.
        case crossed(Int)
    }

    private enum Kind {
        case object, array, string, bare
    }

    private var kind: Kind?
    private var depth = 0
    private var isInString = false
    private var isEscaped = false

    /// Whether the end of the input ends the element, too.
    var mayEndWithInput: Bool { kind == .bare }

    /// Takes the element's next bytes, `bytes[start ..< end]`; the first call starts at its first byte.
    mutating func scan(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Step {
        var position = start
        while position < end {
            let byte = bytes[position]
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                    if depth == 0 { return .end(position + 1) }
                }
            } else if kind == .bare {
                if Self.endsBare(byte) { return .end(position) }
            } else if let closed = step(byte, at: position) {
                return closed
            }
            position += 1
        }
        return .inside
    }

    private mutating func step(_ byte: UInt8, at position: Int) -> Step? {
        switch byte {
        case UInt8(ascii: "\""):
            kind = kind ?? .string
            isInString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            kind = kind ?? (byte == UInt8(ascii: "{") ? .object : .array)
            depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth -= 1
            guard depth == 0 else { break }
            return (byte == UInt8(ascii: "}")) == (kind == .object) ? .end(position + 1) : .crossed(position)
        default:
            kind = kind ?? .bare
        }
        return nil
    }

    private static func endsBare(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
            true
        default: false
        }
    }
}
