// All that a ledger says, but for what differs between two loads of the same inputs.

extension SQLiteShell {
    /// What is left out: times, and the numbers of rejects.
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

    /// The rows of some tables, sorted, the ledger, and the definitions of all else.
    public func contents(ofTables tables: [String]) async throws -> [[String]] {
        var contents: [[String]] = []
        for table in tables { contents.append(try await rows("SELECT * FROM \(table)").sorted()) }
        for sql in Self.ledger { contents.append(try await rows(sql)) }
        return contents
    }
}
