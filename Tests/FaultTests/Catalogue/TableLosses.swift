// What can happen to the table and to the rejects behind Weir's back.

extension Loss {
    static let table = [
        sql(
            .table, "a row is deleted", .verifyCounts,
            "table \"rows\": 997 rows, and the ledger says 998: 1 row missing",
            "DELETE FROM rows WHERE id = 7"),
        sql(
            .table, "a row is doubled", .verifyCounts,
            "table \"rows\": 999 rows, and the ledger says 998: 1 row too many",
            "INSERT INTO rows SELECT * FROM rows WHERE id = 7"),
        sql(
            .table, "the rows of a whole transaction are gone", .verifyCounts,
            "table \"rows\": 898 rows, and the ledger says 998: 100 rows missing",
            "DELETE FROM rows WHERE rowid BETWEEN 201 AND 300"),
        sql(
            .table, "all rows are gone", .verifyCounts,
            "table \"rows\": 0 rows, and the ledger says 998: 998 rows missing",
            "DELETE FROM rows"),
        sql(
            .table, "it is dropped", .verifyCounts,
            "table \"rows\": the table is gone; 998 rows should be in it",
            "DROP TABLE rows"),
        sql(
            .table, "it is dropped, and the pipeline is run again", .run,
            "table \"rows\" is gone, and the ledger says that earlier runs loaded 998 rows into it",
            "DROP TABLE rows"),
        sql(
            .table, "it gets another name", .verifyCounts,
            "table \"rows\": the table is gone; 998 rows should be in it",
            "ALTER TABLE rows RENAME TO old_rows"),
        sql(
            .table, "an empty one is put in its place", .verifyCounts,
            "table \"rows\": 0 rows, and the ledger says 998: 998 rows missing",
            "CREATE TABLE copy AS SELECT * FROM rows WHERE 0; DROP TABLE rows; ALTER TABLE copy RENAME TO rows"),
        sql(
            .table, "one byte of one value is changed", .deep,
            Self.contents,
            "UPDATE rows SET name = 'name 8' WHERE id = 7"),
        sql(
            .table, "a space is put behind one value", .deep,
            Self.contents,
            "UPDATE rows SET name = name || ' ' WHERE id = 7"),
        sql(.table, "a value becomes null", .deep, Self.contents, "UPDATE rows SET name = NULL WHERE id = 7"),
        sql(
            .table, "a column's values are swapped between two rows", .deep,
            Self.contents,
            "UPDATE rows SET name = 'name ' || CASE id WHEN 7 THEN 8 ELSE 7 END WHERE id IN (7, 8)"),
        sql(
            .table, "two columns of a row are swapped", .deep,
            Self.contents,
            "UPDATE rows SET id = twice, twice = id WHERE id = 7"),
        sql(
            .table, "the number 14 becomes the text '14'", .deep,
            Self.contents,
            "UPDATE rows SET twice = '14' WHERE id = 7"),
        sql(
            .table, "the whole number 14 becomes the real 14.0", .deep,
            Self.contents,
            "UPDATE rows SET twice = 14.0 WHERE id = 7"),
        sql(
            .table, "a text becomes a blob of the same bytes", .deep,
            Self.contents,
            "UPDATE rows SET name = CAST(name AS BLOB) WHERE id = 7"),
        sql(
            .table, "a row is deleted and another one doubled", .deep,
            Self.contents,
            "DELETE FROM rows WHERE id = 7; INSERT INTO rows SELECT * FROM rows WHERE id = 8"),
        sql(
            .table, "a column is dropped", .deep,
            "table \"rows\": column \"name\" is gone",
            "ALTER TABLE rows DROP COLUMN name"),
        sql(
            .table, "a column gets another name", .deep,
            "table \"rows\": column \"name\" is gone",
            "ALTER TABLE rows RENAME COLUMN name TO title"),
    ]

    private static let contents = "table \"rows\": the contents of its rows are not what was loaded (checksum)"

    static let lineage = [
        sql(
            .lineage, "a row is deleted", .verifyCounts,
            "more.csv: 499 rows of it in the table, and the ledger says 500",
            "DELETE FROM rows WHERE id = 1007"),
        sql(
            .lineage, "a row of one input is deleted and one of another is doubled", .verifyCounts,
            "in.csv.gz: 997 rows of it in the table, and the ledger says 998",
            "DELETE FROM rows WHERE id = 7; INSERT INTO rows SELECT * FROM rows WHERE id = 1007"),
        sql(
            .lineage, "a value is changed", .deep,
            "more.csv: its 500 rows in the table are not what was loaded (checksum)",
            "UPDATE rows SET name = '' WHERE id = 1007"),
        sql(
            .lineage, "a row says that it came from another input", .verifyCounts,
            "in.csv.gz: 997 rows of it in the table, and the ledger says 998",
            "UPDATE rows SET _weir_input = 1 WHERE id = 7"),
        sql(
            .lineage, "a row says that it came from an input that there is not", .verifyCounts,
            "1 row of table \"rows\" say that they came from input 9, which no run has loaded",
            "UPDATE rows SET _weir_input = 9 WHERE id = 7"),
        sql(
            .lineage, "a row does not say any more where it came from", .verifyCounts,
            "in.csv.gz: 997 rows of it in the table, and the ledger says 998",
            "UPDATE rows SET _weir_input = NULL WHERE id = 7"),
        sql(
            .lineage, "two rows of different inputs trade their places", .deep,
            "in.csv.gz: its 998 rows in the table are not what was loaded (checksum)",
            "UPDATE rows SET _weir_input = 1 - _weir_input WHERE id IN (7, 1007)"),
        sql(
            .lineage, "a row says that it came from another record", .deep,
            "in.csv.gz: its 998 rows in the table are not what was loaded (checksum)",
            "UPDATE rows SET _weir_record = 8 WHERE id = 7"),
    ]

    static let upsert = [
        sql(
            .upsert, "a row is deleted", .verifyCounts,
            "in.csv.gz: 897 rows of it in the table, and the ledger says 898",
            "DELETE FROM rows WHERE id = 7"),
        sql(
            .upsert, "a row that was updated is what it was before", .deep,
            "more.csv: its 200 rows in the table are not what was loaded (checksum)",
            "UPDATE rows SET name = 'name 950' WHERE id = 950"),
        sql(
            .upsert, "a row that was not updated is changed", .deep,
            "in.csv.gz: its 898 rows in the table are not what was loaded (checksum)",
            "UPDATE rows SET name = 'newer 7' WHERE id = 7"),
        sql(
            .upsert, "somebody else puts a row in the place of another", .verifyCounts,
            "in.csv.gz: 897 rows of it in the table, and the ledger says 898",
            "REPLACE INTO rows(id, name, twice) VALUES (7, 'name 7', 14)"),
        sql(
            .upsert, "the ledger forgets which rows were updated", .verifyCounts,
            "more.csv: sink.updated = rows overwritten fails: 100 ≠ 0 (100 missing)",
            "DELETE FROM _weir_displaced"),
        sql(
            .upsert, "the ledger names another input as that of the rows updated", .verifyCounts,
            "in.csv.gz: 898 rows of it in the table, and the ledger says 998",
            "UPDATE _weir_displaced SET earlier_input_id = 1"),
        sql(
            .upsert, "the checksum of the rows updated is changed in the ledger", .verifyCounts,
            "run 2: its entries in the ledger have been changed",
            "UPDATE _weir_displaced SET contents = contents + 1"),
    ]

    static let rejects = [
        sql(
            .rejects, "a reject is removed", .verifyCounts,
            "in.csv.gz: assert: 1 reject by the tally, 0 kept in _weir_rejects",
            "DELETE FROM _weir_rejects"),
        sql(
            .rejects, "a reject is added", .verifyCounts,
            "in.csv.gz: assert: 1 reject by the tally, 2 kept in _weir_rejects",
            """
            INSERT INTO _weir_rejects(run_id, input_id, record, byte_offset, stage, column_name, reason, raw, raw_length)
            SELECT run_id, input_id, 7, byte_offset, stage, column_name, reason, raw, raw_length FROM _weir_rejects
            """),
        sql(
            .rejects, "a reject is moved to another stage", .verifyCounts,
            "in.csv.gz: decode: 0 rejects by the tally, 1 kept in _weir_rejects",
            "UPDATE _weir_rejects SET stage = 0"),
        sql(
            .rejects, "a reject's raw record is changed", .verifyCounts,
            "run 1: its entries in the ledger have been changed",
            "UPDATE _weir_rejects SET raw = CAST('6,none' AS BLOB)"),
        sql(
            .rejects, "a reject's reason is changed", .verifyCounts,
            "run 1: its entries in the ledger have been changed",
            "UPDATE _weir_rejects SET reason = 'no matter'"),
        sql(
            .rejects, "a reject is said to be of another record", .verifyCounts,
            "run 1: its entries in the ledger have been changed",
            "UPDATE _weir_rejects SET record = 7"),
    ]
}
