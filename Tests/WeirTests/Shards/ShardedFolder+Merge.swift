// The shards of a folder in one database, beside what one machine makes of the same spec.

import Foundation
import TestSupport
import Testing

extension ShardedFolder {
    var merged: SQLiteShell { SQLiteShell(files.path("all.sqlite")) }

    func merge(_ more: String..., environment: [String: String] = [:]) async throws -> ProgramEnd {
        try await WeirBinary.run(["merge", "plan.shards", "-o", "all.sqlite"] + more, environment: environment, in: files.url)
    }

    /// The spec, with its table in the merged database: for everything that is asked of that one.
    func writeMergedSpec() throws {
        let spec = String(decoding: try files.bytes("spec.yaml"), as: UTF8.self)
        try files.write("all.yaml", spec.replacing("out.sqlite", with: "all.sqlite"))
    }

    func verifyMerged() async throws -> ProgramEnd {
        try writeMergedSpec()
        return try await folder.weir("verify-counts", "all.yaml", "--deep")
    }

    /// What a ledger says, but for times and the numbers of rejects.
    private static let ledger = [
        "SELECT run_id, pipeline, target_table, mode, status, rows_before, rows_after, rowid_before, columns, lineage FROM _weir_runs ORDER BY 1",
        """
        SELECT run_id, input_id, path, size, reading, records, blank_lines, comment_lines, decoded_bytes, read_bytes, crc32,
          contents, complete FROM _weir_inputs ORDER BY 1, 2
        """,
        "SELECT * FROM _weir_stages ORDER BY 1, 2, 3",
        "SELECT * FROM _weir_displaced ORDER BY 1, 2, 3, 4",
        """
        SELECT run_id, input_id, record, byte_offset, stage, column_name, reason, hex(raw), raw_length FROM _weir_rejects
        ORDER BY 1, 2, 3, 5, 7
        """,
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE '%_weir%' AND tbl_name NOT LIKE '%_weir%' ORDER BY 1, 2",
    ]

    /// Expects what a run on one machine has left in `out.sqlite`, to the last entry of the ledger.
    func expectSameAsOneMachine(tables: [String] = ["rows"], _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for table in tables {
            let sql = "SELECT * FROM \(table)"
            #expect(
                try await merged.rows(sql).sorted() == folder.database.rows(sql).sorted(), comment, sourceLocation: sourceLocation)
        }
        for sql in Self.ledger {
            #expect(try await merged.rows(sql) == folder.database.rows(sql), comment, sourceLocation: sourceLocation)
        }
    }
}
