// verify-counts: what it must catch, what it must not mind, and that it never writes.

import Foundation
import TestSupport
import Testing

@Suite("verify-counts")
struct VerifyCountsTests {
    /// Loads 12 records: 9 rows, a dropped row, two rejects.
    static func loaded() async throws -> PipelineFolder {
        var spec = SpecText(files: "[in.csv, more.csv.gz]")
        spec.transforms = ["filter: id <> 5", "assert: name <> 'bad'"]
        spec.more = ["rejects: { max: 2 }"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...6) + "x,y\n7,bad\n")
        try folder.files.write("more.csv.gz", bytes: Gzip.member(Array(numberedCSV(11...14).utf8)))
        let end = try await folder.run()
        try #require(end.exitCode == 0, "\(end)")
        return folder
    }

    @Test("a sound load is shown stage by stage, and a script gets the same as JSON")
    func balanced() async throws {
        let folder = try await Self.loaded()
        let end = try await folder.verify()
        #expect(end.exitCode == 0, "\(end)")
        #expect(end.output.contains("✓  in.csv       8  records, recounted  8"), "\(end)")
        #expect(end.output.contains("table rows: 9 rows by the ledger, 9 in the table"), "\(end)")
        #expect(end.output.hasSuffix("balanced: every record is accounted for\n"), "\(end)")

        let json = try await folder.weir("verify-counts", "spec.yaml", "--json").output
        let report = try JSONDecoder().decode(Verification.self, from: Data(json.utf8))
        #expect(json.filter { $0 == "\n" }.count == 1)
        #expect(report.balanced)
        #expect(report.problems.isEmpty)
        #expect(report.report.rows.expected == 9)
        #expect(report.report.rows.actual == 9)
    }

    struct Verification: Decodable {
        struct Report: Decodable {
            var rows: Rows
        }
        struct Rows: Decodable {
            var expected: Int
            var actual: Int
        }
        var balanced: Bool
        var problems: [String]
        var report: Report
    }

    @Test("whatever is changed behind Weir's back in the database is found and named", arguments: databaseSabotage)
    func database(_ sql: String, culprit: String) async throws {
        let folder = try await Self.loaded()
        try await folder.database.execute(sql)
        let end = try await folder.verify()
        #expect(end.exitCode == 1, "\(end)")
        #expect((end.output + end.errors).contains(culprit), "\(end)")
        #expect(!end.output.contains("balanced: every record"), "\(end)")
    }

    static let databaseSabotage = [
        ("DELETE FROM rows WHERE id = 3", "table \"rows\": 8 rows, and the ledger says 9: 1 row missing"),
        (
            "INSERT INTO rows VALUES (99, 'more'), (98, 'more')",
            "table \"rows\": 11 rows, and the ledger says 9: 2 rows too many"
        ),
        ("DELETE FROM rows", "0 rows, and the ledger says 9: 9 rows missing"),
        ("DROP TABLE rows", "table \"rows\": the table is gone; 9 rows should be in it"),
        (
            "UPDATE _weir_stages SET dropped = 0 WHERE name = 'filter' AND input_id = 0",
            "in.csv: filter.in + added = out + dropped + rejected fails: 7 ≠ 6 (1 missing)"
        ),
        (
            "UPDATE _weir_stages SET out = out - 1, dropped = dropped + 1 WHERE name = 'filter' AND input_id = 1",
            "more.csv.gz: filter.out = assert.in fails: 3 ≠ 4 (1 too many)"
        ),
        ("UPDATE _weir_inputs SET records = 9 WHERE input_id = 0", "in.csv: records: 9 when it was loaded, 8 now"),
        (
            "UPDATE _weir_inputs SET crc32 = crc32 + 1 WHERE input_id = 0",
            "in.csv: the content has changed since it was loaded"
        ),
        (
            // A record stolen in every place where it is counted: no equation fails.
            """
            DELETE FROM rows WHERE id = 3;
            UPDATE _weir_stages SET dropped = dropped + 1, out = out - 1 WHERE name = 'filter' AND input_id = 0;
            UPDATE _weir_stages SET "in" = "in" - 1, out = out - 1 WHERE name = 'assert' AND input_id = 0;
            UPDATE _weir_stages SET "in" = "in" - 1, out = out - 1, inserted = inserted - 1 WHERE name = 'sink' AND input_id = 0;
            UPDATE _weir_runs SET rows_after = rows_after - 1;
            """,
            "run 1: its entries in the ledger have been changed since it ended (the seal does not fit)"
        ),
        (
            "UPDATE _weir_runs SET params = '{}', spec_text = 'weir: 1'",
            "run 1: its entries in the ledger have been changed"
        ),
        ("UPDATE _weir_runs SET seal = NULL", "run 1: its entries in the ledger have been changed"),
        (
            "DELETE FROM _weir_rejects WHERE stage = 0",
            "in.csv: decode: 1 reject by the tally, 0 kept in _weir_rejects"
        ),
        ("UPDATE _weir_rejects SET stage = 2 WHERE stage = 0", "in.csv: decode: 1 reject by the tally, 0 kept"),
        ("DELETE FROM _weir_runs", "_weir_inputs has entries of runs that _weir_runs lacks: 1"),
        ("DELETE FROM _weir_inputs WHERE input_id = 1", "_weir_stages has entries of an input that _weir_inputs lacks"),
        (
            "DELETE FROM _weir_stages WHERE input_id = 1",
            "more.csv.gz: records = decode.out + decode.rejected fails: 4 ≠ 0"
        ),
        (
            "DELETE FROM _weir_stages WHERE name = 'filter' AND input_id = 0",
            "run 1: a stage before this one is missing"
        ),
        (
            "DELETE FROM _weir_stages WHERE input_id = 1; DELETE FROM _weir_inputs WHERE input_id = 1",
            "rows after − rows before = 9, and 5 were gained"
        ),
        ("UPDATE _weir_runs SET status = 'failed'", "run 1: it did not end well (failed)"),
        ("UPDATE _weir_runs SET status = 'running'", "run 1: it never ended: it was killed"),
        ("UPDATE _weir_runs SET status = 'fine'", "the ledger is damaged: _weir_runs.status makes no sense"),
        ("UPDATE _weir_inputs SET records = 'many'", "the ledger is damaged: records is not a number"),
        ("UPDATE _weir_inputs SET reading = '{}'", "the ledger is damaged: _weir_inputs.reading makes no sense"),
        ("UPDATE _weir_inputs SET complete = 0 WHERE input_id = 1", "more.csv.gz: it was not read to its end"),
    ]

    @Test("an input that is not what was loaded is found and named", arguments: InputSabotage.all)
    func input(_ sabotage: InputSabotage) async throws {
        let folder = try await Self.loaded()
        try sabotage.apply(folder.files)
        let end = try await folder.verify()
        #expect(end.exitCode == 1, "\(end)")
        #expect(end.output.contains("\(folder.files.path(sabotage.name)): \(sabotage.culprit)"), "\(end)")
    }

    @Test(
        "what changes no record is no fault",
        arguments: [
            "VACUUM", "ANALYZE", "CREATE INDEX mine ON rows(name)",
            "CREATE TABLE other(x); INSERT INTO other VALUES (1)",
            "UPDATE rows SET name = 'corrected' WHERE id = 1", "PRAGMA journal_mode = WAL",
        ])
    func harmless(_ sql: String) async throws {
        let folder = try await Self.loaded()
        try await folder.database.execute(sql)
        let end = try await folder.verify()
        #expect(end.exitCode == 0, "\(end)")
    }

    @Test("a new modification time alone is no fault")
    func touched() async throws {
        let folder = try await Self.loaded()
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: folder.files.path("in.csv"))
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("it never writes: the database keeps every byte, a read-only one is as good, and no file appears beside it")
    func readsOnly() async throws {
        let folder = try await Self.loaded()
        let bytes = try folder.files.bytes("out.sqlite")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.files.path(""))
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: folder.files.path("out.sqlite"))
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.files.path(""))
        let sound = try await folder.verify()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.files.path(""))
        #expect(sound.exitCode == 0, "\(sound)")
        try folder.files.write("in.csv", "id,name\n")
        #expect(try await folder.verify().exitCode == 1)
        #expect(try folder.files.bytes("out.sqlite") == bytes)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.files.path("")).sorted() == names.sorted())
    }

    @Test(
        "a database that the user may not read, or only by writing to its folder, is told as such with a way out",
        .enabled("root can't become another user") { try await Bystander.exists() })
    func bystander() async throws {
        let folder = try await Self.loaded()
        let database = folder.files.path("out.sqlite")
        func verify() async throws -> ProgramEnd {
            try await Bystander.weir(["verify-counts", "spec.yaml"], in: folder.files.url)
        }
        #expect(try await verify().exitCode == 0)
        try await folder.database.execute("PRAGMA journal_mode = WAL")
        let wal = try await verify()
        #expect(wal.exitCode == 66, "\(wal)")
        #expect(wal.errors.contains("out.sqlite: the database is in WAL mode"), "\(wal)")
        try await folder.database.execute("PRAGMA journal_mode = DELETE")
        #expect(try await verify().exitCode == 0, "the way out is one")
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: database)
        let secret = try await verify()
        #expect(secret.exitCode == 66 && secret.errors.contains("out.sqlite: permission denied"), "\(secret)")
    }

    @Test("several specs in one call are all verified, and one that does not balance is enough for exit code 1")
    func severalSpecs() async throws {
        let folder = try await Self.loaded()
        try folder.write(SpecText(name: "other", database: "other.sqlite"), as: "other.yaml")
        try folder.files.write("in2.csv", numberedCSV(1...2))
        var other = SpecText(name: "other", files: "in2.csv", database: "other.sqlite")
        other.sink = ["mode: replace"]
        try folder.write(other, as: "other.yaml")
        #expect(try await folder.run("other.yaml").exitCode == 0)
        try await folder.database.execute("DELETE FROM rows WHERE id = 1")
        let end = try await folder.weir("verify-counts", "spec.yaml", "other.yaml")
        #expect(end.exitCode == 1, "\(end)")
        #expect(end.output.contains("NOT balanced: 1 problem\n"), "\(end)")
        #expect(end.output.hasSuffix("balanced: every record is accounted for\n"), "\(end)")
    }
}

/// Something done to an input behind Weir's back, and what verify-counts says behind the input's name.
struct InputSabotage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let name: String
    let culprit: String
    let apply: @Sendable (TemporaryFolder) throws -> Void

    static let all = [
        InputSabotage(
            testDescription: "changed, as long as before", name: "in.csv",
            culprit: "the content has changed since it was loaded (CRC-32)"
        ) { try $0.write("in.csv", numberedCSV(1...6).replacing("name 2", with: "name 8") + "x,y\n7,bad\n") },
        InputSabotage(
            testDescription: "cut behind a record", name: "in.csv", culprit: "records: 8 when it was loaded, 6 now"
        ) {
            try $0.write("in.csv", numberedCSV(1...6))
        },
        InputSabotage(testDescription: "a record more", name: "in.csv", culprit: "records: 8 when it was loaded, 9 now")
        {
            try $0.write("in.csv", bytes: try $0.bytes("in.csv") + Array("9,z\n".utf8))
        },
        InputSabotage(
            testDescription: "removed", name: "in.csv",
            culprit: "it can't be counted again: cannot be read: No such file"
        ) {
            try $0.remove("in.csv")
        },
        InputSabotage(
            testDescription: "a folder now", name: "in.csv", culprit: "it can't be counted again: is not a regular file"
        ) {
            try $0.remove("in.csv")
            try $0.write("in.csv/file", "")
        },
        InputSabotage(
            testDescription: "gzip cut off", name: "more.csv.gz",
            culprit: "it can't be counted again: gzip member 1 is truncated"
        ) { try $0.write("more.csv.gz", bytes: try $0.bytes("more.csv.gz").dropLast(9)) },
        InputSabotage(
            testDescription: "gzip with a flipped bit", name: "more.csv.gz",
            culprit: "it can't be counted again: gzip data is corrupt"
        ) {
            var bytes = try $0.bytes("more.csv.gz")
            bytes[bytes.count - 6] ^= 0x10
            try $0.write("more.csv.gz", bytes: bytes)
        },
        InputSabotage(
            testDescription: "compressed anew with a record less", name: "more.csv.gz",
            culprit: "records: 4 when it was loaded, 3 now"
        ) { try $0.write("more.csv.gz", bytes: Gzip.member(Array(numberedCSV(11...13).utf8))) },
    ]
}
