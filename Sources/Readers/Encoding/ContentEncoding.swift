// What the first bytes of a content say of its encoding: byte order marks (https://www.unicode.org/faq/utf_bom.html).

import RowModel

enum ContentEncoding {
    /// Bytes that are looked at.
    static let markBytes = 4

    /// The one that is meant where a byte order mark decides.
    /// - Parameter start: the first bytes of the content, at least ``markBytes`` if it has as many.
    /// - Throws: where there is none, or that of another encoding.
    static func resolved(
        _ encoding: TextEncoding, start: UnsafeRawBufferPointer, input: String
    ) throws(ReadError) -> TextEncoding {
        let marked = encodingOfMark(start)
        switch encoding {
        case .utf16, .utf32:
            if start.isEmpty { return encoding == .utf16 ? .utf16LittleEndian : .utf32LittleEndian }
            guard let marked else { throw .noByteOrderMark(input: input, encoding: encoding) }
            if marked.name.hasPrefix(encoding.name) { return marked }
            throw .otherByteOrderMark(input: input, of: marked, encoding: encoding)
        case .utf16LittleEndian, .utf16BigEndian, .utf32LittleEndian, .utf32BigEndian:
            guard let marked, marked != encoding else { return encoding }
            throw .otherByteOrderMark(input: input, of: marked, encoding: encoding)
        default:
            guard let marked else { return encoding }
            // Two bytes alone may be letters; two that a zero follows are not.
            let isSure = marked == .utf8 || start.prefix(markBytes).dropFirst(2).contains(0)
            if !isSure { return encoding }
            throw .otherByteOrderMark(input: input, of: marked, encoding: encoding)
        }
    }

    private static func encodingOfMark(_ start: UnsafeRawBufferPointer) -> TextEncoding? {
        if start.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8 }
        if start.starts(with: [0xFF, 0xFE, 0x00, 0x00]) { return .utf32LittleEndian }
        if start.starts(with: [0x00, 0x00, 0xFE, 0xFF]) { return .utf32BigEndian }
        if start.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
        return start.starts(with: [0xFE, 0xFF]) ? .utf16BigEndian : nil
    }
}
