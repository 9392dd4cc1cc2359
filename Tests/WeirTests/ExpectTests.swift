// expect: what a run has to be to count as a success, and what is left of one that is not.

import Foundation
import TestSupport
import Testing

@Suite("expectations")
struct ExpectTests {
    static func spec(_ expect: String, sink: String...) -> SpecText {
        var spec = SpecText()
        spec.sink = ["commit: { rows: 100 }"] + sink
        spec.more = ["expect: \(expect)", "flow: { batch_rows: 50 }"]
        return spec
    }

    @Test("a run that is all that is expected succeeds")
    func met() async throws {
        let spec = Self.spec(
            "{ rows_read: 250, rows_written: 200..300, rejects: 0, columns: { id: [not null, '> 0'], name: like 'name %' } }")
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...250))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("in replace mode a run that is not as expected leaves the old table as it was", arguments: [
        ("{ rows_written: '>= 1000' }", "expect.rows_written is \">= 1000\", and the count is 300"),
        ("{ rows_read: '< 300', rows_written: 300 }", "expect.rows_read is \"< 300\", and the count is 300"),
        ("{ columns: { id: '<> 280' } }", "in.csv: record 280 (byte 3,419): id is 280, and expect.columns says \"<> 280\""),
    ])
    func replace(_ expect: String, _ message: String) async throws {
        var spec = SpecText()
        spec.sink = ["mode: replace", "indexes: [[name]]"]
        let folder = try PipelineFolder(spec, csv: "id,name\n1,old\n")
        #expect(try await folder.run().exitCode == 0)
        let before = try await folder.database.rows("SELECT type, name, tbl_name FROM sqlite_schema ORDER BY 1, 2")

        try folder.files.write("in.csv", numberedCSV(1...300))
        try folder.write(Self.spec(expect, sink: "mode: replace", "indexes: [[name]]"))
        let end = try await folder.run()

        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains(message), "\(end)")
        #expect(end.errors.contains("table rows is as it was"), "\(end)")
        #expect(try await folder.database.rows("SELECT id, name FROM rows") == ["1|old"])
        #expect(try await folder.database.rows("SELECT type, name, tbl_name FROM sqlite_schema ORDER BY 1, 2") == before)
        #expect(try await folder.database.rows("SELECT status FROM _weir_runs") == ["complete", "failed"])
    }

    @Test("in append mode what was committed stays, the next run checks again, and --restart takes it out")
    func append() async throws {
        let folder = try PipelineFolder(Self.spec("{ rows_written: '> 1000', rejects: 0 }"), csv: numberedCSV(1...250))
        for attempt in 1...2 {
            let end = try await folder.run()
            #expect(end.exitCode == 65, "attempt \(attempt): \(end)")
            #expect(end.errors.contains("expect.rows_written is \"> 1000\", and the count is 250"), "attempt \(attempt): \(end)")
            #expect(end.errors.contains("`weir run --restart` takes out what is committed"), "attempt \(attempt): \(end)")
            #expect(try await folder.database.text("SELECT count(*), max(id) FROM rows") == "200|200", "attempt \(attempt)")
        }
        #expect(try await folder.database.rows("SELECT status FROM _weir_runs") == ["failed"])
        #expect(try await folder.verify().exitCode == 1)

        try folder.files.write("in.csv", numberedCSV(1...1001))
        let end = try await folder.weir("run", "spec.yaml", "--restart")
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text("SELECT count(*), count(DISTINCT id) FROM rows") == "1001|1001")
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("a small load that is not as expected leaves nothing at all")
    func nothingLeft() async throws {
        let folder = try PipelineFolder(Self.spec("{ rows_read: '>= 4' }"), csv: numberedCSV(1...3))
        #expect(try await folder.run().exitCode == 65)
        #expect(try await folder.database.rows("SELECT name FROM sqlite_schema WHERE name = 'rows'") == [])
        try folder.files.write("in.csv", numberedCSV(1...4))
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 4)
    }

    @Test("a run that is taken up again is counted as a whole")
    func resumed() async throws {
        let folder = try PipelineFolder(Self.spec("{ rows_read: 400, rows_written: 400, rejects: 0 }"), csv: numberedCSV(1...400))
        try await folder.database.execute("CREATE TABLE rows(id INTEGER, name TEXT)")
        try await folder.database.execute(
            "CREATE TRIGGER halt BEFORE INSERT ON rows WHEN new.id > 250 BEGIN SELECT raise(ABORT, 'not now'); END")
        #expect(try await folder.run().exitCode == 65)
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 200)

        try await folder.database.execute("DROP TRIGGER halt")
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(end.errors.contains("in.csv: resumed behind record 200"), "\(end)")
        #expect(try await folder.database.text("SELECT count(*), count(DISTINCT id) FROM rows") == "400|400")
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("inputs that an earlier run has loaded do not count")
    func skippedInputs() async throws {
        let folder = try PipelineFolder(Self.spec("{ rows_read: '>= 1' }"), csv: numberedCSV(1...3))
        #expect(try await folder.run().exitCode == 0)
        let end = try await folder.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("expect.rows_read is \">= 1\", and the count is 0"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 3)
    }

    @Test("rows inserted and rows updated are written, rows ignored are not", arguments: [
        ("upsert", 5, 0), ("upsert", 4, 65), ("ignore", 2, 0), ("ignore", 5, 65),
    ] as [(String, Int, Int32)])
    func written(_ mode: String, _ expected: Int, _ exitCode: Int32) async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...5))
        try await folder.database.execute("CREATE TABLE rows(id INTEGER PRIMARY KEY, name TEXT)")
        try await folder.database.execute("INSERT INTO rows VALUES (1, 'a'), (2, 'b'), (3, 'c')")
        try folder.write(Self.spec("{ rows_read: 5, rows_written: \(expected) }", sink: "mode: \(mode)", "key: id"))
        let end = try await folder.run()
        #expect(end.exitCode == exitCode, "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == (exitCode == 0 ? 5 : 3))
    }

    @Test("the row that breaks a condition ends the run where it stands, behind transforms, and again the next time")
    func row() async throws {
        var spec = Self.spec("{ columns: { total: between 0 and 2000 } }")
        spec.transforms = ["filter: id <> 7", "derive: { total: { sql: id * 10, type: integer } }"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...300))
        for _ in 1...2 {
            let end = try await folder.run()
            #expect(end.exitCode == 65, "\(end)")
            #expect(
                end.errors.contains(
                    "in.csv: record 201 (byte 2,392): total is 2010, and expect.columns says \"between 0 and 2000\", so the run "
                        + "stopped; filter or assert such rows, or expect something else"), "\(end)")
            // Of what was sent before that row's batch, all that a commit was due for.
            #expect(try await folder.database.integer("SELECT max(id) FROM rows") == 150)
        }
    }

    @Test("a row that is dropped or refused on the way breaks nothing")
    func onlyWhatIsLoaded() async throws {
        var spec = Self.spec("{ columns: { id: '> 0' }, rejects: 1 }")
        spec.transforms = ["filter: name <> 'drop'", "assert: name <> 'refuse'"]
        spec.more.append("rejects: { max: 1 }")
        let folder = try PipelineFolder(spec, csv: "id,name\n-1,drop\n-2,refuse\n3,keep\n")
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.rows("SELECT id FROM rows") == ["3"])
    }

    @Test("names and conditions with quotes and percent signs are taken as they are")
    func hostileNames() async throws {
        let name = "50% \"off\" %s'; --"
        var spec = Self.spec("{ columns: { \(yaml(name)): [\"not like '%\\\"; %'\", \"% 2 is not 1\"] } }")
        spec.columns = "{ \(yaml(name)): text }"
        let header = "\"\(name.replacing("\"", with: "\"\""))\"\n"
        let folder = try PipelineFolder(spec, csv: header + "a\n2\n")
        #expect(try await folder.run().exitCode == 0)

        try folder.files.write("in.csv", header + "a\n3\n")
        let end = try await folder.weir("run", "spec.yaml", "--restart")
        #expect(end.exitCode == 65, "\(end)")
    }

    @Test("a condition that is not one is a fault of the spec, at its place, and touches nothing", arguments: [
        ("is null) or (1=1", "12:16: error: expect.columns: unbalanced parenthesis"),
        ("not null; drop table rows", "12:17: error: expect.columns: one SQL expression is expected, not statements"),
        ("not null /* or", "12:18: error: expect.columns: unterminated comment"),
        ("in (select id from rows)", "12:9: error: expect.columns: no such table: rows"),
        ("in (select 1)", "12:9: error: expect.columns: a subquery is not allowed here: an expression sees one row at a time"),
        ("<> nmae", "12:12: error: unknown column \"nmae\" in expect.columns; did you mean \"name\"?"),
    ])
    func refused(_ condition: String, _ fault: String) async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        #expect(try await folder.run().exitCode == 0)
        var spec = SpecText()
        spec.sink = ["mode: replace"]
        spec.more = ["expect:", "  columns:", "    id: \(condition)"]
        try folder.write(spec)
        for verb in ["check", "run"] {
            let end = try await folder.weir(verb, "spec.yaml")
            #expect(end.exitCode == 64, "\(verb): \(end)")
            #expect(end.errors == "spec.yaml:\(fault)\n", "\(verb)")
        }
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 3)
    }

    @Test("a column is unknown where a transform has taken it away")
    func unknownColumn() async throws {
        var spec = Self.spec("{ columns: { name: not null } }")
        spec.transforms = ["drop: name"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...3))
        let end = try await folder.weir("check", "spec.yaml")
        #expect(end.exitCode == 64, "\(end)")
        #expect(end.errors.contains("error: unknown column \"name\" in expect.columns"), "\(end)")
    }

    @Test("a command whose output is not as expected leaves nothing, and is run again the next time")
    func command() async throws {
        for expect in ["expect: { rows_written: '>= 3' }", "rejects: { max: '1%' }"] {
            var spec = SpecText()
            spec.origin = "command: [cat, in.csv]"
            spec.source = ["format: csv"]
            spec.sink = ["mode: upsert", "key: [id]"]
            spec.more = [expect]
            let folder = try PipelineFolder(spec, csv: "id,name\n1,a\nx,b\n")
            #expect(try await folder.run().exitCode == 65)
            #expect(try await folder.database.rows("SELECT name FROM sqlite_schema WHERE name = 'rows'") == [])
            try folder.files.write("in.csv", "id,name\n1,a\n2,b\n3,c\n")
            let end = try await folder.run()
            #expect(end.exitCode == 0 && end.errors.contains("3 inserted"), "\(end)")
        }
    }

    @Test("a reload that is not as expected leaves the old rows")
    func reload() async throws {
        var spec = SpecText()
        spec.source = ["changed_inputs: reload"]
        spec.sink = ["lineage: true"]
        spec.more = ["expect: { rows_written: '>= 3' }"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...5))
        #expect(try await folder.run().exitCode == 0)
        try folder.files.write("in.csv", numberedCSV(11...12))
        #expect(try await folder.run().exitCode == 65)
        #expect(try await folder.database.text("SELECT count(*), max(id) FROM rows") == "5|5")
        try folder.files.write("in.csv", numberedCSV(11...13))
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.text("SELECT count(*), max(id) FROM rows") == "3|13")
    }

    @Test("check shows what is expected")
    func plan() async throws {
        let folder = try PipelineFolder(
            Self.spec("{ rows_read: '>= 4', columns: { id: [not null, '> 0'] } }"), csv: numberedCSV(1...3))
        let end = try await folder.weir("check", "spec.yaml")
        #expect(end.exitCode == 0, "\(end)")
        #expect(end.output.hasSuffix("\nexpected\n  rows_read  >= 4\n  id         not null\n  id         > 0\n"), "\(end)")
    }
}
