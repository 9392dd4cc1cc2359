// Writes a job's journal. Each step of a night is a transaction, so that what a killed night had come to stays.

import Foundation
import GRDB
import RowModel

/// The journal of a job, held by this process alone for as long as this lives; others may read it meanwhile.
public final class JournalWriter: Sendable {
    private let path: String
    private let lock: HeldLock
    private let queue: DatabaseQueue

    /// Opens the journal, or makes it and its folder.
    /// - Throws: ``JournalError``: another process has it, it can't be made, or it is something else.
    public init(path: String) throws {
        self.path = path
        // What stands in its way the lock file tells.
        let folder = path.folderPart
        if !folder.isEmpty { try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
        do throws(HeldLock.Refusal) {
            lock = try HeldLock(path: LockFile.path(ofDatabase: path))
        } catch {
            switch error {
            case .held(let holder): throw JournalError.running(path: path, holder: holder)
            case .cannotMake(let reason):
                throw JournalError.cannotOpen(path: path, message: "its lock file can't be made (\(reason))")
            }
        }
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.write { try JournalSchema.prepare($0, path: path) }
        } catch let error as DatabaseError {
            throw Self.error(error, path: path, opening: true)
        }
    }

    /// Enters a night with its pipelines.
    /// - Returns: its number.
    public func begin(_ night: Night, _ pipelines: [NightPipeline]) async throws -> Int64 {
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO _weir_nights(job, job_path, params, started_at, tool_version, notes)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    night.job, night.jobPath, try LedgerWriter.json(night.parameters), night.startedAt, night.toolVersion,
                    try LedgerWriter.json(night.notes),
                ])
            let id = db.lastInsertedRowID
            for pipeline in pipelines { try Self.save(pipeline, ofNight: id, in: db) }
            return id
        }
    }

    /// Stores what is known of a pipeline now, in place of what was stored before.
    public func save(_ pipeline: NightPipeline, ofNight night: Int64) async throws {
        try await write { try Self.save(pipeline, ofNight: night, in: $0) }
    }

    public func save(_ maintenance: NightMaintenance, ofNight night: Int64) async throws {
        try await write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO _weir_night_maintenance VALUES (?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    night, maintenance.position, maintenance.database, maintenance.task, maintenance.succeeded,
                    maintenance.detail, maintenance.seconds,
                ])
        }
    }

    /// Stores how a night has ended, and what is to be noted about it.
    public func finish(_ night: Night) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE _weir_nights SET finished_at = ?, exit_code = ?, notes = ? WHERE night_id = ?",
                arguments: [night.finishedAt, night.exitCode, try LedgerWriter.json(night.notes), night.id])
        }
    }

    private static func save(_ pipeline: NightPipeline, ofNight night: Int64, in db: Database) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO _weir_night_pipelines(night_id, position, name, spec_path, database, status, exit_code,
                  error, attempts, started_at, finished_at, summaries, verified, verification)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                night, pipeline.position, pipeline.name, pipeline.specPath, pipeline.database, pipeline.status.rawValue,
                pipeline.exitCode, pipeline.error, pipeline.attempts, pipeline.startedAt, pipeline.finishedAt,
                pipeline.summaries, pipeline.isVerified, pipeline.verification,
            ])
    }

    private func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await queue.write(body)
        } catch let error as DatabaseError {
            throw Self.error(error, path: path, opening: false)
        }
    }

    private static func error(_ error: DatabaseError, path: String, opening: Bool) -> JournalError {
        let message = error.message ?? error.description
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy(path: path)
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: return .notAJournal(path: path)
        default: return opening ? .cannotOpen(path: path, message: message) : .cannotWrite(path: path, message: message)
        }
    }
}
