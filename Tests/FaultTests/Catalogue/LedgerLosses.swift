// What can happen to the ledger, and by restoring what it was.

import Foundation
import TestSupport

extension Loss {
    private static let changed = "run 1: its entries in the ledger have been changed since it ended (the seal does not fit)"

    static let ledger = [
        sql(
            .ledger, "a stage's `in` is changed", .verifyCounts,
            "in.csv.gz: filter.in + added = out + dropped + rejected fails: 1,001 ≠ 1,000 (1 missing)",
            tally("filter", "\"in\" = \"in\" + 1")),
        sql(
            .ledger, "a stage's `added` is changed", .verifyCounts,
            "in.csv.gz: filter.in + added = out + dropped + rejected fails: 1,001 ≠ 1,000 (1 missing)",
            tally("filter", "added = 1")),
        sql(
            .ledger, "a stage's `out` is changed", .verifyCounts,
            "in.csv.gz: filter.out = assert.in fails: 1,000 ≠ 999 (1 missing)",
            tally("filter", "out = out + 1")),
        sql(
            .ledger, "a stage's `dropped` is changed", .verifyCounts,
            "in.csv.gz: filter.in + added = out + dropped + rejected fails: 1,000 ≠ 999 (1 missing)",
            tally("filter", "dropped = 0")),
        sql(
            .ledger, "a stage's `rejected` is changed", .verifyCounts,
            "in.csv.gz: assert: 0 rejects by the tally, 1 kept in _weir_rejects",
            tally("assert", "rejected = 0, dropped = 1")),
        sql(
            .ledger, "the rows inserted are changed", .verifyCounts,
            "in.csv.gz: sink.in = inserted + updated + ignored + rejected fails: 998 ≠ 997 (1 missing)",
            tally("sink", "inserted = inserted - 1")),
        sql(.ledger, "a row said to be dropped instead of passed, by stages that agree, and deleted", .verifyCounts, changed,
            """
            DELETE FROM rows WHERE id = 7; UPDATE _weir_runs SET rows_after = rows_after - 1;
            \(tally("filter", "out = out - 1, dropped = dropped + 1"));
            UPDATE _weir_stages SET "in" = "in" - 1, out = out - 1, inserted = inserted - 1 WHERE input_id = 0 AND stage > 1
            """),
        sql(
            .ledger, "the records read are changed", .verifyCounts,
            "in.csv.gz: records: 999 when it was loaded, 1,000 now",
            "UPDATE _weir_inputs SET records = 999 WHERE input_id = 0"),
        sql(
            .ledger, "the CRC-32 of an input is changed", .verifyCounts,
            "in.csv.gz: the content has changed since it was loaded (CRC-32)",
            "UPDATE _weir_inputs SET crc32 = crc32 + 1 WHERE input_id = 0"),
        sql(
            .ledger, "the length of an input is changed", .verifyCounts,
            "in.csv.gz: length of the content in bytes:",
            "UPDATE _weir_inputs SET decoded_bytes = 1 WHERE input_id = 0"),
        sql(
            .ledger, "the checksum of an input's rows is changed", .verifyCounts,
            changed,
            "UPDATE _weir_inputs SET contents = contents + 1 WHERE input_id = 0"),
        sql(
            .ledger, "an input is said to be unfinished", .verifyCounts,
            "in.csv.gz: it was not read to its end: 1,000 records committed",
            "UPDATE _weir_inputs SET complete = 0 WHERE input_id = 0"),
        sql(
            .ledger, "an input's entries are removed", .verifyCounts,
            "run 1: rows after − rows before = 998, and 0 were gained",
            ["inputs", "stages", "rejects"].map { "DELETE FROM _weir_\($0) WHERE input_id = 0" }.joined(separator: ";")),
        sql(
            .ledger, "a stage's entry is removed", .verifyCounts,
            "run 1: a stage before this one is missing",
            "DELETE FROM _weir_stages WHERE name = 'filter' AND input_id = 0"),
        sql(
            .ledger, "a run's entry is removed, and what hangs on it is left", .verifyCounts,
            "_weir_inputs has entries of runs that _weir_runs lacks: 1",
            "DELETE FROM _weir_runs WHERE run_id = 1"),
        sql(
            .ledger, "the first run is removed with all that hangs on it", .verifyCounts,
            "run 1 is gone from the ledger",
            removed(1)),
        sql(
            .ledger, "the last run is removed with all that hangs on it", .verifyCounts,
            "table \"rows\": 1,498 rows, and the ledger says 998: 500 rows too many",
            removed(2)),
        sql(
            .ledger, "the rows before and after a run are changed", .verifyCounts,
            changed,
            "UPDATE _weir_runs SET rows_before = 1, rows_after = 999 WHERE run_id = 1"),
        sql(
            .ledger, "the spec of a run is changed", .verifyCounts,
            changed,
            "UPDATE _weir_runs SET spec_text = 'weir: 1' WHERE run_id = 1"),
        sql(
            .ledger, "a good run is said to have failed", .verifyCounts,
            "run 1: it did not end well (failed)",
            "UPDATE _weir_runs SET status = 'failed' WHERE run_id = 1"),
        sql(
            .ledger, "a good run is said to have been undone", .verifyCounts,
            "run 1: its entries in the ledger have been changed since it was undone (the seal does not fit)",
            "UPDATE _weir_runs SET status = 'undone' WHERE run_id = 1"),
        sql(
            .ledger, "the seal of a run is changed", .verifyCounts,
            changed,
            "UPDATE _weir_runs SET seal = lower(hex(randomblob(32))) WHERE run_id = 1"),
        sql(
            .ledger, "the seal of a run is removed", .verifyCounts,
            changed,
            "UPDATE _weir_runs SET seal = NULL WHERE run_id = 1"),
        sql(
            .ledger, "a count is no number any more", .verifyCounts,
            "the ledger is damaged: records is not a number",
            "UPDATE _weir_inputs SET records = 'many' WHERE input_id = 0"),
        sql(.ledger, "the whole ledger is dropped", .verifyCounts, "the database has no ledger", """
            DROP TABLE _weir_meta; DROP TABLE _weir_runs; DROP TABLE _weir_inputs; DROP TABLE _weir_stages;
            DROP TABLE _weir_displaced; DROP TABLE _weir_rejects
            """),
    ]

    private static func tally(_ stage: String, _ change: String) -> String {
        "UPDATE _weir_stages SET \(change) WHERE name = '\(stage)' AND input_id = 0"
    }

    private static func removed(_ run: Int) -> String {
        ["runs", "inputs", "stages", "displaced", "rejects"].map { "DELETE FROM _weir_\($0) WHERE run_id = \(run)" }
            .joined(separator: "; ")
    }

    static let unfinished = [
        sql(
            .unfinished, "a row is deleted", .run,
            "rows before + inserted − removed = count(*) fails: 248 ≠ 247 (1 missing)",
            "DELETE FROM rows WHERE id = 7"),
        sql(
            .unfinished, "a row is doubled", .run,
            "rows before + inserted − removed = count(*) fails: 248 ≠ 249 (1 too many)",
            "INSERT INTO rows SELECT * FROM rows WHERE id = 7"),
        sql(
            .unfinished, "a row is deleted and another one doubled", .deep,
            contentsChanged,
            "DELETE FROM rows WHERE id = 7; INSERT INTO rows SELECT * FROM rows WHERE id = 8"),
        sql(.unfinished, "a value is changed", .deep, contentsChanged, "UPDATE rows SET name = '' WHERE id = 7"),
        sql(
            .unfinished, "the records of the checkpoint are changed", .run,
            "in.csv.gz: counts do not balance: records = decode.out + decode.rejected fails",
            "UPDATE _weir_inputs SET records = records + 1"),
        sql(.unfinished, "records, tallies and rows inserted are changed, so that they agree", .run,
            "rows before + inserted − removed = count(*) fails: 249 ≠ 248 (1 missing)",
            """
            UPDATE _weir_inputs SET records = records + 1;
            UPDATE _weir_stages SET "in" = "in" + 1, out = out + 1;
            UPDATE _weir_stages SET inserted = inserted + 1 WHERE name = 'sink'
            """),
        sql(
            .unfinished, "the checkpoint stands a record too far, so that one is passed over", .verifyCounts,
            "in.csv.gz: records: 999 when it was loaded, 1,000 now",
            "UPDATE _weir_inputs SET decoded_bytes = decoded_bytes + length('251,name 251') + 1"),
        sql(
            .unfinished, "the checkpoint stands a record back, so that one is loaded twice", .verifyCounts,
            "in.csv.gz: records: 1,001 when it was loaded, 1,000 now",
            "UPDATE _weir_inputs SET decoded_bytes = decoded_bytes - length('250,name 250') - 1"),
        sql(
            .unfinished, "it is said to be complete", .verifyCounts,
            "run 1: its entries in the ledger have been changed",
            "UPDATE _weir_runs SET status = 'complete'"),
        sql(
            .unfinished, "it is said to have been undone", .verifyCounts,
            "run 1: its entries in the ledger have been changed",
            "UPDATE _weir_runs SET status = 'undone'"),
        sql(
            .unfinished, "the ledger forgets all about it, and there is no run before it", .nothing,
            "its rows look like others that were in the table before; `rows_before` of `run --json` shows them",
            removed(1)),
        sql(
            .unfinished, "a reject is removed", .verifyCounts,
            "in.csv.gz: assert: 1 reject by the tally, 0 kept in _weir_rejects",
            "DELETE FROM _weir_rejects"),
        Loss(scene: .unfinished, what: "the input is changed", finder: .run, says: "in.csv.gz has changed since") {
            try $0.replaceInput { $0.replacing("name 70\n", with: "name 7\n") }
        },
        Loss(
            scene: .unfinished, what: "another file is put in the input's place, as long and as old", finder: .run,
            says: "in.csv.gz: is not what the last run has read of it: its first"
        ) { try await $0.replaceInputUnnoticed { $0.replacing("name 70\n", with: "name 07\n") } },
        sql(
            .unfinished, "a reject's raw record is changed", .nothing,
            "only a run that has ended is sealed",
            "UPDATE _weir_rejects SET raw = CAST('6,none' AS BLOB)"),
    ]

    private static let contentsChanged = "table \"rows\": the contents of its rows are not what was loaded (checksum)"

    static let backups = [
        sql(
            .backup, "the table is that of yesterday, and the ledger that of today", .verifyCounts,
            "table \"rows\": 998 rows, and the ledger says 1,498: 500 rows missing",
            "DELETE FROM rows WHERE id > 1000"),
        Loss(
            scene: .backup, what: "the database is that of yesterday, and the next run finds today's input", finder: .nothing,
            says: "there is no loss: the ledger went back with the table, so the run loads the input again", runsAgain: true
        ) { try restore($0) },
        Loss(
            scene: .backup, what: "the database is that of yesterday, and today's input is gone", finder: .nothing,
            says: "nobody knows any more that there was one; keep inputs as long as backups"
        ) { folder in
            try restore(folder)
            try folder.files.remove("more.csv")
        },
    ]

    private static func restore(_ folder: PipelineFolder) throws {
        try folder.files.write("out.sqlite", bytes: try folder.files.bytes("yesterday.sqlite"))
    }
}
