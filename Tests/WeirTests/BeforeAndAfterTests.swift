// SQL that a run runs around its rows.

import Foundation
import TestSupport
import Testing

@Suite("SQL before and after")
struct BeforeAndAfterTests {
    private static func spec(_ before: String?, _ after: String?, mode: String = "append", more: [String] = []) -> SpecText {
        SpecText(
            sink: ["mode: \(mode)"] + [("before", before), ("after", after)].compactMap { key, sql in sql.map { "\(key): \($0)" } }
                + more)
    }

    private static let totals = "CREATE TABLE IF NOT EXISTS totals(rows, sum); DELETE FROM totals"
    private static let sum = "INSERT INTO totals SELECT count(*), sum(id) FROM rows"

    @Test("both are run in each run, a list in its order, and the rows still balance", arguments: ["append", "replace"])
    func aggregate(mode: String) async throws {
        let more = ["views: { top: SELECT * FROM totals }"]
        let folder = try PipelineFolder(Self.spec(yaml(Self.totals), "[\(yaml(Self.sum)), UPDATE totals SET sum = -sum]", mode: mode, more: more),
            csv: numberedCSV(1...5))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text("SELECT * FROM top") == "5|-15")
        try await folder.database.execute("CREATE VIEW mine AS SELECT sum FROM totals")
        try folder.files.write("in.csv", numberedCSV(11...12))
        var spec = Self.spec(yaml(Self.totals), yaml(Self.sum), mode: mode, more: more)
        spec.files = "in*.csv"
        spec.source = ["changed_inputs: fail"]
        if mode == "append" {
            try folder.files.write("in.csv", numberedCSV(1...5))
            spec.files = "in-2.csv"
            try folder.files.write("in-2.csv", numberedCSV(11...12))
        }
        try folder.write(spec)
        let again = try await folder.run()
        #expect(again.exitCode == 0, "\(again)")
        #expect(try await folder.database.text("SELECT sum FROM mine") == (mode == "append" ? "38" : "23"))
        #expect(try await folder.verifyDeep().exitCode == 0)
        #expect(try await folder.database.text("PRAGMA integrity_check") == "ok")
    }

    @Test("what would change the table, the ledger, another database, the transaction or a setting is refused by check and by run", arguments: [
        ("DELETE FROM rows", "the rows of table \"rows\" are counted"),
        ("INSERT INTO \"ROWS\" VALUES (1, 'x')", "the rows of table \"rows\" are counted"),
        ("UPDATE rows SET name = 'x'", "the rows of table \"rows\" are counted"),
        ("REPLACE INTO main.rows(id) VALUES (1)", "the rows of table \"rows\" are counted"),
        ("DROP TABLE rows", "the rows of table \"rows\" are counted"),
        ("ALTER TABLE rows RENAME TO gone", "the rows of table \"rows\" are counted"),
        ("ALTER TABLE rows ADD COLUMN more", "the rows of table \"rows\" are counted"),
        ("CREATE UNIQUE INDEX i ON rows(name)", "the rows of table \"rows\" are counted"),
        ("CREATE TRIGGER t AFTER INSERT ON rows BEGIN SELECT 1; END", "the rows of table \"rows\" are counted"),
        ("CREATE TABLE _weir_mine(x)", "_weir_mine is Weir's own"),
        ("SELECT 1; ATTACH 'other.sqlite' AS other", "only the sink's database may be used"),
        ("DETACH main", "only the sink's database may be used"),
        ("PRAGMA writable_schema = ON", "PRAGMA is not allowed here"),
        ("PRAGMA journal_mode = WAL", "PRAGMA is not allowed here"),
        ("COMMIT", "BEGIN, COMMIT, ROLLBACK and SAVEPOINT are not allowed here"),
        ("SAVEPOINT s", "BEGIN, COMMIT, ROLLBACK and SAVEPOINT are not allowed here"),
        ("SELECT load_extension('x')", "the function load_extension() is not allowed here"),
        ("CREATE TEMP TABLE t(x)", "temporary tables, indexes, triggers and views are not allowed here"),
        ("CREATE VIRTUAL TABLE t USING csv(x)", "virtual tables of csv are not allowed here"),
        ("SELEC 1", "near \"SELEC\": syntax error"),
        ("CREATE TABLE t(", "incomplete input"),
        ("SELECT ?", "a statement has no parameters here"),
        ("-- nothing", "there is no statement in it"),
    ])
    func refused(sql: String, message: String) async throws {
        for key in ["before", "after"] {
            let folder = try PipelineFolder(
                Self.spec(key == "before" ? yaml(sql) : nil, key == "after" ? yaml(sql) : nil), csv: numberedCSV(1...3))
            for verb in ["check", "run"] {
                let end = try await folder.weir(verb, "spec.yaml")
                #expect(end.exitCode == 64 && end.errors.contains("spec.yaml:10:") && end.errors.contains("error: \(key): \(message)"), "\(end)")
            }
            #expect(!folder.files.exists("out.sqlite"))
        }
    }

    @Test("what only the database can tell is refused in the run: what leads to the table, the ledger, and VACUUM", arguments: [
        ("INSERT INTO log VALUES (1)", "the rows of table \"rows\" are counted"),
        ("DELETE FROM over WHERE id = 2", "the rows of table \"rows\" are counted"),
        ("VACUUM INTO 'copy.sqlite'", "cannot VACUUM from within a transaction"),
        ("DELETE FROM _weir_rejects", "_weir_rejects is Weir's own"),
        ("CREATE TRIGGER u AFTER UPDATE ON _weir_runs BEGIN SELECT 1; END", "_weir_runs is Weir's own"),
    ])
    func refusedAtRun(sql: String, message: String) async throws {
        let folder = try PipelineFolder(Self.spec(nil, nil), csv: numberedCSV(1...3))
        #expect(try await folder.run().exitCode == 0)
        try await folder.database.execute(
            """
            CREATE TABLE log(x); CREATE TRIGGER t AFTER INSERT ON log BEGIN DELETE FROM rows; END;
            CREATE VIEW over AS SELECT * FROM rows;
            CREATE TRIGGER v INSTEAD OF DELETE ON over BEGIN DELETE FROM rows WHERE id = old.id; END;
            """)
        for key in ["before", "after"] {
            try folder.write(Self.spec(key == "before" ? yaml(sql) : nil, key == "after" ? yaml(sql) : nil))
            let end = try await folder.run()
            #expect(end.exitCode == 65 && end.errors.contains("spec.yaml:10:") && end.errors.contains("\(key): \(message)"), "\(end)")
            #expect(try await folder.database.text("SELECT count(*), (SELECT count(*) FROM log) FROM rows") == "3|0")
        }
    }

    @Test("a statement that fails before the first row leaves nothing, not even a run")
    func failingBefore() async throws {
        let folder = try PipelineFolder(
            Self.spec("[CREATE TABLE t(x UNIQUE), \"INSERT INTO t VALUES (1), (1)\"]", nil), csv: numberedCSV(1...3))
        let end = try await folder.run()
        #expect(end.exitCode == 65 && end.errors.contains("before: UNIQUE constraint failed: t.x"), "\(end)")
        #expect(try await folder.database.text("SELECT count(*) FROM sqlite_schema") == "0")
        try folder.write(Self.spec("CREATE TABLE t(x)", nil))
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("a statement that fails behind the last row undoes that transaction, and the next run ends what is left, without before")
    func failingAfter() async throws {
        let before = yaml("CREATE TABLE IF NOT EXISTS began(x); INSERT INTO began VALUES (1)")
        let folder = try PipelineFolder(Self.spec(before, "[CREATE TABLE made(x), INSERT INTO elsewhere VALUES (1)]"), csv: numberedCSV(1...3))
        let end = try await folder.run()
        #expect(end.exitCode == 65 && end.errors.contains("spec.yaml:11:33: after: no such table: elsewhere"), "\(end)")
        #expect(try await folder.database.text("SELECT count(*), (SELECT count(*) FROM sqlite_schema WHERE name = 'made') FROM rows") == "3|0")
        try folder.write(Self.spec(before, "CREATE TABLE made AS SELECT * FROM rows"))
        let again = try await folder.run()
        #expect(again.exitCode == 0, "\(again)")
        #expect(try await folder.database.text("SELECT (SELECT count(*) FROM rows), (SELECT count(*) FROM made), (SELECT count(*) FROM began)") == "3|3|1")
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("in replace the old table stays where a statement fails, and what before did stays with the run that failed")
    func failingReplace() async throws {
        let folder = try PipelineFolder(Self.spec(nil, nil, mode: "replace"), csv: numberedCSV(1...3))
        #expect(try await folder.run().exitCode == 0)
        try folder.files.write("in.csv", numberedCSV(11...15))
        try folder.write(Self.spec("CREATE TABLE old AS SELECT * FROM rows", "[CREATE TABLE made(x), SELECT nosuch(1)]", mode: "replace"))
        let end = try await folder.run()
        #expect(end.exitCode == 65 && end.errors.contains("after: no such function: nosuch"), "\(end)")
        #expect(try await folder.database.text("SELECT sum(id), (SELECT sum(id) FROM old), (SELECT count(*) FROM sqlite_schema WHERE name = 'made') FROM rows") == "6|6|0")
    }

    @Test("with several tables each one's statements see all of them, and may change none")
    func severalTables() async throws {
        let sinks = [
            "{ table: good, database: out.sqlite, where: status = 'ok', before: \"CREATE TABLE n(t, c)\", after: \"INSERT INTO n SELECT 'bad', count(*) FROM bad\" }",
            "{ table: bad, where: status = 'bad', after: [\"INSERT INTO n SELECT 'good', count(*) FROM good\"] }",
        ]
        let folder = try Shop.folder(Shop.spec(sinks), csv: Shop.csv(1...30))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.rows("SELECT * FROM n") == ["bad|9", "good|18"])
        #expect(try await folder.verifyDeep().exitCode == 0)
        try folder.files.write("spec.yaml", Shop.spec([sinks[0].replacing("INSERT INTO n SELECT 'bad', count(*) FROM bad", with: "DELETE FROM bad"), "{ table: bad }"]))
        let wrong = try await folder.weir("check", "spec.yaml")
        #expect(wrong.exitCode == 64 && wrong.errors.contains("after: the rows of table \"bad\" are counted"), "\(wrong)")
    }

    @Test("check shows the statements; a dry run and preview run none; other tables, FTS and indexes on them may be made and changed")
    func shown() async throws {
        let after = """
            ["CREATE TABLE other(a INTEGER PRIMARY KEY, b NOT NULL DEFAULT 1)", ALTER TABLE other ADD COLUMN c CHECK (c > 0), \
            ALTER TABLE other RENAME COLUMN c TO d, CREATE INDEX other_d ON other(d), ALTER TABLE other RENAME TO others, \
            "CREATE VIRTUAL TABLE words USING fts5(name); INSERT INTO words SELECT name FROM rows", ANALYZE main, REINDEX others, \
            "CREATE TRIGGER t AFTER INSERT ON others BEGIN UPDATE others SET b = 2; END; INSERT INTO others(d) VALUES (3)", \
            DROP INDEX other_d]
            """
        let folder = try PipelineFolder(Self.spec("CREATE TABLE t(x)", after), csv: numberedCSV(1...3))
        let plan = try await folder.weir("check", "spec.yaml")
        #expect(plan.exitCode == 0 && plan.output.contains("  -- before the first row\n  CREATE TABLE t(x);\n"), "\(plan)")
        #expect(plan.output.contains("  -- behind the last row\n  DROP INDEX other_d;\n"), "\(plan)")
        for arguments in [["run", "--dry-run", "spec.yaml"], ["preview", "spec.yaml"]] {
            #expect(try await WeirBinary.run(arguments, in: folder.files.url).exitCode == 0)
            #expect(!folder.files.exists("out.sqlite"))
        }
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text("SELECT * FROM others") == "1|2|3")
        #expect(try await folder.database.integer("SELECT count(*) FROM words WHERE words MATCH 'name'") == 3)
        #expect(try await folder.verifyDeep().exitCode == 0)
    }
}
