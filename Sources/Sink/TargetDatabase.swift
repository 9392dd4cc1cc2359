// The connection to the target database.

import BatchSQL
import Foundation
import GRDB
import PipelineSpec
import RowModel

/// Opens the target database with the settings that the measurements in docs/architecture.md found best for a bulk
/// load.
enum TargetDatabase {
    /// Bytes of SQLite's page cache. Small on purpose: pages spill while the transaction grows, so the commit has less
    /// to write.
    private static let cacheBytes = 8 << 20
    /// For a database that is made here; larger pages mean fewer of them to journal and sync.
    private static let pageBytes = 16384

    /// Makes the folder of a database where it is missing.
    static func makeFolder(of path: String) throws(SinkError) {
        let folder = path.folderPart
        if folder.isEmpty { return }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .cannotOpen(path: path, message: "its folder can't be made (\(error.localizedDescription))")
        }
    }

    /// Opens the database, making it where it is missing.
    /// - Throws: ``SinkError``.
    static func open(_ plan: TargetPlan) throws -> DatabaseQueue {
        let path = plan.databasePath
        var configuration = Configuration()
        configuration.label = "weir.sink"
        // One transaction takes in many batches.
        configuration.allowsUnsafeTransactions = true
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(10)
        let durability = plan.durability
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA page_size = \(pageBytes)")
            try db.execute(sql: "PRAGMA cache_size = -\(cacheBytes / 1024)")
            try db.execute(sql: "PRAGMA synchronous = \(durability.pragma)")
        }
        return try mapping(path: path, table: plan.table) {
            try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    /// Runs `body`, turning SQLite's errors into ``SinkError``.
    static func mapping<Result>(path: String, table: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw SinkError(error, path: path, table: table)
        } catch let error as SQLiteError {
            let error = DatabaseError(resultCode: ResultCode(rawValue: error.code), message: error.message)
            throw SinkError(error, path: path, table: table)
        }
    }
}

extension SinkSpec.Durability {
    /// `off` keeps the rollback journal: without it a crash of this process, not only of the machine, would corrupt the
    /// database (https://sqlite.org/pragma.html#pragma_synchronous).
    fileprivate var pragma: String {
        switch self {
        case .full: "FULL"
        case .normal: "NORMAL"
        case .off: "OFF"
        }
    }
}
