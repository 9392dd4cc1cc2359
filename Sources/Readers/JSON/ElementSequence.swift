// What stands between the elements of a JSON content. Pure; used by JSONElementDecoder and by inference.

import RowModel

/// The place between two elements of a content that is one JSON array, or JSON objects one behind the other.
///
/// The grammar is that of docs/record-grammar.md: the first byte that is no white space decides, `[` for an array. It
/// may be copied to look ahead, and stopped at any byte.
struct ElementSequence {
    private enum Place {
        /// Nothing but white space has come.
        case start
        case behindOpeningBracket, behindElement, behindComma
        case behindArray
    }

    private var place = Place.start
    private(set) var isArray = false

    /// Passes over white space, commas and the array's own brackets in `bytes[start ..< end]`.
    /// - Returns: where an element starts; `end` if none has come yet.
    mutating func skipToElement(
        _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int
    ) throws(SequenceFault) -> Int {
        let scanner = JSONScanner(bytes: bytes, end: end)
        var position = scanner.skipWhitespace(start)
        while position < end {
            switch (bytes[position], place) {
            case (_, .behindArray): throw SequenceFault(.behindArray, at: position)
            case (UInt8(ascii: "["), .start):
                isArray = true
                place = .behindOpeningBracket
            case (UInt8(ascii: ","), .behindElement):
                guard isArray else { throw SequenceFault(.commaOutsideArray, at: position) }
                place = .behindComma
            case (UInt8(ascii: "]"), .behindElement) where isArray, (UInt8(ascii: "]"), .behindOpeningBracket):
                place = .behindArray
            case (UInt8(ascii: "]"), .behindComma): throw SequenceFault(.trailingComma, at: position)
            case (_, .behindElement) where isArray: throw SequenceFault(.expectedCommaOrBracket, at: position)
            case (UInt8(ascii: ","), _), (UInt8(ascii: ":"), _), (UInt8(ascii: "]"), _), (UInt8(ascii: "}"), _):
                throw SequenceFault(.expectedElement, at: position)
            default: return position
            }
            position = scanner.skipWhitespace(position + 1)
        }
        return end
    }

    /// Says that the element has been passed.
    mutating func passElement() {
        place = .behindElement
    }

    /// Whether the content may end here.
    var mayEnd: Bool { !isArray || place == .behindArray }
}

/// Where a content stops being elements that can be told apart.
struct SequenceFault: Error, Equatable {
    enum Kind {
        case expectedElement, expectedCommaOrBracket, trailingComma, commaOutsideArray, behindArray
        /// An object that ends with `]`, or an array that ends with `}`.
        case crossedBrackets
        /// The content ends within an element, or within the array.
        case unclosedElement, unclosedArray
    }

    var kind: Kind
    /// Offset in the bytes that were looked at.
    var position: Int

    init(_ kind: Kind, at position: Int) {
        self.kind = kind
        self.position = position
    }

    /// What is wrong, without the place.
    var message: String {
        switch kind {
        case .expectedElement: "an object is expected"
        case .expectedCommaOrBracket: "a comma or ] is expected behind an element of the array"
        case .trailingComma: "a comma stands before the ] that closes the array"
        case .commaOutsideArray: "a comma stands behind a record that is in no array; are [ and ] missing around them all?"
        case .behindArray: "something stands behind the array; a content is one array, or objects one behind the other"
        case .crossedBrackets: "the record starts with one kind of bracket and ends with the other"
        case .unclosedElement: "the input ends within the record; it may be truncated"
        case .unclosedArray: "the input ends before the ] that closes the array; it may be truncated"
        }
    }

    /// Whether the bytes at the place tell more.
    var isAboutBytes: Bool {
        switch kind {
        case .expectedElement, .expectedCommaOrBracket, .behindArray: true
        default: false
        }
    }
}
