// gzip that was damaged: an error, or the very content that the recount sees, whichever library inflates.

import Ledger
import Readers
import RowModel
import TestSupport

extension FuzzTarget {
    static let gzip = FuzzTarget(
        "gzip", rounds: 1200,
        words: ["\u{1F}", "\0", "\0\0\0\0", "\u{08}", "id,name\n1,a\n"],
        seeds: {
            let text = Array("id,name\n1,a\n2,\"b\nc\"\n".utf8)
            var random = SeededGenerator(seed: 1)
            let noise = (0..<600).map { _ in UInt8.random(in: 0...255, using: &random) }
            let own = [
                Gzip.member(text), Gzip.member(text, level: 0), Gzip.member([]), Gzip.members(of: text, cutAt: [3, 3, 15]),
                Gzip.member(Array(repeating: UInt8(ascii: "a"), count: 100_000)), Gzip.member(noise), Gzip.member(Gzip.member(text)),
            ]
            return (own + FuzzCorpus.gzip).map { FuzzChoices.input($0) }
        }
    ) { input in
        var choices = FuzzChoices(input)
        let bytes = choices.content
        let verdict = try ScratchFolder.withFile(bytes) { path in
            Result { () throws(RecountError) in try recount(path: path, compression: .gzip, format: .ndjson) }
        }
        let inflated = try InflatedInput(bytes, library: .zlib, choices: &choices)
        for library in InflateLibrary.allCases where library != .zlib {
            try InflatedInput(bytes, library: library, choices: &choices).check(against: inflated)
        }
        switch (inflated.error, verdict) {
        case (nil, .success(let recount)):
            let checksum = Gzip.crc32(inflated.content)
            try require(recount.crc32 == checksum && inflated.crc32 == checksum, "one checksum: \(recount), \(inflated.crc32), \(checksum)")
            try require(recount.decodedBytes == inflated.content.count, "\(inflated.content.count) bytes are \(recount.decodedBytes)")
            try checkReading(bytes, content: inflated.content, &choices)
        case (.some(let error), .failure):
            try require(error.exitCode == .badData, "only the input is at fault: \(error)")
        case (nil, .failure(let error)): throw FuzzFault("inflates, but the recount says: \(error)")
        case (.some(let error), .success): throw FuzzFault("is whole to the recount, but: \(error)")
        }
    }

    /// A whole gzip is read as its content would be.
    private static func checkReading(_ bytes: [UInt8], content: [UInt8], _ choices: inout FuzzChoices) throws {
        guard content.count <= 256 << 10 else { return }
        var dialect = CSVDialect()
        dialect.header = .absent
        let plan = DecodePlan(
            format: .csv(dialect), compression: .gzip, columns: [SourceColumn(name: "a", type: .text, slot: 0)],
            extraColumns: .ignore, maxRecordBytes: 1000)
        try ReadingComparison(bytes, content: content, plan: plan, choices: &choices).check()
    }
}

/// A gzip input as far as it can be read.
private struct InflatedInput {
    private(set) var content: [UInt8] = []
    private(set) var crc32: UInt32 = 0
    private(set) var error: ReadError?

    /// Content of 64 KiB can't be longer than this: deflate makes of a byte at most 1032.
    private static let longestContent = 1032 * (64 << 10)

    /// What zlib says of a Huffman code with patterns to spare.
    private static let sparePatterns = ["invalid code lengths set", "invalid literal/lengths set", "invalid distances set"]

    init(_ bytes: [UInt8], library: InflateLibrary, choices: inout FuzzChoices) throws(FuzzFault) {
        let source = PiecemealSource(bytes, longestPiece: choices.pick([4096, 1, 13, 1 << 20]), random: choices.generator())
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: choices.pick([4096, 1, 100, 1 << 18]), alignment: 1)
        defer { buffer.deallocate() }
        do throws(ReadError) {
            let input = try DecodedInput(source: source, name: "input", compression: .gzip, library: library)
            var count = 0
            repeat {
                count = try input.read(into: buffer)
                content += buffer[..<count]
            } while count > 0 && content.count <= Self.longestContent
            crc32 = input.crc32
        } catch {
            self.error = error
        }
        try require(content.count <= Self.longestContent, "a content of \(content.count) bytes is bounded")
    }

    /// What was read is the same, or both refuse it. The other library may take a Huffman code with patterns to spare, which zlib
    /// refuses, if the content is right.
    func check(against zlib: InflatedInput) throws(FuzzFault) {
        switch (error, zlib.error) {
        case (nil, nil):
            try require(content == zlib.content && crc32 == zlib.crc32, "\(content.count) bytes are zlib's \(zlib.content.count)")
        case (.some(let error), .some): try require(error.exitCode == .badData, "only the input is at fault: \(error)")
        case (.some(let error), nil): throw FuzzFault("is whole to zlib, but: \(error)")
        case (nil, .gzipCorrupt(_, _, _, _, let detail)) where Self.sparePatterns.contains(detail):
            try require(crc32 == Gzip.crc32(content), "\(content.count) bytes have another checksum")
        case (nil, .some(let error)): throw FuzzFault("is whole, but to zlib: \(error)")
        }
    }
}
