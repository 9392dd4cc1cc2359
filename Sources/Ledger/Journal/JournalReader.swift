// Reads a job's journal back into values.

import Foundation
import GRDB

/// Reads nights, also while one runs. Writes nothing, and trusts nothing it finds.
public struct JournalReader {
    let file: LedgerFile
    public var path: String { file.path }

    /// - Throws: ``JournalError`` if there is no such journal, or it is something else.
    public init(path: String) throws {
        do {
            file = try LedgerFile(path: path)
        } catch LedgerError.databaseMissing {
            throw JournalError.missing(path: path)
        }
        try file.read { try JournalSchema.check($0, path: path) }
    }

    /// Whether a file is a journal; false also for one that can't be read.
    public static func isJournal(path: String) -> Bool {
        (try? JournalReader(path: path)) != nil
    }

    /// Who runs a night of the job now, such as `pid 123, since 2026-11-22T01:00:00Z`; nil if nobody does, so that a night
    /// without an end was killed.
    public var holder: String? { LockFile.holder(ofDatabase: path) }

    /// The newest nights, newest first.
    /// - Parameters:
    ///   - job: of this job only; a journal may be that of several.
    ///   - limit: at most so many; nil for all.
    public func nights(job: String? = nil, limit: Int? = nil) throws -> [Night] {
        try file.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT night_id, job, job_path, params, started_at, finished_at, exit_code, tool_version, notes
                    FROM _weir_nights WHERE ?1 IS NULL OR job = ?1 ORDER BY night_id DESC LIMIT coalesce(?2, -1)
                    """,
                arguments: [job, limit]
            ).map(night)
        }
    }

    /// One night; the newest for nil.
    /// - Throws: ``JournalError/noNight(path:night:)``.
    public func night(_ id: Int64?) throws -> Night {
        let nights = try nights(limit: id == nil ? 1 : nil)
        guard let night = id.map({ wanted in nights.first { $0.id == wanted } }) ?? nights.first else {
            throw JournalError.noNight(path: path, night: id)
        }
        return night
    }

    /// In the order of the job file.
    public func pipelines(ofNight night: Int64) throws -> [NightPipeline] {
        try file.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT position, name, spec_path, database, status, exit_code, error, attempts, started_at, finished_at,
                      summaries, verified, verification
                    FROM _weir_night_pipelines WHERE night_id = ? ORDER BY position
                    """,
                arguments: [night]
            ).map(pipeline)
        }
    }

    public func maintenance(ofNight night: Int64) throws -> [NightMaintenance] {
        try file.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT position, database, task, succeeded, detail, seconds FROM _weir_night_maintenance
                    WHERE night_id = ? ORDER BY position
                    """,
                arguments: [night]
            ).map { row in
                NightMaintenance(
                    position: try value(row, "position"), database: try value(row, "database"), task: try value(row, "task"),
                    succeeded: try value(row, "succeeded"), detail: try optional(row, "detail"),
                    seconds: try value(row, "seconds"))
            }
        }
    }

    private func night(_ row: Row) throws -> Night {
        Night(
            id: try value(row, "night_id"), job: try value(row, "job"), jobPath: try value(row, "job_path"),
            parameters: try json(row, "params"), startedAt: try value(row, "started_at"),
            finishedAt: try optional(row, "finished_at"), exitCode: try optional(row, "exit_code"),
            toolVersion: try value(row, "tool_version"), notes: try json(row, "notes"))
    }

    private func pipeline(_ row: Row) throws -> NightPipeline {
        guard let status = NightPipeline.Status(rawValue: try value(row, "status")) else {
            throw malformed(row, "status")
        }
        return NightPipeline(
            position: try value(row, "position"), name: try value(row, "name"), specPath: try value(row, "spec_path"),
            database: try optional(row, "database"), status: status, exitCode: try optional(row, "exit_code"),
            error: try optional(row, "error"), attempts: try value(row, "attempts"),
            startedAt: try optional(row, "started_at"), finishedAt: try optional(row, "finished_at"),
            summaries: try value(row, "summaries"), isVerified: try optional(row, "verified"),
            verification: try optional(row, "verification"))
    }

    private func value<Value: DatabaseValueConvertible>(_ row: Row, _ column: String) throws -> Value {
        guard let value: Value = try optional(row, column) else { throw malformed(row, column) }
        return value
    }

    /// nil for NULL.
    private func optional<Value: DatabaseValueConvertible>(_ row: Row, _ column: String) throws -> Value? {
        let stored: DatabaseValue = row[column]
        if stored.isNull { return nil }
        guard let value = Value.fromDatabaseValue(stored) else { throw malformed(row, column) }
        return value
    }

    private func json<Value: Decodable>(_ row: Row, _ column: String) throws -> Value {
        let text: String = try value(row, column)
        guard let value = try? JSONDecoder().decode(Value.self, from: Data(text.utf8)) else {
            throw malformed(row, column)
        }
        return value
    }

    private func malformed(_ row: Row, _ column: String) -> JournalError {
        .malformed(path: path, what: "\(column) makes no sense: \(row)")
    }
}
