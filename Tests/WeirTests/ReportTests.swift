// weir report

import Foundation
import TestSupport
import Testing

@Suite("report")
struct ReportTests {
    /// Drops, rejects of two stages, and texts that would be markup; upsert, so that rows are updated too.
    private static let spec: SpecText = {
        var spec = SpecText(name: "\"<script>alert(1)</script> & ]]>\"", table: "\"rows <b>\"")
        spec.transforms = [
            "filter: id % 10 <> 3", "assert: { that: \"id <> 7\", message: \"<img src=x onerror=alert(1)> -->\" }",
            "trim: name",
        ]
        spec.sink = ["mode: upsert", "key: [id]"]
        spec.more = ["rejects: { max: 100 }"]
        return spec
    }()

    private static let csv =
        numberedCSV(1...200) + numberedCSV(1...20).split(separator: "\n").dropFirst().map { "\($0)\n" }.joined()
        + "\u{202E}1,d\n<script>alert(1)</script>,a\n]]>,b\n-->,c\n\"a\u{0}\",\u{1B}[2J\n"

    private static func folder() async throws -> PipelineFolder {
        let folder = try PipelineFolder(spec, csv: csv)
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        return folder
    }

    /// What stands behind each mark of a page.
    private static func values(_ name: String, in page: String) -> [String] {
        page.components(separatedBy: "\(name)=\"").dropFirst().map { $0.components(separatedBy: "\"")[0] }
    }

    /// The bands as `kind|position|rows`, but for inputs.
    private static func bands(_ page: String) -> Set<String> {
        Set(
            page.components(separatedBy: "<path class=").dropFirst().compactMap { path in
                guard let position = values("data-position", in: path).first else { return nil }
                return "\(values("data-kind", in: path)[0])|\(position)|\(values("data-rows", in: path)[0])"
            })
    }

    private static let stored = """
        SELECT * FROM (
          SELECT iif(inserted IS NULL, 'rows', 'inserted') AS kind, stage,
            iif(inserted IS NULL, sum(out), sum(inserted)) AS n FROM _weir_stages GROUP BY stage
          UNION ALL SELECT 'dropped', stage, sum(dropped) FROM _weir_stages GROUP BY stage HAVING sum(dropped) > 0
          UNION ALL SELECT 'rejected', stage, sum(rejected) FROM _weir_stages GROUP BY stage HAVING sum(rejected) > 0
          UNION ALL SELECT 'updated', stage, sum(updated) FROM _weir_stages GROUP BY stage HAVING sum(updated) > 0)
        """

    @Test(
        "the picture's numbers are those that the sqlite3 shell finds in the ledger, and so are those of the equation",
        arguments: ["spec.yaml", "out.sqlite"])
    func numbers(_ place: String) async throws {
        let folder = try await Self.folder()
        let end = try await folder.weir("report", place, "-o", "report.html")
        #expect(end.exitCode == 0 && end.output.isEmpty, "\(end)")
        let page = try String(decoding: folder.files.bytes("report.html"), as: UTF8.self)
        #expect(Self.bands(page) == Set(try await folder.database.rows(Self.stored)))
        let rejects = try await folder.database.rows("SELECT count(*) FROM _weir_rejects")
        #expect(Self.values("data-count", in: page).compactMap(Int.init).reduce(0, +) == Int(rejects[0]))
        #expect(
            Self.values("data-table-rows", in: page) == [
                try await folder.database.text("SELECT count(*) FROM \"rows <b>\"")
            ])
        #expect(Self.values("data-verdict", in: page) == ["remark"])
        #expect(
            try !FileManager.default.contentsOfDirectory(atPath: folder.files.path("")).contains {
                $0.hasPrefix("report.html.")
            })
    }

    @Test(
        "a browser loads it without a word in its console, and its document has the ledger's numbers and no script",
        .enabled(if: HeadlessBrowser.path != nil, "no chromium is installed"))
    func browser() async throws {
        let folder = try await Self.folder()
        _ = try await folder.weir("report", "spec.yaml", "-o", "report.html")
        let visit = try await HeadlessBrowser.visit(folder.files.path("report.html"))
        #expect(visit.console.isEmpty, "\(visit.console)")
        #expect(Self.bands(visit.document) == Set(try await folder.database.rows(Self.stored)))
        for tag in ["<script", "<img", "<b>\"", "onerror=\""] { #expect(!visit.document.contains(tag), "\(tag)") }
        #expect(
            visit.document.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && visit.document.contains("\\u{202e}1"))
        #expect(
            !visit.document.unicodeScalars.contains("\u{202E}") && !visit.document.unicodeScalars.contains("\u{1B}"))
    }

    @Test("without -o it goes to stdout, and it writes to nothing else")
    func standardOutput() async throws {
        let folder = try await Self.folder()
        let before = try folder.files.bytes("out.sqlite")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.files.path("")).sorted()
        let end = try await folder.weir("report", "out.sqlite")
        #expect(end.exitCode == 0 && end.errors.isEmpty && end.output.hasPrefix("<!DOCTYPE html>"), "\(end)")
        #expect(try folder.files.bytes("out.sqlite") == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.files.path("")).sorted() == files)
    }

    @Test("a run that failed, was killed or undone has its page too, and so has one in which nothing came")
    func otherEnds() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...5) + "x,y\n")
        #expect(try await folder.run().exitCode == 65)
        let failed = try await folder.weir("report", "spec.yaml")
        #expect(failed.exitCode == 0 && failed.output.contains("in.csv: record 6 (byte"), "\(failed)")
        #expect(Self.values("data-verdict", in: failed.output) == ["bad"])
        for (status, text) in [
            ("running", "Killed: it never ended"), ("undone", "Undone"), ("interrupted", "Interrupted"),
        ] {
            try await folder.database.execute("UPDATE _weir_runs SET status = '\(status)', finished_at = NULL")
            let end = try await folder.weir("report", "out.sqlite", "--run", "1")
            #expect(end.exitCode == 0 && end.output.contains(text), "\(end)")
        }
        let empty = try PipelineFolder(csv: "id,name\n")
        #expect(try await empty.run().exitCode == 0)
        let page = try await empty.weir("report", "spec.yaml")
        #expect(
            page.exitCode == 0
                && Self.values("data-term", in: page.output) == ["records", "inserted", "dropped", "rejected"])
    }

    @Test("of several tables, one picture with what they share once and each table's own")
    func severalTables() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...100))
        try folder.files.write(
            "spec.yaml",
            """
            weir: 1
            name: several
            source: { files: in.csv, columns: { id: integer, name: text } }
            transforms: [filter: id > 10]
            sinks:
              - { table: a, database: out.sqlite }
              - { table: b, where: id % 2 = 0, transforms: [derive: { twice: id * 2 }] }

            """)
        #expect(try await folder.run().exitCode == 0)
        let end = try await folder.weir("report", "out.sqlite")
        #expect(end.exitCode == 0, "\(end)")
        let trunk = end.output.components(separatedBy: "<path class=").filter { $0.contains("data-kind=\"dropped\"") }
        #expect(trunk.map { Self.values("data-rows", in: $0)[0] }.sorted() == ["10", "45"])
        #expect(end.output.components(separatedBy: "data-kind=\"copy\" data-rows=\"90\"").count == 3)
        #expect(Self.values("data-table-rows", in: end.output) == ["90", "45"])
    }

    @Test("what is asked of it wrongly is told, with the exit code of its kind")
    func errors() async throws {
        let folder = try await Self.folder()
        try folder.files.write("other.sqlite", "")
        try FileManager.default.createDirectory(atPath: folder.files.path("folder"), withIntermediateDirectories: true)
        for (arguments, code, text) in [
            (["none.sqlite"], 66, "none.sqlite"), (["spec.yaml", "--run", "9"], 66, "the ledger knows no run 9"),
            (["out.sqlite", "--pipeline", "x"], 66, "knows no run of pipeline \"x\""),
            (["out.sqlite", "--set", "a=b"], 64, "--set is for specs"),
            (["spec.yaml", "-o", "folder"], 73, "folder: is not a regular file"),
            (["spec.yaml", "-o", "none/r.html"], 73, "can't be created"),
            (["spec.yaml", "-o", "/dev/full"], 73, "is not a regular file"), ([], 64, "Missing expected argument"),
        ] as [([String], Int32, String)] {
            let end = try await WeirBinary.run(["report"] + arguments, in: folder.files.url)
            #expect(end.exitCode == code && end.errors.contains(text), "\(arguments): \(end)")
        }
    }

    @Test("an older page is replaced whole, and what is left out is not on it")
    func replaced() async throws {
        let folder = try await Self.folder()
        try folder.files.write("report.html", "an older page")
        let end = try await folder.weir("report", "spec.yaml", "--no-spec", "--no-records", "-o", "report.html")
        #expect(end.exitCode == 0, "\(end)")
        let page = try String(decoding: folder.files.bytes("report.html"), as: UTF8.self)
        #expect(page.hasPrefix("<!DOCTYPE html>") && !page.contains("weir: 1") && !page.contains("class=\"place\""))
        #expect(try await folder.weir("report", "spec.yaml").output.contains("class=\"place\""))
    }

    @Test("a night's page has a row for each pipeline, the run of each, and the error of one that never got to a ledger")
    func night() async throws {
        let folder = try await Self.folder()
        try folder.files.remove("out.sqlite")
        try folder.write(SpecText(name: "none", files: "none.csv", database: "none.sqlite"), as: "none.yaml")
        try folder.files.write(
            "job.yaml",
            """
            weir: 1
            job: night <b>
            journal: journal.sqlite
            verify: counts
            pipelines:
              - spec.yaml
              - none.yaml

            """)
        let missing = try await folder.weir("report", "job.yaml")
        #expect(missing.exitCode == 66 && missing.errors.contains("run the job first"), "\(missing)")
        let run = try await folder.weir("run", "job.yaml")
        #expect(run.exitCode == 66, "\(run)")
        for place in ["job.yaml", "journal.sqlite"] {
            let end = try await folder.weir("report", place, "--night", "1")
            #expect(end.exitCode == 0, "\(end)")
            #expect(Self.values("data-verdict", in: end.output) == ["bad", "remark"])
            #expect(end.output.contains("none.csv: no such file") && end.output.contains("<b>night &lt;b&gt;</b>, night 1"), "\(end)")
            #expect(Self.bands(end.output) == Set(try await folder.database.rows(Self.stored)))
        }
        for (arguments, code, text) in [
            (["job.yaml", "--night", "9"], 66, "no night 9"), (["job.yaml", "--run", "1"], 64, "has nights"),
            (["spec.yaml", "--night", "1"], 64, "is none"),
        ] as [([String], Int32, String)] {
            let end = try await WeirBinary.run(["report"] + arguments, in: folder.files.url)
            #expect(end.exitCode == code && end.errors.contains(text), "\(arguments): \(end)")
        }
    }
}
