// A copy of a database, made while others may read and write it, and the oldest copies beyond a number removed.

import Foundation
import GRDB
import Ledger
import PipelineSpec
import RowModel

/// Copies through SQLite's backup API (https://sqlite.org/backup.html) to a file of another name, checks the copy, and only
/// then gives it its name. So what has the name of a copy is whole and sound.
struct DatabaseBackup {
    struct Made {
        var path: String
        var bytes: Int
        var removed: Int

        var text: String {
            "\(path), \(bytes.byteSize)" + (removed > 0 ? "; \(removed.counted("old backup")) removed" : "")
        }
    }

    private let database: String
    private let folder: BackupFolder
    private let keep: Int
    private let stamp: String
    /// A step holds up whoever wants to write for the time it takes.
    private static let pagesPerStep: CInt = 4096
    /// A commit between two steps makes SQLite begin anew. Beyond so many the copy is made in one step.
    private static let mostRestarts = 3

    init(of database: String, _ spec: BackupSpec, at time: Date = .now) {
        self.database = database
        folder = BackupFolder(path: spec.folder, of: database)
        keep = spec.keep
        stamp = Self.stamp(time)
    }

    /// - Throws: ``MaintenanceError``, `DatabaseError` of the database itself.
    func make(from source: DatabaseQueue) throws -> Made {
        try folder.prepare()
        let partial = folder.file(folder.name.partialFile(stamp))
        let copy = folder.name.file(stamp)
        do {
            try write(source, to: partial)
            try settle(partial)
            guard rename(partial, folder.file(copy)) == 0 else { throw folder.failure(copy) }
        } catch {
            for ending in ["", "-journal", "-wal", "-shm"] { unlink(partial + ending) }
            throw error
        }
        folder.sync()
        let bytes = FileStatus(folder.file(copy)).map(\.size) ?? 0
        return Made(path: folder.file(copy), bytes: bytes, removed: try folder.removeSurplus(behind: copy, keep: keep))
    }

    private func write(_ source: DatabaseQueue, to partial: String) throws {
        // Nobody else may read what nobody else may read in the database.
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw folder.failure(folder.name.file(stamp)) }
        close(descriptor)
        try mapping(partial) {
            var configuration = Configuration()
            configuration.label = "weir.backup"
            configuration.prepareDatabase { db in
                // The file has no name yet, and is synced once it is whole.
                try db.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
            }
            let copy = try DatabaseQueue(path: partial, configuration: configuration)
            try copy.writeWithoutTransaction { copy in
                try source.writeWithoutTransaction { source in try Self.copy(source, to: copy) }
            }
            // A copy of a database in WAL mode is to be one file, too.
            try copy.writeWithoutTransaction { db in _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE") }
            try copy.close()
        }
    }

    private static func copy(_ source: Database, to copy: Database) throws {
        struct TooManyRestarts: Error {}
        var remaining = Int.max
        var restarts = 0
        do {
            try source.backup(to: copy, pagesPerStep: pagesPerStep) { progress in
                if progress.remainingPageCount >= remaining { restarts += 1 }
                if restarts > mostRestarts { throw TooManyRestarts() }
                remaining = progress.remainingPageCount
            }
        } catch is TooManyRestarts {
            try source.backup(to: copy)
        }
    }

    /// Reads the copy once more, and brings it to the disk.
    private func settle(_ partial: String) throws {
        try mapping(partial) {
            var configuration = Configuration()
            configuration.readonly = true
            let copy = try DatabaseQueue(path: partial, configuration: configuration)
            if let faults = try IntegrityPragma(.quick).faults(of: copy) {
                throw MaintenanceError.copyDamaged(path: folder.file(folder.name.file(stamp)), faults: faults)
            }
            try copy.close()
        }
        let descriptor = open(partial, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw folder.failure(folder.name.file(stamp)) }
        defer { close(descriptor) }
        if let mode = FileStatus(folder.database)?.permissions { fchmod(descriptor, mode) }
        guard fsync(descriptor) == 0 else { throw folder.failure(folder.name.file(stamp)) }
    }

    /// SQLite's errors are those of the copy, unless it is busy, which only the database can be.
    private func mapping(_ partial: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as DatabaseError {
            let isOfDatabase = [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
            let failure = MaintenanceError(error, path: isOfDatabase ? database : folder.file(folder.name.file(stamp)))
            guard case .cannotOpen(let path, let message) = failure, !isOfDatabase else { throw failure }
            throw MaintenanceError.cannotMakeBackup(path: path, message: message)
        }
    }

    /// `2026-11-22T020000Z`: a colon is no part of a file's name everywhere.
    static func stamp(_ time: Date) -> String {
        time.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: false).timeSeparator(.omitted)) + "Z"
    }
}
