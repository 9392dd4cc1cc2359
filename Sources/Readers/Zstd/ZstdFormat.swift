// zstd as far as it has to be known without the library: RFC 8878.

#if canImport(CZstd)
import CZstd
#endif

/// Whether and how zstd is read.
public enum ZstdFormat {
    /// Whether Weir was built with libzstd.
    public static var isBuiltIn: Bool { version != nil }

    /// Of the library, such as `zstd 1.5.4`; nil if Weir was built without.
    public static var version: String? {
        #if canImport(CZstd)
        "zstd \(String(cString: ZSTD_versionString()))"
        #else
        nil
        #endif
    }

    /// Of every frame, the lowest byte first (RFC 8878 3.1.1).
    static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

    /// Whether the first bytes are those of a frame, or of a skippable one (3.1.2: 184D2A50 to 184D2A5F).
    static func starts(_ bytes: UnsafeMutableRawBufferPointer) -> Bool {
        bytes.starts(with: magic) || bytes.count >= 4 && bytes[0] & 0xF0 == 0x50 && bytes[1...3].elementsEqual([0x2A, 0x4D, 0x18])
    }

    /// Whether a file's name says so.
    static func isName(_ name: String) -> Bool {
        name.asciiLowercased.hasSuffix(".zst") || name.asciiLowercased.hasSuffix(".zstd")
    }

    /// - Parameter input: stands at the first frame.
    /// - Throws: ``ReadError/withoutZstd(input:)`` if Weir was built without the library.
    static func content(of input: SourceBuffer, name: String) throws(ReadError) -> any PackedContent {
        #if canImport(CZstd)
        return ZstdInflater(name: name, input: input)
        #else
        throw .withoutZstd(input: name)
        #endif
    }
}
