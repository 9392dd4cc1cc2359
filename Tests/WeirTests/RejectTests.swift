// Records that are refused: kept with their reason, and counted against the limit.

import TestSupport
import Testing

@Suite("rejects")
struct RejectTests {
    /// Records 2, 4 and 5 are dirt.
    static let dirty = "id,name\n1,a\nx,b\n3,c\n4\n\"5,e\n"

    @Test("the first reject ends a run that allows none, and says record, byte, column, value and reason")
    func noneAllowed() async throws {
        let folder = try PipelineFolder(csv: "id,name\n1,a\n\"12,50\",b\n")
        let end = try await folder.run()
        #expect(end.exitCode == 65)
        #expect(
            end.errors.contains(
                "failed: in.csv: record 2 (byte 12): id: \"12,50\" is not an integer; rejects.max is 0, so the run stopped"
            ),
            "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'rows'") == 0)
    }

    @Test("allowed rejects are kept byte for byte with their place and reason, and the good rows load")
    func kept() async throws {
        var spec = SpecText()
        spec.more = ["rejects: { max: 3 }"]
        let folder = try PipelineFolder(spec, csv: Self.dirty)
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect((report.records, report.inserted, report.rejected) == (5, 2, 3))
        #expect(try await folder.database.rows("SELECT id, name FROM rows") == ["1|a", "3|c"])
        let places = try await folder.database.rows(
            "SELECT record, byte_offset, stage, column_name, quote(CAST(raw AS TEXT)), raw_length FROM _weir_rejects")
        #expect(places == ["2|12|0|id|'x,b'|3", "4|20|0|NULL|'4'|1", "5|22|0|NULL|'\"5,e", "'|5"])
        let reasons = try await folder.database.rows("SELECT reason FROM _weir_rejects")
        #expect(
            reasons == [
                "\"x\" is not an integer", "1 field instead of 2",
                "the quote that opens at byte 22 never closes; it swallows 1 line up to the end of the input",
            ])
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("one reject more than the limit ends the run, naming that reject", arguments: [2, 1])
    func overNumber(_ limit: Int) async throws {
        var spec = SpecText()
        spec.more = ["rejects: { max: \(limit) }"]
        let folder = try PipelineFolder(spec, csv: Self.dirty)
        let end = try await folder.run()
        #expect(end.exitCode == 65)
        #expect(end.errors.contains("in.csv: record \(limit == 2 ? 5 : 4) (byte"), "\(end)")
        #expect(
            end.errors.contains("this is reject \(limit + 1), and rejects.max is \(limit), so the run stopped"),
            "\(end)")
    }

    @Test("a percentage is judged by the records of the whole run", arguments: [("60%", 0), ("59.9%", 65)])
    func percentage(_ limit: String, exitCode: Int32) async throws {
        var spec = SpecText()
        spec.more = ["rejects: { max: \"\(limit)\" }"]
        let folder = try PipelineFolder(spec, csv: Self.dirty)
        let end = try await folder.run()
        #expect(end.exitCode == exitCode, "\(end)")
        if exitCode != 0 {
            #expect(
                end.errors.contains("3 of 5 records are rejects, and rejects.max is 59.9%, so the run stopped"),
                "\(end)")
        }
    }

    @Test("a percentage that is far exceeded ends the run before all is read")
    func percentageEarly() async throws {
        var spec = SpecText()
        spec.more = ["rejects: { max: \"0.5%\" }"]
        let folder = try PipelineFolder(spec, csv: "id,name\n" + String(repeating: "x,y\n", count: 300_000))
        let report = try await folder.report()
        #expect(report.failure?.exitCode == 65)
        #expect(report.records < 100_000)
    }

    @Test("a stage of the pipeline rejects a row with its own number, and the raw record of the input is kept")
    func inTransforms() async throws {
        var spec = SpecText()
        spec.transforms = [
            "cast: { name: integer }",
            "map: { column: id, values: { \"1\": \"10\", \"2\": \"20\", \"3\": \"30\" }, default: reject }",
            "assert: { that: name < 100, message: implausible name }",
        ]
        spec.more = ["rejects: { max: 3 }"]
        let folder = try PipelineFolder(spec, csv: "id,name\n1,7\n2,seven\n4,8\n3,500\n")
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect(report.stages.map(\.rejected) == [0, 1, 1, 1, 0])
        let rejects = try await folder.database.rows(
            "SELECT record, stage, column_name, reason, CAST(raw AS TEXT) FROM _weir_rejects ORDER BY record")
        #expect(
            rejects == [
                "2|1|name|\"seven\" is not an integer|2,seven", "3|2|id|\"4\" is not among the mapped values|4,8",
                "4|3|NULL|implausible name: name < 100 is not true|3,500",
            ])
        #expect(try await folder.database.rows("SELECT id, name FROM rows") == ["10|7"])
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("a record longer than max_record is one reject, and reading goes on behind it")
    func tooLong() async throws {
        var spec = SpecText()
        spec.more = ["rejects: { max: 1 }", "flow: { max_record: 8KiB, batch_bytes: 4KiB }"]
        let long = String(repeating: "long ", count: 20_000)
        let folder = try PipelineFolder(spec, csv: "id,name\n1,a\n2,\(long)\n3,c\n")
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect(try await folder.database.rows("SELECT id FROM rows") == ["1", "3"])
        #expect(try await folder.database.integer("SELECT raw_length FROM _weir_rejects") == long.utf8.count + 2)
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("ragged records are rejected, padded or fail the input, as the spec says")
    func ragged() async throws {
        var spec = SpecText()
        spec.source = ["csv: { ragged: pad }"]
        let folder = try PipelineFolder(spec, csv: "id,name\n1\n2,b\n")
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.rows("SELECT id, name FROM rows") == ["1|NULL", "2|b"])

        spec.source = ["csv: { ragged: fail }"]
        let failing = try PipelineFolder(spec, csv: "id,name\n1,a\n2,b,c\n")
        let end = try await failing.run()
        #expect(end.exitCode == 65)
        #expect(
            end.errors.contains("in.csv: record 2 (byte 12): 3 fields instead of 2, and the spec says `ragged: fail`"),
            "\(end)")
    }

    @Test("an NDJSON line that is no object, or of the wrong type, is a reject like any other")
    func ndjson() async throws {
        var spec = SpecText(files: "in.ndjson")
        spec.more = ["rejects: { max: 10 }"]
        let folder = try PipelineFolder(spec)
        try folder.files.write(
            "in.ndjson",
            """
            {"id": 1, "name": "a"}
            {"id": 2, "name": "b",}
            [3, "c"]
            {"id": 4.5, "name": "d"}
            {"id": 5, "name": "e", "id": 6}
            {"id": 7, "name": "\\ud800"}
            {"id": 8, "name": "h", "more": true}
            {"id": 9}
            """)
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect((report.records, report.inserted, report.rejected) == (8, 2, 6))
        #expect(try await folder.database.rows("SELECT id, name FROM rows") == ["1|a", "9|NULL"])
        #expect(try await folder.database.rows("SELECT record FROM _weir_rejects") == ["2", "3", "4", "5", "6", "7"])
        #expect(try await folder.verify().exitCode == 0)
    }
}
