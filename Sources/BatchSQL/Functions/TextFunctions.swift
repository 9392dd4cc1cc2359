// sha256, title_case and split_part.

import Crypto
import RowModel

extension FunctionCall {
    /// `sha256(value)`: FIPS 180-4, as 64 hexadecimal digits in lower case.
    func sha256() {
        var hash = SHA256()
        hash.update(bufferPointer: bytes(0))
        let digest = hash.finalize()
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2 * SHA256.byteCount) { text in
            guard let start = text.baseAddress else { return }
            BytesText.writeHex(digest, to: start)
            returnText(UnsafeRawBufferPointer(text))
        }
    }

    /// `title_case(text)`: each word with its first letter in title case and the others in lower case.
    func titleCase() {
        memory.clearBuffer()
        var isInWord = false
        for scalar in String(decoding: bytes(0), as: UTF8.self).unicodeScalars {
            let goesOn = isInWord && (scalar == "'" || scalar == "\u{2019}")
            let isOfWord = goesOn || scalar.isWordCharacter
            if scalar.isASCII {
                memory.buffer.append(isInWord ? scalar.lowercasedASCII : scalar.uppercasedASCII)
            } else {
                let properties = scalar.properties
                let mapped = isInWord ? properties.lowercaseMapping : properties.titlecaseMapping
                memory.buffer.append(contentsOf: mapped.utf8)
            }
            isInWord = isOfWord
        }
        memory.buffer.withUnsafeBytes { returnText($0) }
    }

    /// `split_part(text, separator, n)`: the nth part from 1, or from the end below 0; null if there is none.
    func splitPart() {
        let text = bytes(0)
        let separator = bytes(1)
        guard !separator.isEmpty else { return fail("split_part", "the separator must not be empty") }
        guard let number = integer(2), number != 0 else {
            return fail("split_part", "the part must be a whole number other than 0")
        }
        let index = number > 0 ? number - 1 : partCount(text, separator) + number
        guard index >= 0 else { return returnNull() }
        var start = 0
        for _ in 0..<index {
            guard let end = ByteSearch.first(separator, in: text, from: start) else { return returnNull() }
            start = end + separator.count
        }
        let end = ByteSearch.first(separator, in: text, from: start) ?? text.count
        returnText(UnsafeRawBufferPointer(rebasing: text[start..<end]))
    }

    private func partCount(_ text: UnsafeRawBufferPointer, _ separator: UnsafeRawBufferPointer) -> Int {
        var count = 1
        var start = 0
        while let end = ByteSearch.first(separator, in: text, from: start) {
            start = end + separator.count
            count += 1
        }
        return count
    }
}

extension Unicode.Scalar {
    fileprivate var lowercasedASCII: UInt8 {
        let byte = UInt8(truncatingIfNeeded: value)
        return (65...90).contains(byte) ? byte | 0x20 : byte
    }

    fileprivate var uppercasedASCII: UInt8 {
        let byte = UInt8(truncatingIfNeeded: value)
        return (97...122).contains(byte) ? byte & ~0x20 : byte
    }

    /// A letter, a digit or a mark on one.
    fileprivate var isWordCharacter: Bool {
        if isASCII { return (48...57).contains(value) || (65...90).contains(value & ~0x20) }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
            return true
        default:
            return false
        }
    }
}
