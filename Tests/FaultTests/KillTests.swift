// A load that is killed again and again ends as if nothing had happened.

import Foundation
import TestSupport
import Testing

@Suite("runs that are killed")
struct KillTests {
    @Test("killed at random moments, a load ends as an undisturbed one does", arguments: DisturbedLoad.all)
    func killed(_ load: DisturbedLoad) async throws {
        try await disturb(load, signal: SIGKILL, rounds: FaultRounds.count)
    }

    @Test(
        "ended by SIGTERM at random moments, a load ends as an undisturbed one does",
        arguments: [
            DisturbedLoad(mode: "append", format: "csv"), DisturbedLoad(mode: "upsert", format: "ndjson"),
            DisturbedLoad(mode: "ignore", format: "csv"), DisturbedLoad(mode: "replace", format: "ndjson"),
            DisturbedLoad(mode: "append", format: "ndjson", explodes: true),
        ])
    func terminated(_ load: DisturbedLoad) async throws {
        try await disturb(load, signal: SIGTERM, rounds: max(1, FaultRounds.count / 3))
    }

    private func disturb(_ load: DisturbedLoad, signal: Int32, rounds: Int) async throws {
        let undisturbed = try load.folder()
        let end = try await undisturbed.run()
        try #require(end.exitCode == 0, "\(end)")
        let traces = try await Traces.of(undisturbed)
        let commits = undisturbed.commits

        var disturber = Disturber(signal: signal)
        // A fast machine may be through before it was struck often enough; then once more.
        while disturber.strikes < rounds {
            let folder = try load.folder()
            var isDone = false
            while !isDone, disturber.strikes < rounds {
                isDone = try await disturber.strike(folder, commits: load.beginsAnew ? commits + 2 : 3) && !load.beginsAnew
                if Bool.random(using: &disturber.random) { try await checkSound(folder, load, disturber) }
            }
            try await checkEnd(folder, load, traces, disturber)
        }
    }

    /// What must hold after every strike.
    private func checkSound(_ folder: PipelineFolder, _ load: DisturbedLoad, _ disturber: Disturber) async throws {
        let note = Comment(rawValue: "seed \(disturber.random.seed), strike \(disturber.strikes)")
        #expect(try await folder.database.text("PRAGMA integrity_check") == "ok", note)
        guard try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = '_weir_runs'") == 1 else { return }
        guard !load.beginsAnew else { return }
        // A run that was told to stop before its first commit takes its empty table with it.
        let hasTable = try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'rows'") == 1
        let rows = hasTable ? try await folder.database.integer("SELECT count(*) FROM rows") : 0
        #expect(try await folder.database.integer("SELECT coalesce(sum(inserted), 0) FROM _weir_stages") == rows, note)
    }

    private func checkEnd(
        _ folder: PipelineFolder, _ load: DisturbedLoad, _ traces: [String], _ disturber: Disturber
    ) async throws {
        let end = try await folder.run()
        let note = Comment(rawValue: "seed \(disturber.random.seed), \(disturber.strikes) strikes: \(end)")
        #expect(end.exitCode == 0, note)
        #expect(disturber.surprises.isEmpty, "seed \(disturber.random.seed): \(disturber.surprises)")
        #expect(try await folder.database.text("PRAGMA integrity_check") == "ok", note)
        if let difference = Traces.difference(try await Traces.of(folder), traces) {
            Issue.record("\(difference)\n\(note)")
        }
        let verification = try await folder.verifyDeep()
        #expect(verification.exitCode == 0, "seed \(disturber.random.seed): \(verification)")
        #expect(!folder.files.exists("out.sqlite-journal") && !folder.files.exists("out.sqlite.weir-lock"), note)
    }
}
