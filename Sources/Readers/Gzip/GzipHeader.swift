// The start of a gzip member, for an inflater that leaves it to its caller. Used by ISALInflater.

#if canImport(CISAL)
import CISAL

/// Reads a member's header (RFC 1952 2.3) byte by byte, as strictly as zlib: with its optional CRC and its reserved flags.
struct GzipHeader {
    private enum Field {
        /// The ten bytes that every header has, from the `Int`th.
        case fixed(Int)
        case extraLength(low: UInt8?)
        case extra(missing: Int)
        case name, comment
        /// The lower half of the CRC-32 of all header bytes before.
        case checksum(expected: UInt16, low: UInt8?)
    }

    private struct Flags: OptionSet {
        let rawValue: UInt8
        static let checksum = Flags(rawValue: 1 << 1)
        static let extra = Flags(rawValue: 1 << 2)
        static let name = Flags(rawValue: 1 << 3)
        static let comment = Flags(rawValue: 1 << 4)
        static let reserved = Flags(rawValue: 0b1110_0000)
    }

    private static let fixedBytes = 10
    private static let deflate: UInt8 = 8

    private var field = Field.fixed(0)
    private var flags: Flags = []
    private var crc32: UInt32 = 0
    private var method: UInt8 = 0
    /// nil while more bytes are needed.
    private(set) var end: InflateStep.End?

    /// - Parameter byte: the next one. The first two are taken for the magic bytes, which they must be.
    mutating func take(_ byte: UInt8) {
        var byte = byte
        crc32 = crc32_gzip_refl(crc32, &byte, 1)
        switch field {
        case .fixed(let index): takeFixed(byte, index)
        case .extraLength(nil): field = .extraLength(low: byte)
        case .extraLength(let low?): skipExtra(Int(byte) << 8 | Int(low))
        case .extra(let missing): skipExtra(missing - 1)
        case .name: if byte == 0 { goOn(behind: .name) }
        case .comment: if byte == 0 { goOn(behind: .comment) }
        case .checksum(let expected, nil): field = .checksum(expected: expected, low: byte)
        case .checksum(let expected, let low?):
            end = UInt16(byte) << 8 | UInt16(low) == expected ? .whole : .corrupt("header crc mismatch")
        }
    }

    private mutating func takeFixed(_ byte: UInt8, _ index: Int) {
        field = .fixed(index + 1)
        switch index {
        case 2: method = byte
        case 3:
            flags = Flags(rawValue: byte)
            if method != Self.deflate {
                end = .corrupt("unknown compression method")
            } else if !flags.isDisjoint(with: .reserved) {
                end = .corrupt("unknown header flags set")
            }
        case Self.fixedBytes - 1: goOn(behind: [])
        default: break
        }
    }

    private mutating func skipExtra(_ missing: Int) {
        if missing > 0 { field = .extra(missing: missing) } else { goOn(behind: .extra) }
    }

    /// To the next field that there is: they stand in the order of RFC 1952, the checksum last.
    private mutating func goOn(behind passed: Flags) {
        flags.subtract(passed)
        if flags.contains(.extra) {
            field = .extraLength(low: nil)
        } else if flags.contains(.name) {
            field = .name
        } else if flags.contains(.comment) {
            field = .comment
        } else if flags.contains(.checksum) {
            field = .checksum(expected: UInt16(truncatingIfNeeded: crc32), low: nil)
        } else {
            end = .whole
        }
    }
}
#endif
