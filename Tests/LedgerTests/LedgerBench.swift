// A database with a ledger, made by hand: inputs are real files, rows are inserted by SQL.

import Foundation
import GRDB
import RowModel
import TestSupport

@testable import Ledger

final class LedgerBench {
    let folder: TemporaryFolder
    let queue: DatabaseQueue
    private var files = 0

    init() throws {
        folder = try TemporaryFolder()
        var configuration = Configuration()
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = OFF") }
        queue = try DatabaseQueue(path: folder.path("d.sqlite"), configuration: configuration)
        try queue.write { db in
            try LedgerSchema.prepare(db)
            try db.execute(sql: "CREATE TABLE t(id INTEGER)")
        }
    }

    var path: String { folder.path("d.sqlite") }

    /// An input of so many records, all of them counted as inserted but for the rejected ones.
    func input(records: Int, rejected: Int = 0, index: Int = 0, isComplete: Bool = true) throws -> InputAccount {
        files += 1
        let text = "id\n" + (0..<records).map { "\($0)\n" }.joined()
        let file = try folder.write("in\(files).csv", text)
        let reading = InputReading(format: .csv(CSVDialect()), compression: .auto)
        var input = InputRecord(
            index: index, identity: InputIdentity(path: file, size: text.utf8.count, modified: 0), reading: reading)
        let counted = try recount(path: file, compression: .auto, format: reading.format)
        input.records = counted.records
        input.decodedBytes = counted.decodedBytes
        input.readMark = isComplete ? ReadMark(bytes: counted.decodedBytes, crc32: counted.crc32) : nil
        input.isComplete = isComplete
        let rows = records - rejected
        return InputAccount(
            input: input,
            stages: [
                StageRecord(name: "decode", tally: Tally(stored: records, added: 0, out: rows, dropped: 0, rejected: rejected)),
                StageRecord(name: "select", tally: Tally(stored: rows, added: 0, out: rows, dropped: 0, rejected: 0)),
                StageRecord(
                    name: "sink", tally: Tally(stored: rows, added: 0, out: rows, dropped: 0, rejected: 0),
                    written: WrittenRows(inserted: rows)),
            ])
    }

    /// Enters a run with its inputs, and does to the table what it would have done.
    /// - Parameter status: `.running` is a run that was killed.
    @discardableResult
    func run(
        _ status: RunStatus = .complete, mode: String = "append", pipeline: String = "p", inputs: [InputAccount] = []
    ) throws -> Int64 {
        try queue.write { db in
            let replaces = mode == "replace"
            let before = replaces ? 0 : try Int.fetchOne(db, sql: "SELECT count(*) FROM t")!
            let writer = try LedgerWriter(
                starting: RunStart(
                    pipeline: pipeline, table: "t", mode: mode, specPath: "/s.yaml", specText: "s", loadIdentity: "s",
                    parameters: [:], rowsBefore: before, columns: [], hasLineage: false, toolVersion: "test"),
                in: db)
            // A replacing run that fails leaves the table as it was.
            if replaces, status == .complete { try db.execute(sql: "DELETE FROM t") }
            for account in inputs {
                try writer.save(account, in: db)
                if !replaces || status == .complete {
                    for _ in 0..<account.inserted { try db.execute(sql: "INSERT INTO t VALUES (1)") }
                }
                for record in 0..<account.rejected {
                    try db.execute(
                        sql: """
                            INSERT INTO _weir_rejects(run_id, input_id, record, byte_offset, stage, reason, raw, raw_length)
                            VALUES (?, ?, ?, 0, 0, 'bad', x'00', 1)
                            """,
                        arguments: [writer.runID, account.input.index, record])
                }
            }
            if status != .running {
                let after = try Int.fetchOne(db, sql: "SELECT count(*) FROM t")
                try writer.finish(status, error: status == .complete ? nil : "a reason", rowsAfter: after, in: db)
            }
            return writer.runID
        }
    }

    func change(_ sql: String) throws {
        try queue.writeWithoutTransaction { db in try db.execute(sql: sql) }
    }

    func verify(pipeline: String = "p", table: String = "t", deep: Bool = false) throws -> VerificationReport {
        try CountVerifier.verify(database: path, pipeline: pipeline, table: table, deep: deep)
    }

    /// The problems that verify-counts finds, with the inputs' folder left out.
    func problems(deep: Bool = false) throws -> [String] {
        try verify(deep: deep).allProblems.map { $0.replacing(folder.path(""), with: "") }
    }
}
