// The start of an unknown file → how its text is most likely encoded. Called for drafts of specs only.

import RowModel

enum EncodingSniffer {
    /// - Parameters:
    ///   - start: the first bytes of the content.
    ///   - isWhole: whether the content ends there.
    /// - Returns: what a byte order mark says, UTF-16 where every other byte is zero, `utf-8` where it is valid, else a
    ///   guess: `windows-1252`. nil for ASCII, which is all of these but UTF-16, and for what is no text.
    static func encoding(of start: [UInt8], isWhole: Bool) -> TextEncoding? {
        if let marked = marked(start) { return marked }
        let kind = start.withUnsafeBytes { ContentKind($0) }
        if kind.isNeverText, kind != .utf16 { return nil }
        if let order = utf16(start) { return order }
        if start.allSatisfy({ $0 < 0x80 }) { return nil }
        return isUTF8(start, isWhole: isWhole) ? .utf8 : .windows1252
    }

    private static func marked(_ start: [UInt8]) -> TextEncoding? {
        if start.starts(with: [0xFF, 0xFE, 0, 0]) || start.starts(with: [0, 0, 0xFE, 0xFF]) { return .utf32 }
        return start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) ? .utf16 : nil
    }

    /// Of text in Latin letters, digits and delimiters one byte of each character is zero.
    private static func utf16(_ start: [UInt8]) -> TextEncoding? {
        let units = start.count / 2
        guard units > 1 else { return nil }
        let first = (0..<units).count { start[2 * $0] == 0 }
        let second = (0..<units).count { start[2 * $0 + 1] == 0 }
        if 2 * second > units, 20 * first < units { return .utf16LittleEndian }
        return 2 * first > units && 20 * second < units ? .utf16BigEndian : nil
    }

    private static func isUTF8(_ start: [UInt8], isWhole: Bool) -> Bool {
        // The last character may be cut.
        let longestCut = isWhole ? 0 : 3
        return (0...longestCut).contains { String(validating: start.dropLast($0), as: UTF8.self) != nil }
    }
}
