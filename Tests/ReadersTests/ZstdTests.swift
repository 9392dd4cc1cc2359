// zstd files, frame behind frame.

#if canImport(CZstd)
import Readers
import RowModel
import TestSupport
import Testing

@Suite("zstd")
struct ZstdTests {
    /// The content as far as it came, and how it ended.
    private static func unpacked(
        _ bytes: [UInt8], name: String = "in.zst", compression: Compression = .auto, nextChunk: @escaping () -> Int = { .max },
        nextRoom: () -> Int = { 1 << 16 }
    ) -> (content: [UInt8], crc32: UInt32, error: ReadError?) {
        var content: [UInt8] = []
        var crc32: UInt32 = 0
        do throws(ReadError) {
            let input = try DecodedInput(
                source: ChunkedSource(bytes, nextChunk: nextChunk), name: name, compression: compression)
            while true {
                // Of its own, so that the address sanitizer sees a byte too many.
                let room = UnsafeMutableRawBufferPointer.allocate(byteCount: nextRoom(), alignment: 1)
                defer { room.deallocate() }
                let count = try input.read(into: room)
                if count == 0 { break }
                content += room[..<count]
                crc32 = input.crc32
            }
            return (content, crc32, nil)
        } catch {
            return (content, crc32, error)
        }
    }

    @Test("any file, read in any pieces, gives its content, frames to be skipped left out")
    func whole() {
        var random = SeededGenerator()
        for _ in 0..<60 {
            let file = RandomZstd(longestContent: [0, 30, 5000, 300_000].randomElement(using: &random)!, using: &random)
            var pieces = random
            let longestChunk = [1, 9, 400, 70_000, .max].randomElement(using: &random)!
            let longestRoom = (file.content.count < 10_000 ? [1, 7, 300] : [5000, 40_000, 300_000]).randomElement(using: &random)!
            let found = Self.unpacked(
                file.bytes, nextChunk: { .random(in: 1...longestChunk, using: &pieces) },
                nextRoom: { .random(in: 1...longestRoom, using: &random) })
            let isSame = found.content == file.content
            #expect(isSame && found.error == nil, "WEIR_SEED=\(random.seed): \(found.error?.description ?? "another content")")
            #expect(found.crc32 == Gzip.crc32(file.content), "WEIR_SEED=\(random.seed)")
        }
    }

    @Test("a file that ends early is whole only between two frames, wherever it ends")
    func truncated() {
        var random = SeededGenerator()
        for _ in 0..<15 {
            let file = RandomZstd(longestContent: [10, 100, 1000].randomElement(using: &random)!, using: &random)
            let chunk = [1, 9, .max].randomElement(using: &random)!
            for end in 4..<min(file.bytes.count, 1500) {
                let found = Self.unpacked(Array(file.bytes[..<end]), nextChunk: { chunk })
                let place: Comment = "WEIR_SEED=\(random.seed), the first \(end) bytes: \(found.error?.description ?? "whole")"
                let isPart = file.content.starts(with: found.content)
                #expect(isPart, place)
                if file.frameEnds.contains(where: { $0.file == end }) {
                    #expect(found.error == nil, place)
                } else if case .zstdTruncated = found.error {
                } else {
                    Issue.record(place)
                }
            }
        }
    }

    @Test("a byte that is changed is noticed, wherever it is")
    func corrupt() {
        var random = SeededGenerator()
        let file = RandomZstd(longestContent: 3000, hasChecksums: true, using: &random)
        for place in file.bytes.indices {
            var bytes = file.bytes
            bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            let found = Self.unpacked(bytes)
            let isSame = found.content == file.content
            #expect(found.error.map { $0.exitCode == .badData } ?? isSame, "WEIR_SEED=\(random.seed), byte \(place)")
        }
    }

    @Test("what stands behind the last frame, and a window that memory has no room for, are errors that say so")
    func refusals() {
        let frame = Zstd.frame([UInt8]("a,b\n"))
        let zeros = Self.unpacked(frame + [0, 0, 0, 0, 0, 0, 0, 0]).error
        #expect(zeros == .zstdTrailing(input: "in.zst", fileOffset: frame.count, frames: 1, looksLike: .zeros))
        #expect(zeros?.description.hasPrefix("in.zst: 1 zstd frame is followed, at byte \(frame.count) of the file, by") == true)
        #expect(Self.unpacked(Zstd.frame(windowLog: 27)).content == [0x41])
        let large = Self.unpacked(Zstd.frame(windowLog: 28)).error
        #expect(large == .zstdWindow(input: "in.zst", frame: 1, limit: 128 << 20))
        #expect(large?.exitCode == .badData && large?.description.contains("more than 128.0 MiB only") == true)
    }

    @Test("name and compression have to be right")
    func names() {
        let (text, packed) = ([UInt8]("a\nb\n"), Zstd.frame([UInt8]("a\nb\n")))
        #expect(Self.unpacked(packed, name: "in.csv").content == text)
        #expect(Self.unpacked(packed, name: "in.csv", compression: .zstd).content == text)
        #expect(Self.unpacked(Zstd.skippableFrame([1, 2]) + packed, name: "in.csv").content == text)
        #expect(Self.unpacked(text, name: "in.csv.ZST").error == .notZstd(input: "in.csv.ZST", looksLike: .text, isNameOnly: true))
        #expect(Self.unpacked(text, name: "in.csv.zst", compression: .none).content == text)
        #expect(Self.unpacked([], name: "in.zstd").error == .notZstd(input: "in.zstd", looksLike: .empty, isNameOnly: true))
        #expect(Self.unpacked(text, compression: .zstd).error == .notZstd(input: "in.zst", looksLike: .text, isNameOnly: false))
        #expect(Self.unpacked(packed, compression: .gzip).error == .notGzip(input: "in.zst", looksLike: .zstd, isNameOnly: false))
        #expect(
            Self.unpacked(Gzip.member(text), compression: .zstd).error
                == .notZstd(input: "in.zst", looksLike: .gzip, isNameOnly: false))
        #expect(Self.unpacked(Gzip.member(text), name: "in.csv").content == text)
        #expect(
            Self.unpacked(packed, name: "in.gz").error == .notGzip(input: "in.gz", looksLike: .zstd, isNameOnly: true))
        #expect(
            Self.unpacked(Gzip.member(text)).error == .notZstd(input: "in.zst", looksLike: .gzip, isNameOnly: true))
    }
}
#endif
