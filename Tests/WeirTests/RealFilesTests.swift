// Real files, loaded whole and compared value by value with what Python reads.

import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: SharedFolder.isPresent, "the shared folder with real files is not there"))
struct RealFilesTests {
    @Test(
        "a real file gives as many rows as it has records, each as Python reads it, and verifies",
        arguments: RealFile.all)
    func loads(_ file: RealFile) async throws {
        let oracle = try file.oracle()
        let folder = try PipelineFolder(file.spec(columns: try await oracle.columns()))

        let report = try await folder.report()

        #expect(report.failure?.message == nil)
        #expect(report.records == file.records)
        #expect(report.inserted == file.records)
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == file.records)
        #expect(try await folder.database.integer("SELECT count(*) FROM pragma_table_info('rows')") == file.columns)
        #expect(try await oracle.differences(from: folder.database.path, table: "rows") == "")
        let verification = try await folder.verify()
        #expect(verification.exitCode == 0, "\(verification)")
    }

    @Test("a glob loads each day of a month as an input of its own, and their records add up")
    func glob() async throws {
        let june = RealFile.all.filter { $0.name.hasPrefix("jhu/06-") }
        let columns = try await june[0].oracle().columns()
        var spec = june[0].spec(columns: columns)
        spec.files = yaml(RealFile.folder.appending(path: "jhu/06-*.csv.gz").path(percentEncoded: false))
        let folder = try PipelineFolder(spec)

        let report = try await folder.report()

        #expect(report.inputs.map(\.records) == june.map(\.records))
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == june.reduce(0) { $0 + $1.records })
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("a day whose header has changed fails the run by its name, and the days before it stay out of the table")
    func headerChange() async throws {
        let old = RealFile.all.first { $0.name == "jhu/05-22-2020.csv.gz" }!
        var spec = old.spec(columns: try await old.oracle().columns())
        let new = RealFile.folder.appending(path: "jhu/06-01-2020.csv.gz").path(percentEncoded: false)
        spec.files = "[\(yaml(old.path)), \(yaml(new))]"
        spec.sink = ["mode: replace"]
        let folder = try PipelineFolder(spec)

        let end = try await folder.run()

        #expect(end.exitCode == 65)
        #expect(end.errors.contains("06-01-2020.csv.gz: the header does not suit the spec"), "\(end)")
        #expect(end.errors.contains("Incidence_Rate"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'rows'") == 0)
    }
}
