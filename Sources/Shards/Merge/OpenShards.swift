// Shards that rows are being read from, as many at once as there may be open files.

import BatchSQL
import Ledger
import RowModel

/// Opens shards as they are asked for, and closes the one that was not asked for the longest. Confined to one task.
final class OpenShards {
    /// Each has a connection for its ledger and one for each table, with 2 MiB of SQLite's cache at most.
    private static let most = 24

    final class Shard {
        let database: ShardDatabase
        fileprivate var readers: [String: TableReader] = [:]
        fileprivate var lastUse = 0

        fileprivate init(_ database: ShardDatabase) {
            self.database = database
        }

        /// - Throws: `SQLiteError`
        func reader(of table: String) throws -> TableReader {
            if let reader = readers[table] { return reader }
            let reader = try TableReader(database: database.path, table: table, mayRecover: false)
            readers[table] = reader
            return reader
        }
    }

    private let folder: ShardFolder
    private let surveyed: [MergeSurvey.Shard]
    private var open: [Int: Shard] = [:]
    private var uses = 0

    /// - Parameter surveyed: what is known of each.
    init(in folder: ShardFolder, _ surveyed: [MergeSurvey.Shard]) {
        self.folder = folder
        self.surveyed = surveyed
    }

    /// - Throws: ``MergeError/replaced(path:)``, `LedgerError`
    func shard(_ number: Int) throws -> Shard {
        uses += 1
        if let shard = open[number] {
            shard.lastUse = uses
            return shard
        }
        if open.count >= Self.most, let oldest = open.min(by: { $0.value.lastUse < $1.value.lastUse })?.key {
            open[oldest] = nil
        }
        let shard = Shard(try ShardDatabase(path: folder.database(number)))
        try surveyed[number].checkIsSame(shard.database)
        shard.lastUse = uses
        open[number] = shard
        return shard
    }
}
