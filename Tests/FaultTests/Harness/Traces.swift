// All that a load leaves in the database, to be compared with that of another one.

import TestSupport

/// What two loads of the same inputs must have in common, however often one of them was disturbed.
enum Traces {
    /// The table in the order of its rowids, and what the ledger says of the newest run that read anything, but times, numbers and places.
    static func of(_ folder: PipelineFolder) async throws -> [String] {
        let newest = "run_id = (SELECT max(run_id) FROM _weir_inputs)"
        // A replacing run that begins anew has new numbers for its inputs.
        let input = "input_id - (SELECT min(input_id) FROM _weir_inputs WHERE \(newest))"
        var traces = try await folder.database.rows(".dump rows")
        for query in [
            "SELECT status, mode, rows_before, rows_after, columns, lineage FROM _weir_runs WHERE \(newest)",
            """
            SELECT \(input), records, blank_lines, comment_lines, decoded_bytes, crc32, contents, complete
              FROM _weir_inputs WHERE \(newest) ORDER BY input_id
            """,
            """
            SELECT \(input), stage, name, "in", added, out, dropped, rejected, inserted, updated, ignored
              FROM _weir_stages WHERE \(newest) ORDER BY input_id, stage
            """,
            """
            SELECT \(input), earlier_input_id, reason, rows, contents
              FROM _weir_displaced WHERE \(newest) ORDER BY input_id, earlier_input_id, reason
            """,
            """
            SELECT \(input), record, byte_offset, stage, column_name, reason, hex(raw), raw_length
              FROM _weir_rejects WHERE \(newest) ORDER BY input_id, record, stage, reason
            """,
        ] {
            traces += try await folder.database.rows(query)
        }
        return traces
    }

    /// The first lines in which two traces differ; nil where they are the same.
    static func difference(_ left: [String], _ right: [String]) -> String? {
        if left == right { return nil }
        let index = zip(left, right).enumerated().first { $1.0 != $1.1 }?.offset ?? min(left.count, right.count)
        func line(_ lines: [String]) -> String { index < lines.count ? lines[index] : "(end)" }
        return "\(left.count) and \(right.count) lines; line \(index + 1):\n\(line(left))\n\(line(right))"
    }
}
