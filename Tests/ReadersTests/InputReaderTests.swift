// Opening and reading: files that can't be, content that is no text, batches and their places.

import Foundation
import Readers
import RowModel
import TestSupport
import Testing

@Suite("input reader")
struct InputReaderTests {
    private static func open(_ path: String, compression: Compression = .auto) -> Decoded {
        let plan = DecodePlan.csv(width: 1, compression: compression)
        return Decoded.reading(plan: plan, blockBytes: 64, rowCapacity: 64) { pool throws(ReadError) in
            try InputReader(path: path, inputIndex: 3, plan: plan, pool: pool)
        }
    }

    private static func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weir-readers-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test("what can't be opened says why, and exits 66")
    func cannotOpen() throws {
        try Self.withFolder { folder in
            #expect(Self.open(folder.path).error == .cannotOpen(input: folder.path, reason: .folder))
            let missing = folder.appending(path: "missing.csv").path
            #expect(Self.open(missing).error == .cannotOpen(input: missing, reason: .missing))
            #expect(Self.open(missing).error?.exitCode == .noInput)
            #expect(Self.open(missing + "/x").error == .cannotOpen(input: missing + "/x", reason: .missing))

            let secret = folder.appending(path: "secret.csv")
            try Data("a\n".utf8).write(to: secret)
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: secret.path)
            // Root may read everything.
            if getuid() != 0 {
                #expect(Self.open(secret.path).error == .cannotOpen(input: secret.path, reason: .unreadable))
            }
        }
    }

    @Test("a device that can be opened and not read is an I/O error, exit 74")
    func readError() {
        // Reading memory at address 0 of the process fails with EIO.
        guard FileManager.default.fileExists(atPath: "/proc/self/mem") else { return }
        let error = Self.open("/proc/self/mem").error
        #expect(error?.exitCode == .ioError)
        #expect(error?.description.hasPrefix("/proc/self/mem: reading failed at byte 0: ") == true)
    }

    @Test("an input may have as many decoded bytes as allowed and not one more, packed or not", arguments: [false, true])
    func maxInputBytes(isPacked: Bool) {
        let text = Array(String(repeating: "a\n", count: 500).utf8)
        let bytes = isPacked ? Gzip.member(text) : text
        var plan = DecodePlan.csv(width: 1)
        plan.maxInputBytes = 1000
        #expect(Decoded.reading(bytes, plan: plan).rows.count == 500)
        plan.maxInputBytes = 999
        let decoded = Decoded.reading(bytes, plan: plan)
        #expect(decoded.error == .tooLong(input: "input.csv", limit: 999))
        #expect(decoded.error?.exitCode == .badData && decoded.error?.description.contains("behind byte 999") == true)
        #expect(decoded.rows.count <= 500 && decoded.rejects.isEmpty)
    }

    @Test("a FIFO is read like a file, packed or not")
    func fifo() throws {
        try Self.withFolder { folder in
            for bytes in [Array("a\nb\n".utf8), Gzip.member(Array("a\nb\n".utf8))] {
                let path = folder.appending(path: "pipe\(bytes.count)").path
                #expect(mkfifo(path, 0o600) == 0)
                let writer = Thread {
                    try? FileHandle(forWritingAtPath: path)?.write(contentsOf: Data(bytes))
                }
                writer.start()
                #expect(Self.open(path).values == [["a"], ["b"]])
            }
        }
    }

    @Test("compression is told by magic bytes; only a name that claims gzip is held to it")
    func compression() {
        let text = Array("a\nb\n")
        let packed = Gzip.member(text)
        func read(_ bytes: [UInt8], _ name: String, _ compression: Compression) -> Decoded {
            Decoded.reading(bytes, name: name, plan: .csv(width: 1, compression: compression))
        }
        #expect(read(text, "a.csv", .auto).values == [["a"], ["b"]])
        #expect(read(packed, "a.csv", .auto).values == [["a"], ["b"]])
        #expect(read(packed, "a.csv.gz", .gzip).values == [["a"], ["b"]])
        #expect(read(text, "a.csv.GZ", .none).values == [["a"], ["b"]])
        #expect(read(text, "a.csv.GZ", .auto).error == .notGzip(input: "a.csv.GZ", looksLike: .text, isNameOnly: true))
        #expect(read(text, "a.csv", .gzip).error == .notGzip(input: "a.csv", looksLike: .text, isNameOnly: false))
        #expect(read([], "a.csv", .gzip).error == .notGzip(input: "a.csv", looksLike: .empty, isNameOnly: false))
        #expect(read([], "a.csv", .auto).error == nil)
        #expect(read(packed, "a.csv", .none).error == .notText(input: "a.csv", looksLike: .gzip, isPacked: false))
    }

    @Test("content that can't be CSV is one clear error, packed or not")
    func notText() {
        let starts: [(ContentKind, [UInt8])] = [
            (.zip, [0x50, 0x4B, 0x03, 0x04, 0x14]), (.bzip2, Array("BZh91AY&SY")), (.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
            (.zstd, [0x28, 0xB5, 0x2F, 0xFD]), (.zlib, [0x78, 0x9C]), (.sqlite, Array("SQLite format 3\0")),
            (.utf16, [0xFF, 0xFE, 0x61, 0x00]), (.utf16, [0xFE, 0xFF, 0x00, 0x61]), (.utf16, [0x61, 0x00, 0x2C, 0x00]),
            (.utf32, [0xFF, 0xFE, 0x00, 0x00]), (.gzip, Gzip.member(Array("a"))), (.pdf, Array("%PDF-1.7")),
        ]
        for (kind, bytes) in starts {
            // Plain gzip and zstd are just unpacked; what is within gzip is unpacked no more.
            for packs in kind == .gzip ? [] : kind == .zstd ? [true] : [false, true] {
                let decoded = Decoded.reading(
                    packs ? Gzip.member(bytes) : bytes, plan: .csv(width: 1), nextChunk: { 1 })
                #expect(decoded.error == .notText(input: "input.csv", looksLike: kind, isPacked: packs), "\(kind)")
            }
        }
        let twice = Decoded.reading(Gzip.member(Gzip.member(Array("a"))), plan: .csv(width: 1))
        #expect(twice.error == .notText(input: "input.csv", looksLike: .gzip, isPacked: true))
        // Words that start like a signature are words.
        for header in ["PAR1,b", "BZhello", "ORC", "PK,name"] {
            #expect(Decoded.reading(Array(header), plan: .csv(width: 1) { $0.ragged = .pad }).error == nil, "\(header)")
        }
    }

    @Test("batches follow each other without a gap, within their bounds, and each ends where a record ends")
    func places() throws {
        let lines = (1...2000).map { "\($0),\(String(repeating: "x", count: $0 % 50))" }
        let input = Array(lines.joined(separator: "\n") + "\n")
        let shape = BatchShape(slots: 2, rowCapacity: 50, blockBytes: 1024)
        let reader = try InputReader(
            source: ChunkedSource(Gzip.member(input)), name: "a.gz", inputIndex: 7, plan: .csv(width: 2),
            pool: BatchPool(shape: shape, limit: 2))
        var offset = 0
        var record = 1
        while let batch = try reader.next() {
            #expect(batch.inputIndex == 7)
            #expect(batch.streamOffset == offset)
            #expect(batch.recordBase == record)
            #expect(batch.rowCount <= 50 && batch.blockEnd <= 1024)
            let block = UnsafeBufferPointer(start: batch.arena, count: batch.blockEnd)
            #expect(block.elementsEqual(input[offset..<offset + batch.blockEnd]))
            #expect(block.last == 0x0A)
            offset += batch.blockEnd
            record += batch.rowCount
            #expect(reader.summary.records == record - 1)
        }
        #expect(offset == input.count && record == 2001)
        #expect(try reader.next() == nil)
    }

    @Test("NDJSON comes through the same reader, packed and cut anywhere")
    func ndjson() {
        let plan = DecodePlan(
            format: .ndjson, compression: .auto,
            columns: [
                SourceColumn(name: "id", type: .integer, slot: 0),
                SourceColumn(name: "name", from: "user.name", type: .text, slot: 1),
            ], extraColumns: .ignore, maxRecordBytes: 200)
        let text = "\u{FEFF}{\"id\":1,\"user\":{\"name\":\"Ada\"}}\n\n{\"id\":\"x\"}\r\n"
            + "{\"id\":2,\"x\":\"\(String(repeating: "-", count: 300))\"}\n{\"id\":3}"
        for chunk in [1, 7, .max] {
            for bytes in [Array(text), Gzip.member(Array(text.utf8))] {
                let decoded = Decoded.reading(bytes, plan: plan, blockBytes: 32, nextChunk: { chunk })
                #expect(decoded.error == nil)
                #expect(decoded.values == [["1", "Ada"], ["3", nil]])
                #expect(decoded.rows.map(\.record) == [1, 4])
                #expect(decoded.rejects.map(\.record) == [2, 3])
                #expect(decoded.summary.records == 4 && decoded.summary.blankLines == 1)
                #expect(decoded.summary.decodedBytes == text.utf8.count)
            }
        }
        var wrong = plan
        wrong.columns[1].from = "a\\b"
        #expect(Decoded.reading([], plan: wrong).error?.exitCode == .usage)
    }
}
