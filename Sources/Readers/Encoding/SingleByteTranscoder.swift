// Encodings in which each byte is a character: a table.

import RowModel

/// One look-up a byte, and 8 bytes at a time where they are ASCII and stand for themselves. No allocation.
struct SingleByteTranscoder: TextTranscoder {
    /// By byte: its UTF-8 or mark, the first byte lowest, and in the highest byte how many these are.
    private let table: [UInt32]
    /// Whether bytes below 80 are ASCII.
    private let isASCII: Bool

    /// - Parameter characters: 256 of them; nil for bytes that stand for nothing.
    init(_ characters: [Unicode.Scalar?]) {
        precondition(characters.count == 256)
        table = characters.enumerated().map { byte, character in
            Self.entry(character.map { Array(UTF8.encode($0)!) } ?? Self.mark(UInt8(byte)))
        }
        isASCII = (0..<0x80).allSatisfy { characters[$0]?.value == UInt32($0) }
    }

    func transcode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isFinal: Bool
    ) -> TranscodeStep {
        guard let source = input.baseAddress, let target = output.baseAddress else { return TranscodeStep() }
        var step = TranscodeStep()
        // An entry is stored as 4 bytes, 8 of ASCII as they are: there is room for either.
        let lastRoom = output.count - 8
        table.withUnsafeBufferPointer { table in
            while step.consumed < input.count, step.produced <= lastRoom {
                if isASCII, input.count - step.consumed >= 8 {
                    let word = (source + step.consumed).loadUnaligned(as: UInt64.self)
                    if word & 0x8080_8080_8080_8080 == 0 {
                        (target + step.produced).storeBytes(of: word, as: UInt64.self)
                        step.consumed += 8
                        step.produced += 8
                        continue
                    }
                }
                let entry = table[Int(source.load(fromByteOffset: step.consumed, as: UInt8.self))]
                (target + step.produced).storeBytes(of: entry.littleEndian, as: UInt32.self)
                step.consumed += 1
                step.produced += Int(entry >> 24)
            }
        }
        return step
    }

    private static func entry(_ bytes: [UInt8]) -> UInt32 {
        bytes.enumerated().reduce(UInt32(bytes.count) << 24) { $0 | UInt32($1.element) << UInt32(8 * $1.offset) }
    }

    private static func mark(_ byte: UInt8) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 1 + 2 * UndecodableMark.mostBytes) { mark, count in
            let start = UnsafeMutableRawPointer(mark.baseAddress!)
            count = withUnsafeBytes(of: byte) { UndecodableMark.write($0, to: start) }
        }
    }
}

extension SingleByteTranscoder {
    /// ISO/IEC 8859-1 with the control characters of ISO/IEC 6429: Unicode's first 256 characters.
    static let latin1 = SingleByteTranscoder((0..<256).map { Unicode.Scalar(UInt8($0)) })

    /// https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT
    static let windows1252 = SingleByteTranscoder(
        (0..<256).map { byte in
            guard (0x80..<0xA0).contains(byte) else { return Unicode.Scalar(UInt8(byte)) }
            let value = windows1252Characters[byte - 0x80]
            return value == 0 ? nil : Unicode.Scalar(value)
        })

    /// Of the bytes 80 to 9F; 0 for the five that are undefined.
    private static let windows1252Characters: [UInt32] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
    ]
}
