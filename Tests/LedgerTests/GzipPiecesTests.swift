// gzip files under a recount: each library against what the file holds, and all against zlib's own reading of gzip.

import TestSupport
import Testing

@testable import Ledger

@Suite struct GzipPiecesTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// - Parameter longest: one of these is the length that no member's content exceeds.
    private static func file(_ longest: [Int], _ random: inout SeededGenerator) -> RandomGzip {
        RandomGzip(longestContent: longest.randomElement(using: &random)!, using: &random)
    }

    @Test("any gzip file gives its content, whatever the buffers", arguments: DeflateLibrary.allCases)
    func whole(_ library: DeflateLibrary) throws {
        var random = SeededGenerator()
        for round in 0..<100 {
            let file = Self.file([30, 5000, 5000, 200_000], &random)
            let isSmall = file.content.count < 10_000
            let buffers = isSmall ? [1, 2, 9, 400, 128 << 10] : [300, 70_000, 128 << 10]
            let rooms = isSmall ? [1, 7, 300, 40_000] : [5000, 32_768, 300_000]
            let longestRoom = rooms.randomElement(using: &random)!
            let unpacked = try Unpacked(
                file.bytes, in: folder, library: library, bufferBytes: buffers.randomElement(using: &random)!,
                nextRoom: { .random(in: 1...longestRoom, using: &random) })
            #expect(
                unpacked.error == nil && unpacked.content == file.content,
                "WEIR_SEED=\(random.seed), round \(round): \(unpacked.verdict)")
        }
    }

    @Test(
        "a file that ends early is whole only between two members, and said to end where it does",
        arguments: DeflateLibrary.allCases)
    func truncated(_ library: DeflateLibrary) throws {
        var random = SeededGenerator()
        for round in 0..<10 {
            let file = Self.file([10, 100, 1000], &random)
            let bufferBytes = [1, 9, 128 << 10].randomElement(using: &random)!
            for end in 2..<min(file.bytes.count, 700) {
                let bytes = Array(file.bytes[..<end])
                let unpacked = try Unpacked(bytes, in: folder, library: library, bufferBytes: bufferBytes)
                let members = file.memberEnds.count { $0.file <= end }
                let isWhole = members > 0 && file.memberEnds[members - 1].file == end
                let expected: RecountError? =
                    isWhole ? nil : .truncated(path: folder.path("in.gz"), member: members + 1, offset: end)
                let place: Comment = "WEIR_SEED=\(random.seed), round \(round), the first \(end) bytes"
                #expect(unpacked.error == expected, place)
                #expect(file.content.starts(with: unpacked.content), place)
            }
        }
    }

    @Test("what stands behind the last member is no content", arguments: DeflateLibrary.allCases)
    func trailing(_ library: DeflateLibrary) throws {
        var random = SeededGenerator()
        for round in 0..<50 {
            let file = Self.file([0, 20, 70_000], &random)
            let rests: [[UInt8]] = [[0, 0], [0x1F, 0x8A], Array("a,b\n1,2\n".utf8), Array(repeating: 0, count: 600)]
            let rest = rests.randomElement(using: &random)!
            let bufferBytes = [1, 5, 128 << 10].randomElement(using: &random)!
            let unpacked = try Unpacked(file.bytes + rest, in: folder, library: library, bufferBytes: bufferBytes)
            let expected = RecountError.corrupt(
                path: folder.path("in.gz"), member: file.memberEnds.count + 1, offset: file.bytes.count + 2,
                detail: "incorrect header check")
            #expect(unpacked.error == expected, "WEIR_SEED=\(random.seed), round \(round): \(unpacked.verdict)")
        }
    }

    @Test(
        "with any bits wrong, a file is refused as zlib refuses it, or gives what zlib gives",
        arguments: DeflateLibrary.allCases)
    func damaged(_ library: DeflateLibrary) throws {
        var random = SeededGenerator()
        for round in 0..<1000 {
            let file = Self.file([20, 20, 300, 300, 3000, 100_000], &random)
            var bytes = file.bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 2..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
            }
            let bufferBytes = [1, 9, 128 << 10].randomElement(using: &random)!
            let unpacked = try Unpacked(bytes, in: folder, library: library, bufferBytes: bufferBytes)
            let oracle = ZlibGzip(bytes)
            let verdicts = "\(unpacked.verdict); zlib: \(oracle.verdict)"
            let place: Comment = "WEIR_SEED=\(random.seed), round \(round): \(verdicts)"
            switch (oracle.fault, unpacked.error) {
            case (nil, let error): #expect(error == nil && unpacked.content == oracle.content, place)
            // Another library may take a Huffman code that has more patterns than it needs, if the content is right.
            case ("invalid distances set", nil), ("invalid literal/lengths set", nil):
                #expect(library != .zlib && unpacked.content == file.content, place)
            case (let fault?, .corrupt(_, _, _, let detail)?) where library == .zlib:
                #expect(detail == fault, place)
            case (_, .corrupt?), (_, .truncated?): continue
            default: Issue.record(place)
            }
        }
    }

    @Test("a recount tells what zlib finds wrong, and where, whichever library inflates")
    func faults() throws {
        var random = SeededGenerator()
        for round in 0..<500 {
            let file = Self.file([20, 300, 3000, 100_000], &random)
            var bytes = file.bytes
            if Bool.random(using: &random) {
                bytes[Int.random(in: 2..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
            } else {
                bytes.removeLast(Int.random(in: 0...bytes.count - 2, using: &random))
            }
            let oracle = try Unpacked(bytes, in: folder, library: .zlib)
            let path = folder.path("in.gz")
            let result = Result { () throws(RecountError) in
                try recount(path: path, compression: .gzip, format: .ndjson)
            }
            let place: Comment = "WEIR_SEED=\(random.seed), round \(round): \(result); zlib: \(oracle.verdict)"
            switch result {
            case .failure(let error): #expect(error == oracle.error, place)
            case .success(let recount) where oracle.error == nil:
                let isSame = recount.crc32 == Gzip.crc32(oracle.content)
                #expect(recount.decodedBytes == oracle.content.count && isSame, place)
            case .success(let recount):
                #expect(recount.crc32 == Gzip.crc32(file.content) && oracle.verdict.contains(" set; "), place)
            }
        }
    }

    @Test("check values are compared with what came out, whatever a library makes of it", arguments: [
        (0, "incorrect data check", 4), (5, "incorrect length check", 8),
    ])
    func checkValues(_ place: Int, _ detail: String, _ behind: Int) throws {
        var bytes = Gzip.member(Array("{}\n".utf8)) + Gzip.member(Array("{}\n{}\n".utf8))
        let trailer = bytes.count - 8
        bytes[trailer + place] ^= 1
        for library in DeflateLibrary.allCases {
            let unpacked = try Unpacked(bytes, in: folder, library: library)
            let path = folder.path("in.gz")
            #expect(unpacked.error == .corrupt(path: path, member: 2, offset: trailer + behind, detail: detail))
        }
    }
}
