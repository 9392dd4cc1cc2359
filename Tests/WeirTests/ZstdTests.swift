// zstd files as the zstd program makes them, from the spec to the verified table.

import Foundation
import TestSupport
import Testing

@Suite("zstd files", .enabled(if: Zstd.isThere && hasZstdProgram, "needs Weir built with libzstd, and the zstd program"))
struct ZstdTests {
    /// Packs a file of the folder.
    private static func pack(_ name: String, _ arguments: String..., in folder: PipelineFolder) async throws {
        let end = try await Program.run("zstd", ["-q", "-f", "--rm"] + arguments + [name], in: folder.files.url)
        #expect(end.exitCode == 0, "\(end)")
    }

    @Test("files of any level load, go on and are counted again", arguments: ["-1", "-19", "--ultra", "--no-check", "--long=27"])
    func loads(option: String) async throws {
        let folder = try PipelineFolder(SpecText(files: "in.csv.zst"), csv: numberedCSV(1...5000))
        try await Self.pack("in.csv", option, in: folder)
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text("SELECT count(*), sum(id), max(name) FROM rows") == "5000|\(5000 * 5001 / 2)|name 999")
        let verification = try await folder.verifyDeep()
        #expect(verification.exitCode == 0, "\(verification)")
    }

    @Test("a run that stopped in the middle goes on there, and inference and init read the file")
    func goesOn() async throws {
        var spec = UnfinishedRunTests.spec
        spec.files = "in.csv.zst"
        let csv = numberedCSV(1...3000).replacing("\n2001,", with: "\nx,")
        let folder = try PipelineFolder(spec, csv: csv)
        try await Self.pack("in.csv", in: folder)
        #expect(try await folder.run().exitCode == 65)
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 2000)
        spec.more.append("rejects: { max: 1 }")
        try folder.write(spec)
        let end = try await folder.run()
        #expect(end.exitCode == 0 && end.errors.contains("resumed behind record 2,000"), "\(end)")
        #expect(try await folder.verifyDeep().exitCode == 0)

        spec.columns = nil
        try folder.write(spec, as: "inferred.yaml")
        let check = try await folder.weir("check", "inferred.yaml")
        #expect(check.exitCode == 0 && check.output.contains("id:"), "\(check)")
        let draft = try await folder.weir("init", "in.csv.zst")
        #expect(draft.exitCode == 0 && draft.output.contains("files: in.csv.zst"), "\(draft)")
    }

    @Test("a command's zstd is unpacked too, and UTF-16 within it")
    func command() async throws {
        var spec = SpecText(source: ["format: csv", "compression: zstd", "encoding: utf-16"])
        spec.origin = "command: [cat, in.csv.zst]"
        let folder = try PipelineFolder(spec)
        try folder.files.write("in.csv", bytes: "\u{FEFF}id,name\n1,größe\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        try await Self.pack("in.csv", in: folder)
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.rows("SELECT * FROM rows") == ["1|größe"])
    }

    @Test("a truncated file, and one that was damaged since, are errors")
    func damaged() async throws {
        let folder = try PipelineFolder(SpecText(files: "in.csv.zst"), csv: numberedCSV(1...5000))
        try await Self.pack("in.csv", in: folder)
        let bytes = try folder.files.bytes("in.csv.zst")
        try folder.files.write("in.csv.zst", bytes: bytes.dropLast(9))
        let truncated = try await folder.run()
        #expect(truncated.exitCode == 65, "\(truncated)")
        #expect(truncated.errors.contains("in.csv.zst: is truncated: the file ends at byte"), "\(truncated)")

        try folder.files.write("in.csv.zst", bytes: bytes)
        #expect(try await folder.weir("run", "spec.yaml", "--restart").exitCode == 0)
        var damaged = bytes
        damaged[damaged.count - 1] ^= 1
        try folder.files.write("in.csv.zst", bytes: damaged)
        let verification = try await folder.verify()
        #expect(verification.exitCode == 1, "\(verification)")
        #expect(verification.output.contains("zstd data is corrupt at byte"), "\(verification)")
    }
}

/// Whether there is anything to pack with.
private let hasZstdProgram = ["/usr/bin/zstd", "/usr/local/bin/zstd", "/opt/homebrew/bin/zstd"]
    .contains { FileManager.default.isExecutableFile(atPath: $0) }
