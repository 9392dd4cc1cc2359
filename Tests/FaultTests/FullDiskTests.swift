// A load whose files may not grow any further, again and again, with a little more room each time.

import Foundation
import TestSupport
import Testing

@Suite("disks that are full")
struct FullDiskTests {
    /// Bytes of a database that holds nothing but a ledger without a run, and some more: with less there is nothing to verify.
    private static let emptyLedger = 260_000

    @Test(
        "a load that runs out of room says so, leaves a sound database, and goes on when there is more",
        arguments: [("append", "csv"), ("upsert", "ndjson"), ("ignore", "csv"), ("replace", "csv")])
    func full(mode: String, format: String) async throws {
        let load = DisturbedLoad(mode: mode, format: format)
        let undisturbed = try load.folder()
        try #require(try await undisturbed.run().exitCode == 0)
        let size = try undisturbed.files.size("out.sqlite")

        let folder = try load.folder()
        var generator = SeededGenerator()
        var timesFull = 0
        for round in 1...5 {
            let bytes = Self.emptyLedger + (size - Self.emptyLedger) * round / 6 + Int.random(in: 0...20_000, using: &generator)
            let end = try await run(folder, fileBytes: bytes)
            let note = Comment(rawValue: "seed \(generator.seed), at most \(bytes) bytes: \(end)")
            if end.exitCode == 74 {
                timesFull += 1
                #expect(end.errors.contains("rows committed so far are safe"), note)
                let verification = try await folder.verify()
                #expect(verification.exitCode == 1, "\(note)\n\(verification)")
            } else {
                #expect(end.exitCode == 0, note)
            }
            #expect(!end.wasKilled, note)
            #expect(try await folder.database.text("PRAGMA integrity_check") == "ok", note)
        }
        #expect(timesFull > 0, "seed \(generator.seed)")

        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        if let difference = Traces.difference(try await Traces.of(folder), try await Traces.of(undisturbed)) {
            Issue.record("seed \(generator.seed): \(difference)")
        }
        let verification = try await folder.verifyDeep()
        #expect(verification.exitCode == 0, "\(verification)")
    }

    /// Runs with a limit on the size of every file it writes: writing beyond it fails as on a full disk, with EFBIG for ENOSPC.
    private func run(_ folder: PipelineFolder, fileBytes: Int) async throws -> ProgramEnd {
        // The unit is 512 bytes in POSIX's sh, and 1,024 in bash.
        try await Program.run(
            "bash", ["-c", "ulimit -f \(fileBytes / 1024); exec \"$0\" run spec.yaml", WeirBinary.path], in: folder.files.url)
    }
}
