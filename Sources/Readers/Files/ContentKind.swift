// What a run of bytes looks like. Used for refusals only: nothing is ever decoded because of a guess.

/// A kind of content, told by its first bytes.
public enum ContentKind: Sendable, Equatable {
    case empty, zeros
    case gzip, zip, bzip2, xz, zstd, lz4, sevenZip, zlib
    case pdf, sqlite, parquet, avro, orc
    case utf16, utf32
    case html, text, unknown

    /// As many bytes as the binary kinds need to be told apart.
    static let signatureBytes = 16

    private static let signatures: [(ContentKind, [UInt8])] = [
        (.gzip, [0x1F, 0x8B]),
        (.zip, [0x50, 0x4B, 0x03, 0x04]),
        (.zip, [0x50, 0x4B, 0x05, 0x06]),
        (.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
        (.zstd, [0x28, 0xB5, 0x2F, 0xFD]),
        (.lz4, [0x04, 0x22, 0x4D, 0x18]),
        (.sevenZip, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        (.zlib, [0x78, 0x01]),
        (.zlib, [0x78, 0x9C]),
        (.zlib, [0x78, 0xDA]),
        (.pdf, Array("%PDF-".utf8)),
        (.sqlite, Array("SQLite format 3\0".utf8)),
        (.parquet, Array("PAR1".utf8)),
        (.avro, Array("Obj\u{1}".utf8)),
        (.orc, Array("ORC".utf8) + [0x0A]),
        // UTF-32's little-endian mark starts with UTF-16's.
        (.utf32, [0xFF, 0xFE, 0x00, 0x00]),
        (.utf32, [0x00, 0x00, 0xFE, 0xFF]),
        (.utf16, [0xFF, 0xFE]),
        (.utf16, [0xFE, 0xFF]),
    ]

    /// What `bytes`, the start of something, look like.
    public init(_ bytes: UnsafeRawBufferPointer) {
        if bytes.isEmpty {
            self = .empty
        } else if let (kind, _) = Self.signatures.first(where: { bytes.starts(with: $0.1) }) {
            self = kind
        } else if Self.isBzip2(bytes) {
            self = .bzip2
        } else if Self.isUTF16WithoutMark(bytes) {
            self = .utf16
        } else if bytes.prefix(512).allSatisfy({ $0 == 0 }) {
            self = .zeros
        } else if Self.isHTML(bytes) {
            self = .html
        } else if bytes.prefix(512).allSatisfy({ $0 >= 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }) {
            self = .text
        } else {
            self = .unknown
        }
    }

    /// Whether CSV or NDJSON can't start like this.
    var isNeverText: Bool {
        switch self {
        case .empty, .zeros, .html, .text, .unknown: false
        // Four letters that a CSV header may well start with.
        case .parquet, .orc: false
        default: true
        }
    }

    // "BZh", the block size, and pi: three letters alone might be a column's name.
    private static func isBzip2(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.starts(with: Array("BZh".utf8)) && bytes.count >= 10
            && bytes.dropFirst(4).starts(with: [0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
    }

    private static func isUTF16WithoutMark(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count >= 4 else { return false }
        let zero = (bytes[0] == 0, bytes[1] == 0, bytes[2] == 0, bytes[3] == 0)
        return zero == (false, true, false, true) || zero == (true, false, true, false)
    }

    private static func isHTML(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let start = bytes.prefix(64).drop { $0 <= 0x20 }.map { $0 | 0x20 }
        return start.starts(with: Array("<!doctype html".utf8).map { $0 | 0x20 }) || start.starts(with: Array("<html".utf8))
    }
}

extension ContentKind: CustomStringConvertible {
    /// With its article: `a zip archive`.
    public var description: String {
        switch self {
        case .empty: "nothing"
        case .zeros: "zero bytes"
        case .gzip: "gzip"
        case .zip: "a zip archive"
        case .bzip2: "bzip2"
        case .xz: "xz"
        case .zstd: "zstd"
        case .lz4: "lz4"
        case .sevenZip: "a 7z archive"
        case .zlib: "a zlib stream"
        case .pdf: "a PDF"
        case .sqlite: "a SQLite database"
        case .parquet: "Parquet"
        case .avro: "Avro"
        case .orc: "ORC"
        case .utf16: "UTF-16 text"
        case .utf32: "UTF-32 text"
        case .html: "an HTML page"
        case .text: "plain text"
        case .unknown: "unknown binary data"
        }
    }
}
