// Where and why a text is not JSON.

/// The first place at which a text stops being JSON (RFC 8259).
public struct JSONFault: Error, Sendable, Equatable {
    public enum Kind: UInt8, Sendable, CaseIterable {
        case expectedValue
        case expectedKey
        case trailingComma
        case expectedColon
        case expectedCommaOrBrace
        case expectedCommaOrBracket
        case expectedEnd
        case unterminatedString
        case controlCharacter
        case invalidEscape
        case loneSurrogate
        case invalidUTF8
        case invalidNumber
    }

    public var kind: Kind
    /// Offset of the byte at fault from the scanner's first byte; the text's length if something is missing at its end.
    public var position: Int

    @inlinable
    public init(_ kind: Kind, at position: Int) {
        self.kind = kind
        self.position = position
    }

    /// What is wrong, without the place.
    public var message: String {
        switch kind {
        case .expectedValue: "a value is expected"
        case .expectedKey: "a key in quotes is expected"
        case .trailingComma: "a comma stands before the closing bracket"
        case .expectedColon: "a colon is expected"
        case .expectedCommaOrBrace: "a comma or } is expected"
        case .expectedCommaOrBracket: "a comma or ] is expected"
        case .expectedEnd: "there is more behind the value"
        case .unterminatedString: "a string is not closed"
        case .controlCharacter: "a control character stands in a string unescaped"
        case .invalidEscape: "a string has an escape that JSON doesn't know"
        case .loneSurrogate: "a string has half a surrogate pair"
        case .invalidUTF8: "a string is not valid UTF-8"
        case .invalidNumber: "a number is malformed"
        }
    }
}
