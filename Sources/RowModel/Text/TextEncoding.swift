// Which bytes stand for which characters. Shared by the spec, the decoder and the stored ledger.

/// How the text of an input is encoded, by the one name that Weir calls it.
public struct TextEncoding: Sendable, Hashable, Codable, CustomStringConvertible {
    /// In lower case, such as `windows-1252`; one that iconv knows, or `utf-16` or `utf-32`, whose byte order the content
    /// says.
    public let name: String

    public static let utf8 = TextEncoding("utf-8")
    /// In the order of its byte order mark (RFC 2781 3.2).
    public static let utf16 = TextEncoding("utf-16")
    public static let utf16LittleEndian = TextEncoding("utf-16le")
    public static let utf16BigEndian = TextEncoding("utf-16be")
    public static let utf32 = TextEncoding("utf-32")
    public static let utf32LittleEndian = TextEncoding("utf-32le")
    public static let utf32BigEndian = TextEncoding("utf-32be")
    public static let latin1 = TextEncoding("iso-8859-1")
    public static let windows1252 = TextEncoding("windows-1252")

    /// By what its name is without case, `-` and `_`.
    private static let canonicalNames = [
        "utf8": "utf-8", "utf16": "utf-16", "utf16le": "utf-16le", "utf16be": "utf-16be",
        "utf32": "utf-32", "utf32le": "utf-32le", "utf32be": "utf-32be",
        "latin1": "iso-8859-1", "iso88591": "iso-8859-1", "windows1252": "windows-1252", "cp1252": "windows-1252",
    ]

    /// - Parameter name: any spelling of it.
    public init(_ name: String) {
        let folded = String(name.asciiLowercased.filter { $0 != "-" && $0 != "_" })
        self.name = Self.canonicalNames[folded] ?? name.asciiLowercased
    }

    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }

    public var description: String { name }
}
