// Specs without columns.

import TestSupport
import Testing

@Suite("inference")
struct InferenceTests {
    @Test("without columns a spec loads what its inputs hold; no number type is guessed where a digit could be lost")
    func types() async throws {
        let folder = try PipelineFolder(
            SpecText(columns: nil),
            csv: """
                id,code,ratio,big,Label With Blanks,empty
                1,007,0.5,9223372036854775807,a,
                -2,12,1,9223372036854775808,,

                """)
        let plan = try await folder.weir("check", "spec.yaml")
        #expect(plan.exitCode == 0, "\(plan)")
        #expect(plan.output.contains("columns (inferred from 2 records of in.csv"), "\(plan)")
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        let columns = try await folder.database.rows("SELECT name, type FROM pragma_table_info('rows')")
        #expect(
            columns == ["id|INTEGER", "code|TEXT", "ratio|REAL", "big|TEXT", "Label With Blanks|TEXT", "empty|TEXT"])
        #expect(
            try await folder.database.rows("SELECT * FROM rows") == [
                "1|007|0.5|9223372036854775807|a|NULL", "-2|12|1.0|9223372036854775808|NULL|NULL",
            ])
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("a value behind the sample that does not fit the inferred type is a reject, not a guess")
    func behindTheSample() async throws {
        let folder = try PipelineFolder(SpecText(columns: nil), csv: numberedCSV(1...100_000) + "late,x\n")
        let end = try await folder.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("in.csv: record 100,001 (byte"), "\(end)")
        #expect(end.errors.contains("id: \"late\" is not an integer"), "\(end)")
    }

    @Test(
        "real files load whole on columns that were inferred",
        .enabled(if: SharedFolder.isPresent, "the shared folder with real files is not there"),
        arguments: RealFile.all.filter { file in
            [
                "jhu/01-22-2020", "jhu/03-22-2020", "jhu/12-01-2020", "mongodb/restaurant", "mongodb/products",
                "mongodb/profiles",
                "nested/twitter", "nested/vega-movies", "tate/artist_data", "tate/artists",
            ].contains { file.name.hasPrefix($0) }
        })
    func realFiles(_ file: RealFile) async throws {
        var spec = file.spec(columns: "")
        spec.columns = nil
        let folder = try PipelineFolder(spec)
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect(report.inserted == file.records)
        #expect(try await folder.verify().exitCode == 0)
    }
}
