// Views that a run makes.

import TestSupport
import Testing

@Suite("views")
struct ViewTests {
    private static func spec(_ views: String, mode: String = "replace", more: [String] = []) -> SpecText {
        SpecText(sink: ["mode: \(mode)", "views: \(views)"] + more)
    }

    @Test("views are made behind the table and read each other; the next run replaces what reads otherwise, and keeps the rest",
        arguments: ["replace", "append"])
    func made(mode: String) async throws {
        let folder = try PipelineFolder(
            Self.spec("{ odd: SELECT * FROM rows WHERE id % 2, names: \"SELECT name FROM odd -- of those\" }", mode: mode),
            csv: numberedCSV(1...5))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.rows("SELECT name FROM names ORDER BY 1") == ["name 1", "name 3", "name 5"])
        try await folder.database.execute(
            "CREATE TABLE log(id); CREATE TRIGGER t INSTEAD OF DELETE ON odd BEGIN INSERT INTO log VALUES (old.id); END")
        try folder.write(
            Self.spec("{ odd: SELECT * FROM rows WHERE id % 2, names: SELECT upper(name) AS name FROM odd }", mode: mode))
        let again = try await folder.run()
        #expect(again.exitCode == 0, "\(again)")
        #expect(try await folder.database.rows("SELECT name FROM names ORDER BY 1") == ["NAME 1", "NAME 3", "NAME 5"])
        #expect(try await folder.database.text("DELETE FROM odd WHERE id = 3; SELECT id FROM log") == "3")
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("check shows views, and finds what is wrong with them at its place in the SELECT")
    func check() async throws {
        let folder = try PipelineFolder(
            Self.spec("{ odd: SELECT id FROM rows WHERE id % 2, all_of: SELECT * FROM odd JOIN elsewhere }"), csv: numberedCSV(1...2))
        let plan = try await folder.weir("check", "spec.yaml")
        #expect(plan.exitCode == 0 && plan.output.contains("  CREATE VIEW \"odd\" AS SELECT id FROM rows WHERE id % 2;\n"), "\(plan)")
        for (views, message) in [
            ("{ v: SELECT nam FROM rows }", "10:22: error: views.v: no such column: nam; did you mean \"name\"?"),
            ("{ v: SELECT id FRM rows }", "10:29: error: views.v: near \"rows\": syntax error"),
            ("{ v: DELETE FROM rows }", "10:15: error: views.v: near \"DELETE\": syntax error"),
            ("{ v: SELECT 1; DROP TABLE rows }", "10:15: error: views.v: a view is one SELECT, and another statement stands behind it"),
            ("{ v: SELECT ? }", "10:15: error: views.v: parameters are not allowed in views"),
            ("{ v: \"SELECT nosuch(1) FROM elsewhere, rows\", w: SELECT nosuch(id) FROM rows }", "views.w: no such function: nosuch"),
            ("{ ROWS: SELECT 1 }", "10:12: error: \"ROWS\" is the table of a sink, so no view can be called so"),
            ("{ _weir_v: SELECT 1 }", "10:12: error: view names that start with _weir_ are Weir's own"),
            ("{ Sqlite_v: SELECT 1 }", "10:12: error: view names that start with sqlite_ are SQLite's own"),
            ("{ v: SELECT 1, V: SELECT 2 }", "10:25: error: duplicate view \"V\"; the first is at 10:12"),
            ("{}", "10:10: error: sink.views must not be empty; write sink.views: { name: SELECT … }"),
            ("[a]", "10:10: error: sink.views must be a mapping, not a list"),
        ] {
            try folder.write(Self.spec(views))
            let end = try await folder.weir("check", "spec.yaml")
            #expect(end.exitCode == 64 && end.errors.contains(message), "\(views)\n\(end)")
        }
    }

    @Test("a view that does not fit the database fails the run with its place, and nothing of the last transaction stands")
    func failing() async throws {
        let folder = try PipelineFolder(Self.spec("{ v: SELECT id FROM rows }"), csv: numberedCSV(1...3))
        #expect(try await folder.run().exitCode == 0)
        try folder.files.write("in.csv", numberedCSV(11...12))
        try folder.write(Self.spec("{ v: SELECT name FROM rows, w: SELECT * FROM rows JOIN elsewhere }"))
        let end = try await folder.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("views.w can't be made: no such table: main.elsewhere"), "\(end)")
        #expect(try await folder.database.rows("SELECT * FROM v") == ["1", "2", "3"])
        try await folder.database.execute("CREATE TABLE elsewhere(x); INSERT INTO elsewhere VALUES (7)")
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.rows("SELECT * FROM w ORDER BY id") == ["11|name 11|7", "12|name 12|7"])
    }

    @Test("where rows were committed, the next run only makes the view, once it is mended")
    func resumed() async throws {
        let folder = try PipelineFolder(Self.spec("{ v: SELECT nam FROM rows }", mode: "append"), csv: numberedCSV(1...3))
        let end = try await folder.run()
        #expect(end.exitCode == 65 && end.errors.contains("views.v can't be made: no such column: nam"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 3)
        try folder.write(Self.spec("{ v: SELECT name FROM rows }", mode: "append"))
        let again = try await folder.run()
        #expect(again.exitCode == 0, "\(again)")
        #expect(try await folder.database.rows("SELECT * FROM v ORDER BY 1") == ["name 1", "name 2", "name 3"])
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("a name that another table of the database has is refused before a row is read, and a dry run says so, too")
    func taken() async throws {
        let folder = try PipelineFolder(Self.spec("{ other: SELECT 1 AS one }", mode: "append"), csv: numberedCSV(1...3))
        try await folder.database.execute("CREATE TABLE other(x)")
        for arguments in [["run", "spec.yaml"], ["run", "--dry-run", "spec.yaml"]] {
            let end = try await WeirBinary.run(arguments, in: folder.files.url)
            #expect(end.exitCode == 65 && end.errors.contains("views.other can't be made: a table is called so already"), "\(end)")
        }
        #expect(try await folder.database.text("SELECT count(*) FROM sqlite_schema WHERE name = 'rows'") == "0")
    }

    @Test("with several tables a view of one may read all of them, and no two are called alike")
    func severalTables() async throws {
        let views = "views: { both: SELECT good.id FROM good JOIN bad ON bad.id = good.id + 1 }"
        let sinks = ["{ table: good, database: out.sqlite, where: status = 'ok', mode: replace, \(views) }", "{ table: bad, where: status = 'bad', mode: replace }"]
        let folder = try Shop.folder(Shop.spec(sinks), csv: Shop.csv(1...9))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.rows("SELECT id FROM both ORDER BY 1") == ["2", "5", "8"])
        try folder.files.write("spec.yaml", Shop.spec([sinks[0], "{ table: bad, mode: replace, views: { Both: SELECT 1, GOOD: SELECT 1 } }"]))
        let wrong = try await folder.weir("check", "spec.yaml")
        #expect(wrong.exitCode == 64 && wrong.errors.contains("duplicate view \"Both\"") && wrong.errors.contains("\"GOOD\" is the table of a sink"), "\(wrong)")
    }
}
