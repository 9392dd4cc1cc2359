// zstd files under a recount.

#if canImport(CZstd)
import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite("zstd under a recount")
struct ZstdPiecesTests {
    private static func unpacked(
        _ bytes: [UInt8], in folder: TemporaryFolder, nextRoom: () -> Int = { 1 << 17 }
    ) throws -> (content: [UInt8], error: RecountError?) {
        let path = try folder.write("in.zst", bytes: bytes)
        var content: [UInt8] = []
        do throws(RecountError) {
            let pieces = try ZstdReading.pieces(of: RecountedFile(path: path))
            while true {
                // Of its own, so that the address sanitizer sees a byte too many.
                let room = UnsafeMutableRawBufferPointer.allocate(byteCount: nextRoom(), alignment: 1)
                defer { room.deallocate() }
                guard let piece = try pieces.next(into: room) else { return (content, nil) }
                content += room[..<piece.count]
            }
        } catch {
            return (content, error)
        }
    }

    @Test("any file gives its content, and one that ends early is whole only between two frames")
    func pieces() throws {
        var random = SeededGenerator()
        let folder = try TemporaryFolder()
        for _ in 0..<20 {
            let file = RandomZstd(longestContent: [0, 30, 5000, 300_000].randomElement(using: &random)!, using: &random)
            let longest = file.content.count < 10_000 ? 50 : 300_000
            let found = try Self.unpacked(file.bytes, in: folder) { .random(in: 1...longest, using: &random) }
            let isSame = found.content == file.content
            #expect(isSame && found.error == nil, "WEIR_SEED=\(random.seed)")
            for _ in 0..<20 {
                let end = Int.random(in: 4..<file.bytes.count, using: &random)
                let part = try Self.unpacked(Array(file.bytes[..<end]), in: folder)
                let isWhole = file.frameEnds.contains { $0.file == end }
                #expect(
                    part.error == (isWhole ? nil : .zstdTruncated(path: folder.path("in.zst"), offset: end)),
                    "WEIR_SEED=\(random.seed), the first \(end) bytes")
            }
        }
    }

    @Test("a byte that is changed, and bytes behind the last frame, are noticed")
    func corrupt() throws {
        var random = SeededGenerator()
        let folder = try TemporaryFolder()
        let file = RandomZstd(longestContent: 300, hasChecksums: true, using: &random)
        for place in file.bytes.indices {
            var bytes = file.bytes
            bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            let found = try Self.unpacked(bytes, in: folder)
            let isSame = found.content == file.content
            #expect(found.error.map { $0.exitCode == .badData } ?? isSame, "WEIR_SEED=\(random.seed), byte \(place)")
        }
        #expect(try Self.unpacked(file.bytes + [0, 0, 0, 0, 0], in: folder).error?.exitCode == .badData)
        #expect(try Self.unpacked(Zstd.frame(windowLog: 28), in: folder).error?.exitCode == .badData)
    }

    @Test("what is packed is told by the first bytes, and has to be what the name says")
    func packing() throws {
        let folder = try TemporaryFolder()
        func packing(_ name: String, _ bytes: [UInt8], _ compression: Compression) throws -> RecountedFile.Packing {
            try RecountedFile(path: folder.write(name, bytes: bytes)).packing(compression)
        }
        let (packed, text) = (Zstd.frame(windowLog: 10), Array("a\n".utf8))
        #expect(try packing("a.csv", packed, .auto) == .zstd && packing("a.csv", packed, .zstd) == .zstd)
        #expect(try packing("a.csv", Zstd.skippableFrame([]) + packed, .auto) == .zstd)
        #expect(try packing("a.csv", packed, .none) == .plain && packing("a.csv", text, .auto) == .plain)
        #expect(throws: RecountError.notZstd(path: folder.path("a.zst"))) { try packing("a.zst", text, .auto) }
        #expect(throws: RecountError.notZstd(path: folder.path("a.csv"))) { try packing("a.csv", text, .zstd) }
        #expect(throws: RecountError.notGzip(path: folder.path("a.csv"))) { try packing("a.csv", packed, .gzip) }
        #expect(throws: RecountError.notGzip(path: folder.path("a.gz"))) { try packing("a.gz", packed, .auto) }
        #expect(throws: RecountError.notZstd(path: folder.path("a.zst"))) { try packing("a.zst", Gzip.member(text), .auto) }
    }
}
#endif
