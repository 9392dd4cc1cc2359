// What stands in transcoded text for bytes that are no text: docs/record-grammar.md, Encodings.

import RowModel

/// FF, which is nowhere in UTF-8, and for each byte two bytes 80 to 8F: its upper and its lower half. The decoders refuse
/// a value that holds one, as any other that is not UTF-8; no delimiter, quote or line end can be taken for a part of it.
enum UndecodableMark {
    private static let start: UInt8 = 0xFF
    /// Bytes of the longest code unit, that of UTF-32.
    static let mostBytes = 4

    /// Writes the mark for `bytes`, at most ``mostBytes``.
    /// - Returns: its length.
    static func write(_ bytes: UnsafeRawBufferPointer, to output: UnsafeMutableRawPointer) -> Int {
        output.storeBytes(of: start, as: UInt8.self)
        for (index, byte) in bytes.enumerated() {
            output.storeBytes(of: 0x80 | byte >> 4, toByteOffset: 1 + 2 * index, as: UInt8.self)
            output.storeBytes(of: 0x80 | byte & 0x0F, toByteOffset: 2 + 2 * index, as: UInt8.self)
        }
        return 1 + 2 * bytes.count
    }

    /// The bytes that the first mark in a text stands for; nil if there is none.
    static func firstBytes(in text: some Collection<UInt8>) -> [UInt8]? {
        guard let place = text.firstIndex(of: start) else { return nil }
        let behind = text[place...].dropFirst().prefix(2 * mostBytes)
        let halves = behind.prefix { $0 & 0xF0 == 0x80 }.map { $0 & 0x0F }
        return stride(from: 0, to: halves.count - 1, by: 2).map { halves[$0] << 4 | halves[$0 + 1] }
    }

    /// A reject's reason, with what could not be decoded in its raw record, if anything.
    static func reason(_ reason: String, raw: some Collection<UInt8>, encoding: TextEncoding) -> String {
        let isAboutUTF8 = reason.contains(ConversionFailure.invalidUTF8.reason)
        if encoding == .utf8 { return isAboutUTF8 ? "\(reason); source.encoding can name another encoding" : reason }
        guard let bytes = firstBytes(in: raw), !bytes.isEmpty else { return reason }
        let hex = bytes.map { "0x" + ($0 < 0x10 ? "0" : "") + String($0, radix: 16, uppercase: true) }
            .joined(separator: " ")
        let own = "\(bytes.count == 1 ? "byte" : "bytes") \(hex) can't be decoded as \(encoding)"
        // What is not decodable is not UTF-8 either; saying so would only confuse.
        return isAboutUTF8 ? own : "\(own); \(reason)"
    }
}
