// A decoded batch into a table: its checksum, and the INSERT … SELECT without a file below it.

import BatchSQL
import GRDB
import RowModel

extension HotLoop {
    static var writing: [HotLoop] {
        [
            HotLoop(name: "checksum", unit: .row) { try checksum() },
            HotLoop(name: "insert", unit: .row) { try insert() },
        ]
    }

    private static func checksum() throws -> Ready {
        let pipeline = try SamplePipeline()
        let batch = try pipeline.batch()
        let contents = RowContents(pipeline.schema.columns)
        let wanted = contents.sum(of: 0..<batch.rowCount, in: batch)
        return Ready(units: batch.rowCount) {
            precondition(contents.sum(of: 0..<batch.rowCount, in: batch) == wanted)
        }
    }

    /// Among what is measured is emptying the table again, for which SQLite frees whole pages.
    private static func insert() throws -> Ready {
        let pipeline = try SamplePipeline()
        let batch = try pipeline.batch()
        let queue = try DatabaseQueue()
        let source = try queue.inDatabase { db in
            let columns = pipeline.schema.columns.map { "\($0.name) \($0.type.sqlType)" }
            try db.execute(sql: "CREATE TABLE orders (\(columns.joined(separator: ", ")))")
            return try BatchTable(named: "batch", schema: pipeline.schema, on: db.sqliteConnection!)
        }
        source.expose(batch)
        return Ready(units: batch.rowCount) {
            try queue.inDatabase { db in
                try db.cachedStatement(sql: "INSERT INTO orders SELECT * FROM batch").execute()
                precondition(db.changesCount == batch.rowCount)
                try db.cachedStatement(sql: "DELETE FROM orders").execute()
            }
        }
    }
}
