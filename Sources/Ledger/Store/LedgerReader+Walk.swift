// Reads accounts one by one, where a run may have any number of inputs.

import GRDB

extension LedgerReader {
    /// Calls `body` with each account of a run in the order of its inputs, and holds one at a time.
    /// - Throws: ``LedgerError/malformed(_:)``, `DatabaseError`, and what `body` throws.
    func forEachAccount(ofRun run: Int64, _ body: (InputAccount) throws -> Void) throws {
        var displaced = try displacements(ofRun: run, input: nil)
        var stages = try StageWalk(of: run, self)
        var readings: [String: InputReading] = [:]
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT input_id, path, size, modified_ns, reading, records, blank_lines, comment_lines, decoded_bytes,
                  read_bytes, crc32, contents, complete
                FROM _weir_inputs WHERE run_id = ? ORDER BY input_id
                """,
            arguments: [run])
        while let row = try rows.next() {
            let input = try input(row, &readings)
            try body(
                InputAccount(
                    input: input, stages: try stages.next(ofInput: input.index),
                    displaced: displaced.removeValue(forKey: input.index) ?? []))
        }
        guard stages.isAtEnd, displaced.isEmpty else {
            let table = stages.isAtEnd ? "_weir_displaced" : "_weir_stages"
            throw LedgerError.malformed("run \(run): \(table) has entries of an input that _weir_inputs lacks")
        }
    }
}

/// The stages of a run's inputs, read beside the inputs.
private struct StageWalk {
    private let run: Int64
    private let reader: LedgerReader
    private let rows: RowCursor
    private var pending: (input: Int, position: Int, stage: StageRecord)?

    init(of run: Int64, _ reader: LedgerReader) throws {
        self.run = run
        self.reader = reader
        rows = try Row.fetchCursor(
            reader.db,
            sql: """
                SELECT input_id, stage, name, "in", added, out, dropped, rejected, inserted, updated, ignored
                FROM _weir_stages WHERE run_id = ? ORDER BY input_id, stage
                """,
            arguments: [run])
        try advance()
    }

    var isAtEnd: Bool { pending == nil }

    mutating func next(ofInput input: Int) throws -> [StageRecord] {
        var stages: [StageRecord] = []
        while let found = pending, found.input == input {
            guard found.position == stages.count else {
                throw LedgerError.malformed(
                    "run \(run): input \(input) has a stage \(found.position), and the one before it is missing")
            }
            stages.append(found.stage)
            try advance()
        }
        return stages
    }

    private mutating func advance() throws {
        pending = try rows.next().map { row in
            (try reader.integer(row, "input_id"), try reader.integer(row, "stage"), try reader.stage(row))
        }
    }
}
