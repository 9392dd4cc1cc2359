// The journal of a job: what was written is read, and nothing else is taken for one.

import Foundation
import TestSupport
import Testing

@testable import Ledger

@Suite("journal of a job")
struct JournalTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path("deep/j.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    private static func night(_ job: String = "nightly") -> Night {
        Night(job: job, jobPath: "p/nightly.yaml", parameters: ["day": "2026-11-20"], startedAt: "2026-11-21T01:00:00.000Z", toolVersion: "1")
    }

    @Test("nights come back as they were written, newest first, and an unfinished one as what it had come to")
    func roundTrip() async throws {
        let writer = try JournalWriter(path: path)
        var first = Self.night()
        var pipelines = ["a", "b"].enumerated().map { NightPipeline(position: $0, name: $1, specPath: "\($1).yaml", database: nil) }
        first.id = try await writer.begin(first, pipelines)
        pipelines[1] = NightPipeline(
            position: 1, name: "b", specPath: "b.yaml", database: "b.sqlite", status: .timedOut, exitCode: 75, error: "x\ny",
            attempts: 3, startedAt: "2026-11-21T01:00:00.500Z", finishedAt: "2026-11-21T01:00:02.000Z", summaries: "[{}]",
            isVerified: false, verification: "[1]")
        try await writer.save(pipelines[1], ofNight: first.id)
        let maintenance = NightMaintenance(position: 0, database: "b.sqlite", task: "optimize", succeeded: true, seconds: 0.5)
        try await writer.save(maintenance, ofNight: first.id)
        first.exitCode = 75
        first.finishedAt = "2026-11-21T01:00:03.250Z"
        first.notes = ["on_failure: …"]
        try await writer.finish(first)
        var second = Self.night("other")
        second.id = try await writer.begin(second, [])

        let reader = try JournalReader(path: path)
        #expect(try reader.nights() == [second, first] && reader.nights(limit: 1) == [second])
        #expect(try reader.nights(job: "nightly") == [first])
        #expect(try reader.night(nil) == second && reader.night(first.id) == first)
        #expect(try reader.pipelines(ofNight: first.id) == pipelines && reader.pipelines(ofNight: second.id) == [])
        #expect(try reader.maintenance(ofNight: first.id) == [maintenance])
        #expect(pipelines[1].seconds == 1.5 && first.seconds == 3.25 && second.seconds == nil)
        #expect(throws: JournalError.noNight(path: path, night: 9)) { try reader.night(9) }
        #expect(reader.holder?.contains("pid \(getpid())") == true)
        #expect(throws: JournalError.self) { try JournalWriter(path: path) }
        withExtendedLifetime(writer) {}
    }

    @Test("the lock goes with its holder")
    func lock() throws {
        var writer: JournalWriter? = try JournalWriter(path: path)
        let error = #expect(throws: JournalError.self) { try JournalWriter(path: path) }
        #expect(error?.exitCode == .tryAgain && error?.description.contains("another weir runs this job (pid \(getpid())") == true)
        withExtendedLifetime(writer) {}
        writer = nil
        _ = try JournalWriter(path: path)
        #expect(try JournalReader(path: path).holder == nil)
    }

    @Test("another database is never made a journal, and one of another format is refused")
    func others() async throws {
        #expect(throws: JournalError.missing(path: path)) { try JournalReader(path: path) }
        #expect(!JournalReader.isJournal(path: path))
        let other = folder.path("other.sqlite")
        try await SQLiteShell(other).execute("CREATE TABLE t(a)")
        #expect(throws: JournalError.notAJournal(path: other)) { try JournalWriter(path: other) }
        #expect(throws: JournalError.notAJournal(path: other)) { try JournalReader(path: other) }
        #expect(try await SQLiteShell(other).text("SELECT group_concat(name) FROM sqlite_schema") == "t")
        try folder.write("text.sqlite", String(repeating: "no database\n", count: 100))
        #expect(throws: JournalError.notAJournal(path: folder.path("text.sqlite"))) { try JournalWriter(path: folder.path("text.sqlite")) }
        _ = try JournalWriter(path: path)
        #expect(JournalReader.isJournal(path: path))
        try await SQLiteShell(path).execute("UPDATE _weir_journal SET value = 2")
        #expect(throws: JournalError.version(path: path, found: 2)) { try JournalReader(path: path) }
        #expect(throws: JournalError.version(path: path, found: 2)) { try JournalWriter(path: path) }
    }

    @Test("a value that can't be what Weir wrote is told, and no crash")
    func damaged() async throws {
        let writer = try JournalWriter(path: path)
        let id = try await writer.begin(Self.night(), [NightPipeline(position: 0, name: "a", specPath: "a", database: nil)])
        for (sql, column) in [
            ("UPDATE _weir_night_pipelines SET status = 'gone'", "status"), ("UPDATE _weir_night_pipelines SET attempts = 'x'", "attempts"),
            ("UPDATE _weir_nights SET params = '['", "params"),
        ] {
            try await SQLiteShell(path).execute(sql)
            let error = #expect(throws: JournalError.self) {
                let reader = try JournalReader(path: path)
                _ = try reader.pipelines(ofNight: id)
                _ = try reader.nights()
            }
            #expect(error?.description.contains("damaged") == true, "\(column)")
            try await SQLiteShell(path).execute("UPDATE _weir_night_pipelines SET status = 'waiting', attempts = 0")
        }
        withExtendedLifetime(writer) {}
    }
}
