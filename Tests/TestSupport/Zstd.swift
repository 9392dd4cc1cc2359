// Makes zstd files for tests, where Weir is built with zstd.

#if canImport(CZstd)
import CZstd
#endif

public enum Zstd {
    /// Whether Weir is built with zstd, so that there is something to test.
    public static var isThere: Bool {
        #if canImport(CZstd)
        true
        #else
        false
        #endif
    }

    /// To be passed over (RFC 8878 3.1.2).
    public static func skippableFrame(_ bytes: [UInt8]) -> [UInt8] {
        [0x5A, 0x2A, 0x4D, 0x18] + (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) } + bytes
    }

    /// One byte in a frame that says it needs a window of 2 to the power of `windowLog` bytes (3.1.1.1.2).
    public static func frame(windowLog: Int) -> [UInt8] {
        [0x28, 0xB5, 0x2F, 0xFD, 0, UInt8((windowLog - 10) << 3), 0x09, 0, 0, 0x41]
    }

    #if canImport(CZstd)
    public static func frame(_ content: [UInt8], level: Int32 = 3, hasChecksum: Bool = true) -> [UInt8] {
        let context = ZSTD_createCCtx()
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, hasChecksum ? 1 : 0)
        return [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(content.count)) { frame, count in
            count = ZSTD_compress2(context, frame.baseAddress, frame.count, content, content.count)
            precondition(ZSTD_isError(count) == 0)
        }
    }
    #endif
}

#if canImport(CZstd)
/// A zstd file of several frames, and what it holds.
public struct RandomZstd {
    public private(set) var bytes: [UInt8] = []
    public private(set) var content: [UInt8] = []
    /// Where each frame ends in the file, and in the content.
    public private(set) var frameEnds: [(file: Int, content: Int)] = []

    /// - Parameter longestContent: of a frame, in bytes.
    public init(longestContent: Int, hasChecksums: Bool? = nil, using random: inout SeededGenerator) {
        for _ in 0..<[1, 1, 2, 3, 5].randomElement(using: &random)! {
            if random.next() % 4 == 0 {
                bytes += Zstd.skippableFrame((0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
                frameEnds.append((bytes.count, content.count))
            }
            let part = RandomGzip(longestContent: longestContent, using: &random).content
            content += part
            bytes += Zstd.frame(
                part, level: Int32.random(in: -5...9, using: &random),
                hasChecksum: hasChecksums ?? Bool.random(using: &random))
            frameEnds.append((bytes.count, content.count))
        }
    }
}
#endif
