// `hash: { columns: [email], algorithm: sha256, salt: "${env:WEIR_SALT}", encoding: hex }`

/// Values that are replaced by their digests.
public struct HashSpec: Sendable, Equatable {
    public enum Algorithm: String, Sendable, CaseIterable {
        /// FIPS 180-4; with a salt HMAC-SHA-256 (RFC 2104), whose key it is.
        case sha256
    }

    public enum Encoding: String, Sendable, CaseIterable {
        /// In lower case.
        case hex
        /// RFC 4648, padded.
        case base64
    }

    public var columns: [Located<String>]
    public var algorithm: Algorithm
    public var salt: Secret?
    public var encoding: Encoding

    public init(
        columns: [Located<String>], algorithm: Algorithm = .sha256, salt: Secret? = nil, encoding: Encoding = .hex
    ) {
        self.columns = columns
        self.algorithm = algorithm
        self.salt = salt
        self.encoding = encoding
    }
}

/// A text that must not be shown or kept, and shows itself nowhere by mistake.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public let value: String

    public init(_ value: String) {
        self.value = value
    }

    public var description: String { "(secret)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
