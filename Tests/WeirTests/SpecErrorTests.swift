// What a user is told of a spec that can't be: everything at once, with its place.

import TestSupport
import Testing

@Suite("spec errors")
struct SpecErrorTests {
    @Test("all faults of a spec are told at once, each as file:line:column with the near miss, and no data is touched")
    func severalFaults() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        try folder.files.write(
            "wrong.yaml",
            """
            weir: 1
            name: wrong
            source:
              files: in.csv
              delimeter: ";"
              columns: { id: int, name: text }
            transforms:
              - fliter: id > 0
            sink:
              database: out.sqlite
              mode: replce
            """)
        for verb in ["run", "check", "verify-counts"] {
            let end = try await folder.weir(verb, "wrong.yaml")
            #expect(end.exitCode == 64, "\(verb): \(end)")
            #expect(
                end.errors == """
                    wrong.yaml:5:3: error: unknown key "delimeter" in source; "delimiter" belongs in source.csv
                    wrong.yaml:6:18: error: unknown type "int"; types are integer, real, text, boolean, decimal, date, \
                    timestamp, json, blob; did you mean "integer"?
                    wrong.yaml:8:5: error: unknown transform "fliter"; transforms are select, drop, rename, cast, trim, fill, \
                    map, derive, filter, assert, hash, split, extract, explode, dedupe, lookup, flatten, \
                    exec; did you mean "filter"?
                    wrong.yaml:9:1: error: missing key "table" in sink
                    wrong.yaml:11:9: error: sink.mode must be append, replace, upsert or ignore, not "replce"; did you mean "replace"?

                    """, "\(verb)")
        }
        #expect(!folder.files.exists("out.sqlite"))
    }

    @Test("unknown columns of every transform and index are told together, at the place within the expression")
    func unknownColumns() async throws {
        var spec = SpecText()
        spec.transforms = [
            "filter: id > 0 AND nam <> ''", "derive: { label: upper(naem) }",
            "assert: { that: id < idd, message: too big }",
            "drop: [nothing]", "cast: { nme: integer }",
        ]
        spec.sink = ["indexes: [[name], [id, nmae]]"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...3))
        let end = try await folder.run()
        #expect(end.exitCode == 64, "\(end)")
        #expect(
            end.errors == """
                spec.yaml:7:24: error: unknown column "nam" in filter; did you mean "name"?
                spec.yaml:8:28: error: unknown column "naem" in derive; did you mean "name"?
                spec.yaml:9:26: error: unknown column "idd" in assert; did you mean "id"?
                spec.yaml:10:12: error: unknown column "nothing" in drop
                spec.yaml:11:13: error: unknown column "nme" in cast; did you mean "name"?
                spec.yaml:15:26: error: unknown column "nmae" in index; did you mean "name"?

                """)
    }

    @Test("a transform knows the columns that the one before it leaves")
    func columnsOnTheWay() async throws {
        var spec = SpecText()
        spec.transforms = ["rename: { name: label }", "filter: name <> ''", "drop: label", "trim: label"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...3))
        let end = try await folder.weir("check", "spec.yaml")
        #expect(end.exitCode == 64, "\(end)")
        #expect(
            end.errors == """
                spec.yaml:8:13: error: unknown column "name" in filter
                spec.yaml:10:11: error: unknown column "label" in trim

                """)
    }

    @Test(
        "an expression reads columns and calls functions, and can't do anything else",
        arguments: [
            ("nosuch(id) = 1", "no such function: nosuch"), ("id IN (SELECT 1)", "a subquery is not allowed here"),
            ("EXISTS (SELECT * FROM sqlite_master)", "a subquery is not allowed here"),
            ("(WITH x AS (SELECT 1) SELECT * FROM x) = 1", "a subquery is not allowed here"),
            ("sum(id) > 1", "misuse of aggregate function sum()"),
            ("max(id) > 1", "misuse of aggregate function max()"),
            ("count(*) > 1", "misuse of aggregate function count()"),
            ("row_number() OVER () = 1", "misuse of window function row_number()"),
            ("lag(id) OVER (ORDER BY id) = 1", "misuse of window function lag()"),
            ("load_extension('x') = 1", "the function load_extension() is not allowed here"),
            ("readfile('/etc/passwd') = ''", "no such function: readfile"), ("ATTACH 'x.sqlite' AS x", "syntax error"),
            ("PRAGMA user_version", "syntax error"), ("DELETE FROM batch1", "syntax error"),
            ("id > 1); DROP TABLE rows; --", "unbalanced parenthesis"),
            ("id > 1; SELECT 1", "one SQL expression is expected"),
            ("id > 1) OR (1", "unbalanced parenthesis"), ("(id > 1", "unbalanced parenthesis"),
            ("name = 'a", "unterminated string"),
            ("id >", "the expression ends too early"), ("id > ?", "use ${name}"), ("id > :limit", "use ${name}"),
            ("rowid > 1", "rowid is no column"),
            ("_rowid_ > 1", "rowid is no column"), ("batch1.oid > 1", "rowid is no column"),
            ("name = \"nme\"", "unknown column \"nme\""), ("id > 1 /* open", "unterminated comment"),
        ])
    func refusedExpressions(_ expression: String, message: String) async throws {
        var spec = SpecText()
        spec.transforms = ["filter: \(yaml(expression))"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...3))
        let end = try await folder.run()
        #expect(end.exitCode == 64, "\(end)")
        #expect(end.errors.hasPrefix("spec.yaml:7:13: error: "), "\(end)")
        #expect(end.errors.contains(message), "\(end)")
        #expect(!folder.files.exists("out.sqlite"))
    }

    @Test("a column that is called rowid is a column")
    func rowidColumn() async throws {
        var spec = SpecText(columns: "{ rowid: integer, name: text }")
        spec.transforms = ["filter: rowid <> 2", "rename: { rowid: ROWID }", "derive: { twice: ROWID * 2 }"]
        let folder = try PipelineFolder(spec, csv: "rowid,name\n1,a\n2,b\n3,c\n")
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.rows("SELECT \"ROWID\", name, twice FROM rows") == ["1|a|2", "3|c|6"])
    }

    @Test("the specs of one call are all checked before the first is run")
    func secondSpecWrong() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        var wrong = SpecText(database: "second.sqlite")
        wrong.transforms = ["filter: nam = ''"]
        try folder.write(wrong, as: "wrong.yaml")
        let end = try await folder.weir("run", "spec.yaml", "wrong.yaml")
        #expect(end.exitCode == 64, "\(end)")
        #expect(end.errors == "wrong.yaml:7:13: error: unknown column \"nam\" in filter; did you mean \"name\"?\n")
        #expect(!folder.files.exists("out.sqlite"))
    }

    @Test(
        "a parameter without a value and a value without a parameter are both told",
        arguments: [
            ([], "parameter \"day\""), (["--set", "day=1", "--set", "dya=2"], "the spec has no parameter \"dya\""),
        ])
    func parameters(_ arguments: [String], message: String) async throws {
        var spec = SpecText(files: "\"${day}.csv\"")
        spec.more = ["params: { day: }"]
        let folder = try PipelineFolder(spec)
        let end = try await WeirBinary.run(["run", "spec.yaml"] + arguments, in: folder.files.url)
        #expect(end.exitCode == 64, "\(end)")
        #expect(end.errors.hasPrefix("spec.yaml:"), "\(end)")
        #expect(end.errors.contains(message), "\(end)")
    }

    @Test("a spec that is no YAML at all says where")
    func notYAML() async throws {
        let folder = try PipelineFolder()
        try folder.files.write("broken.yaml", "weir: 1\nname: [unclosed\nsource: {}\n")
        let end = try await folder.run("broken.yaml")
        #expect(end.exitCode == 64, "\(end)")
        #expect(end.errors.hasPrefix("broken.yaml:"), "\(end)")
    }

    @Test("a table that is there with other columns is a fault of the spec, told before a row is loaded")
    func tableDiffers() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        try await folder.database.execute("CREATE TABLE rows(id TEXT, must TEXT NOT NULL)")
        let end = try await folder.run()
        #expect(end.exitCode == 64, "\(end)")
        #expect(end.errors.contains("table \"rows\" is not what the spec describes"), "\(end)")
        #expect(end.errors.contains("column \"id\" is TEXT there and INTEGER in the spec"), "\(end)")
        #expect(end.errors.contains("it has no column \"name\""), "\(end)")
        #expect(end.errors.contains("its column \"must\" must not be null"), "\(end)")
        #expect(try await folder.database.rows("SELECT name FROM sqlite_schema") == ["rows"])
    }

    @Test("a view under the table's name is left alone", arguments: ["append", "replace"])
    func viewInTheWay(_ mode: String) async throws {
        var spec = SpecText()
        spec.sink = ["mode: \(mode)"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...3))
        try await folder.database.execute("CREATE VIEW rows AS SELECT 1 AS id, 'x' AS name")
        let end = try await folder.run()
        #expect(end.exitCode == 64, "\(end)")
        #expect(end.errors.contains("it is a view, not a table"), "\(end)")
        #expect(try await folder.database.rows("SELECT type, name FROM sqlite_schema") == ["view|rows"])
    }
}
