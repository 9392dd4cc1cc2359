// What can happen to shards between their loads and what is made of them.

import Foundation
import TestSupport

extension Loss {
    private static let first = PipelineFolder.shardName(1)
    private static let changed = "shard 1: run 1: its entries in the ledger have been changed since it ended (the seal does not fit)"

    static let shards = [
        shard("one is missing", .proof, "shard 1 is missing (shard-00001.sqlite), and with it 1 unit") { try $0.files.remove(first) },
        shard("one is missing, and nobody asks before the merge", .merge, "plan.shards: shard 1 is missing") { try $0.files.remove(first) },
        shard("two trade their names", .proof, "shard 1: shard-00001.sqlite is not this shard: it is shard 2 of the plan") {
            try $0.swapShards(1, 2)
        },
        shard(
            "two trade their names, and nobody asks before the merge", .merge,
            "shard-00001.sqlite: is not this plan's shard: it is shard 2 of the plan"
        ) { try $0.swapShards(1, 2) },
        shard("one stands there twice, and another not at all", .proof, "shard 1: shard-00001.sqlite is not this shard: it is shard 2") {
            try $0.files.write(first, bytes: $0.files.bytes(PipelineFolder.shardName(2)))
        },
        shard(
            "one of another plan over the same inputs is in the place of one", .proof,
            "shard 1: shard-00001.sqlite is not this shard: it belongs to another plan"
        ) { folder in
            try await folder.succeed("plan", "spec.yaml", "--shards", "2", "-o", "other.json")
            try await folder.succeed("run", "spec.yaml", "--plan", "other.json", "--shard", "1", "--scratch", "scratch")
            try folder.files.write(first, bytes: folder.files.bytes("other.shards/shard-00001.sqlite"))
        },
        shard("one more stands among them", .proof, "shard-00003.sqlite is none of the plan's 3 shards") {
            try $0.files.write(PipelineFolder.shardName(3), bytes: $0.files.bytes(first))
        },
        shard("one is empty", .proof, "shard 1: shard-00001.sqlite is not this shard: it has no ledger") { try $0.files.write(first, "") },
        shard("one is no database", .proof, "shard 1: shard-00001.sqlite is not this shard: file is not a database") {
            try $0.files.write(first, "<html>not found</html>")
        },
        shard("one is a database of somebody else", .proof, "shard 1: shard-00001.sqlite is not this shard: it has no ledger") { folder in
            try folder.files.remove(first)
            try await folder.shard(1).execute("CREATE TABLE rows(id, name, twice)")
        },
        shard("one was copied only in part", .proof, "shard 1: shard-00001.sqlite is not this shard: database disk image is malformed") {
            try $0.files.write(first, bytes: $0.files.bytes(first).prefix(3 * 8192))
        },
        sql("one does not say any more which it is", .proof, "shard 1: shard-00001.sqlite is not this shard: it was loaded without a plan",
            "DELETE FROM _weir_shard"),
        sql("one says that it is another", .proof, "shard 1: shard-00001.sqlite is not this shard: it is shard 0 of the plan",
            "UPDATE _weir_shard SET shard = 0"),
        sql("a row of one is deleted", .proof, "shard 1: table \"rows\": 997 rows, and the ledger says 998: 1 row missing",
            "DELETE FROM rows WHERE id = 7"),
        sql("a row of one is deleted, and nobody asks before the merge", .merge,
            "rows inserted by its ledger = rows taken from its table fails: 998 ≠ 997 (1 missing)", "DELETE FROM rows WHERE id = 7"),
        sql("a row of one is deleted and another one doubled", .deepProof,
            "shard 1: table \"rows\": the contents of its rows are not what was loaded (checksum)",
            "DELETE FROM rows WHERE id = 7; INSERT INTO rows SELECT * FROM rows WHERE id = 8"),
        sql("a value of one is changed", .deepProof, "shard 1: table \"rows\": the contents of its rows are not what was loaded (checksum)",
            "UPDATE rows SET name = '' WHERE id = 7"),
        sql("a value of one is changed, and only after the merge somebody asks", .deep,
            "table \"rows\": the contents of its rows are not what was loaded (checksum)", "UPDATE rows SET name = '' WHERE id = 7"),
        sql("a reject of one is removed", .proof, "in.csv.gz: assert: 1 reject by the tally, 0 kept in _weir_rejects",
            "DELETE FROM _weir_rejects"),
        sql("a reject's raw record is changed", .proof, changed, "UPDATE _weir_rejects SET raw = CAST('6,none' AS BLOB)"),
        sql("the records of an input are changed", .proof, "in.csv.gz: records: 999 when it was loaded, 1,000 now",
            "UPDATE _weir_inputs SET records = 999"),
        sql("an input's entries are removed", .proof, "in.csv.gz is missing",
            "DELETE FROM _weir_inputs; DELETE FROM _weir_stages; DELETE FROM _weir_rejects; DELETE FROM rows"),
        sql("an input has another number than the plan gives it", .proof, "in.csv.gz should be input 0, and is input 77",
            "UPDATE _weir_inputs SET input_id = 77; UPDATE _weir_stages SET input_id = 77; UPDATE _weir_rejects SET input_id = 77"),
        shard("one has loaded what another has", .proof, "more.csv is loaded, and the plan has not given it to this shard") { folder in
            try await folder.shard(1).execute(
                """
                ATTACH '\(folder.files.path(PipelineFolder.shardName(0)))' AS other;
                INSERT INTO _weir_inputs SELECT 1, 55, path, size, modified_ns, reading, records, blank_lines, comment_lines, decoded_bytes,
                  read_bytes, crc32, contents, complete FROM other._weir_inputs;
                INSERT INTO _weir_stages SELECT 1, 55, stage, name, "in", added, out, dropped, rejected, inserted, updated, ignored
                  FROM other._weir_stages;
                INSERT INTO rows SELECT * FROM other.rows;
                """)
        },
        shard("somebody loads something else into one", .proof, "shard 1: shard-00001.sqlite is not this shard: it was loaded without a plan") {
            var again = SpecText(name: "again", files: "last.csv", database: first)
            again.source = ["format: csv"]
            try $0.write(again, as: "again.yaml")
            try await $0.succeed("run", "again.yaml")
        },
        shard("the plan is edited", .proof, "plan.json: the plan was changed since it was made") {
            let plan = String(decoding: try $0.files.bytes("plan.json"), as: UTF8.self)
            try $0.files.write("plan.json", plan.replacing("last.csv", with: "more.csv"))
        },
        shard("the plan is cut off", .proof, "plan.json: the plan was changed since it was made, or is not whole") {
            try $0.files.write("plan.json", bytes: $0.files.bytes("plan.json").dropLast(100))
        },
        shard("the plan among them is another one", .proof, "plan.shards/plan.json is another plan than plan.json") { folder in
            try await folder.succeed("plan", "spec.yaml", "--shards", "2", "-o", "other.json")
            try folder.files.write("plan.shards/plan.json", bytes: folder.files.bytes("other.json"))
        },
        shard("an input is changed after it was loaded", .proof, "in.csv.gz: records: 1,000 when it was loaded, 1,001 now") {
            try $0.replaceInput { $0 + "1001,name 1001\n" }
        },
        Loss(
            scene: .shards, what: "each has few rejects, and all have too many together", finder: .proof,
            says: "2 rejects in all shards, and rejects.max is 1", more: ["rejects: { max: 1 }"]),
    ]

    static let verdicts = [
        verdict("a verdict is missing", .verdicts, "shard 1: it has no verdict yet") { try $0.files.remove("verdicts/shard-00001.verdict.json") },
        verdict("a verdict is cut off", .verdicts, "shard 1: its verdict makes no sense") {
            try $0.files.write("verdicts/shard-00001.verdict.json", bytes: $0.files.bytes("verdicts/shard-00001.verdict.json").dropLast(9))
        },
        verdict("a verdict is that of another shard", .verdicts, "it is about shard 2") {
            try $0.files.write("verdicts/shard-00001.verdict.json", bytes: $0.files.bytes("verdicts/shard-00002.verdict.json"))
        },
        verdict("a verdict says nothing of the table", .verdicts, "shard 1: its verdict does not count") {
            let verdict = String(decoding: try $0.files.bytes("verdicts/shard-00001.verdict.json"), as: UTF8.self)
            try $0.files.write("verdicts/shard-00001.verdict.json", verdict.replacing(/"tables":\[[^\]]*\]/, with: "\"tables\":[]"))
        },
        verdict("the shard is removed", .verdicts, "shard 1 is missing (shard-00001.sqlite)") { try $0.files.remove(first) },
        verdict("a row of the shard is deleted", .verdicts, "shard 1: its verdict does not count") {
            try await $0.shard(1).execute("DELETE FROM rows WHERE id = 7")
        },
        verdict(
            "an input is changed", .nothing, "a verdict says what was found then; `verify-counts --plan` without `--verdicts` counts the input again"
        ) { try $0.replaceInput { $0 + "1001,name 1001\n" } },
        verdict(
            "a row of the shard is deleted, and the file is as long and as old as before", .nothing,
            "a verdict is about a file's size and time; `verify-counts --plan` without `--verdicts` looks into it"
        ) { folder in
            try folder.files.write("copy", "")
            _ = try await Program.run("touch", ["-r", first, "copy"], in: folder.files.url)
            try await folder.shard(1).execute("DELETE FROM rows WHERE id = 7")
            _ = try await Program.run("touch", ["-r", "copy", first], in: folder.files.url)
        },
    ]

    static let merged = [
        sql(.merged, "a row is deleted", .verifyCounts, "table \"rows\": 1,597 rows, and the ledger says 1,598: 1 row missing",
            "DELETE FROM rows WHERE id = 7"),
        sql(.merged, "all rows of a shard are gone", .verifyCounts, "table \"rows\": 600 rows, and the ledger says 1,598: 998 rows missing",
            "DELETE FROM rows WHERE id <= 1000"),
        sql(.merged, "a value is changed", .deep, "table \"rows\": the contents of its rows are not what was loaded (checksum)",
            "UPDATE rows SET name = '' WHERE id = 7"),
        sql(.merged, "an input's entries are removed, and its rows", .verifyCounts, "run 1: rows after − rows before = 1,598, and 1,498 were gained",
            """
            DELETE FROM rows WHERE id > 1500;
            DELETE FROM _weir_stages WHERE input_id = (SELECT input_id FROM _weir_inputs WHERE path LIKE '%last.csv');
            DELETE FROM _weir_inputs WHERE path LIKE '%last.csv'
            """),
        sql(.merged, "it forgets one of the shards", .verifyCounts, "run 1: its entries in the ledger have been changed since it ended",
            "DELETE FROM _weir_merged WHERE shard = 1"),
        sql(.merged, "it is said to be unfinished", .verifyCounts, "plan.shards -o out.sqlite` again", "UPDATE _weir_runs SET status = 'failed'"),
        Loss(
            scene: .merged, what: "an input is changed after it was loaded", finder: .verifyCounts,
            says: "in.csv.gz: records: 1,000 when it was loaded, 1,001 now"
        ) { try $0.replaceInput { $0 + "1001,name 1001\n" } },
    ]

    private static func shard(
        _ what: String, _ finder: Finder, _ says: String, _ act: @escaping @Sendable (PipelineFolder) async throws -> Void
    ) -> Loss {
        Loss(scene: .shards, what: what, finder: finder, says: says, act: act)
    }

    /// For what is done to shard 1 by SQL alone.
    private static func sql(_ what: String, _ finder: Finder, _ says: String, _ sql: String) -> Loss {
        shard(what, finder, says) { try await $0.shard(1).execute(sql) }
    }

    private static func verdict(
        _ what: String, _ finder: Finder, _ says: String, _ act: @escaping @Sendable (PipelineFolder) async throws -> Void
    ) -> Loss {
        Loss(scene: .verdicts, what: what, finder: finder, says: says, act: act)
    }
}

extension PipelineFolder {
    fileprivate func swapShards(_ one: Int, _ other: Int) throws {
        let (first, second) = (try files.bytes(Self.shardName(one)), try files.bytes(Self.shardName(other)))
        try files.write(Self.shardName(one), bytes: second)
        try files.write(Self.shardName(other), bytes: first)
    }
}
