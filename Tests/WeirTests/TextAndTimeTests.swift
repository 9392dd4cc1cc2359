// Formats, zones, functions, hash, split and extract, as a user would have them.

import TestSupport
import Testing

@Suite("texts and times in a pipeline")
struct TextAndTimeTests {
    private static let columns =
        "{ id: integer, day: { type: date, format: \"%d.%m.%Y\" }, at: { type: timestamp, format: \"%d.%m.%Y %H:%M\", zone: Europe/Berlin }, who: text }"
    private static let csv = """
        id,day,at,who
        1,19.11.2026,19.11.2026 08:30,anna MÜLLER
        2,2026-11-19,19.11.2026 08:30,b
        3,19.11.2026,29.03.2026 02:30,c
        4,,,
        5,01.07.2026,25.10.2026 02:30,d
        6,01.07.2026,01.07.2026 00:30,eve adams

        """

    @Test("dates and times of a form and zone are loaded, doubtful ones are kept as rejects, and the counts are proved")
    func formats() async throws {
        var spec = SpecText(columns: Self.columns)
        spec.more = ["rejects: { max: 3 }"]
        let folder = try PipelineFolder(spec, csv: Self.csv)
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect((report.records, report.inserted, report.rejected) == (6, 3, 3))
        #expect(try await folder.database.rows("SELECT * FROM rows") == [
            "1|2026-11-19|2026-11-19T07:30:00Z|anna MÜLLER", "4|NULL|NULL|NULL", "6|2026-07-01|2026-06-30T22:30:00Z|eve adams",
        ])
        #expect(try await folder.database.rows("SELECT record, column_name, reason FROM _weir_rejects ORDER BY record") == [
            "2|day|\"2026-11-19\" is not of the format %d.%m.%Y",
            "3|at|\"29.03.2026 02:30\" is a local time of Europe/Berlin that does not exist: clocks were put forward over it",
            "5|at|\"25.10.2026 02:30\" is a local time of Europe/Berlin that there was twice: clocks were put back",
        ])
        #expect(try await folder.verify().exitCode == 0)
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("check shows the form of a column, and finds what is wrong with one")
    func check() async throws {
        let folder = try PipelineFolder(SpecText(columns: Self.columns), csv: Self.csv)
        let plan = try await folder.weir("check", "spec.yaml")
        #expect(plan.exitCode == 0, "\(plan)")
        #expect(plan.output.contains("{ type: timestamp, format: \"%d.%m.%Y %H:%M\", zone: Europe/Berlin }"))
        var spec = SpecText(columns: "{ at: { type: timestamp, format: \"%d.%m.%Y %k\", zone: Europe/Berln } }")
        spec.transforms = ["filter: at REGEXP '(a'"]
        try folder.write(spec)
        let end = try await folder.weir("check", "spec.yaml")
        #expect(end.exitCode == 64)
        #expect(end.errors.contains("unknown directive %k") && end.errors.contains("did you mean \"%-H\"?"))
        try folder.write(SpecText(columns: "{ at: text }", transforms: ["filter: at REGEXP '(a'"]))
        let pattern = try await folder.weir("check", "spec.yaml")
        #expect(pattern.exitCode == 64)
        #expect(pattern.errors.contains("spec.yaml:7:24: error: filter: regexp: missing ) for this group"), "\(pattern)")
    }

    @Test("functions in filter, derive, assert and expect")
    func functions() async throws {
        var spec = SpecText(columns: "{ id: integer, day: text, at: text, who: text }")
        spec.transforms = [
            "filter: who REGEXP '^[a-z]+ '",
            "derive: { who: title_case(who), first: \"split_part(who, ' ', 1)\", at: \"parse_timestamp(at, '%d.%m.%Y %H:%M', 'Europe/Berlin')\" }",
            "assert: regexp_extract(at, '\\d+') = '2026'", "select: [id, who, first, at]",
        ]
        spec.more = ["expect: { columns: { at: \"regexp 'Z$'\" } }"]
        let folder = try PipelineFolder(spec, csv: Self.csv)
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect(try await folder.database.rows("SELECT * FROM rows") == [
            "1|Anna Müller|anna|2026-11-19T07:30:00Z", "6|Eve Adams|eve|2026-06-30T22:30:00Z",
        ])
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("split and extract make columns, and what does not fit is a reject")
    func parts() async throws {
        var spec = SpecText(columns: "{ id: integer, day: text, at: text, who: text }")
        spec.transforms = [
            "extract: { column: day, pattern: '^(\\d\\d)\\.(\\d\\d)\\.', into: [d, m] }",
            "split: { column: who, by: \" \", into: [first, last], missing: null }", "select: [id, d, m, first, last]",
        ]
        spec.more = ["rejects: { max: 1 }"]
        let folder = try PipelineFolder(spec, csv: Self.csv)
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect(report.rejected == 1)
        #expect(try await folder.database.rows("SELECT * FROM rows") == [
            "1|19|11|anna|MÜLLER", "3|19|11|c|NULL", "4|NULL|NULL|NULL|NULL", "5|01|07|d|NULL", "6|01|07|eve|adams",
        ])
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("a salted digest is another program's, and the salt is nowhere to be found")
    func hash() async throws {
        let salt = "s3cr3t-of-weir-tests"
        var spec = SpecText(columns: "{ id: integer, day: text, at: text, who: text }")
        spec.transforms = ["hash: { columns: [who, id], salt: \"${env:WEIR_SALT}\" }", "select: [id, who]"]
        let folder = try PipelineFolder(spec, csv: Self.csv)
        let environment = ["WEIR_SALT": salt]
        let plan = try await folder.weir("check", "spec.yaml", environment: environment)
        let end = try await folder.weir("run", "spec.yaml", "--json", environment: environment)
        #expect((plan.exitCode, end.exitCode) == (0, 0), "\(end)")
        // printf b | openssl dgst -sha256 -hmac s3cr3t-of-weir-tests
        #expect(try await folder.database.rows("SELECT count(*), count(who), count(DISTINCT id), min(length(id)), max(length(who)) FROM rows") == ["6|5|6|64|64"])
        let oracle = try await Program.run(
            "python3", ["-c", "import hmac; print(hmac.new(b'\(salt)', 'anna MÜLLER'.encode(), 'sha256').hexdigest())"])
        #expect(try await folder.database.text("SELECT who FROM rows LIMIT 1") == oracle.output.split(separator: "\n").first.map(String.init))
        #expect(!"\(plan)\(end)".contains(salt))
        #expect(try await !folder.database.text(".dump").contains(salt))
        let missing = try await folder.run()
        #expect(missing.exitCode == 64)
        #expect(missing.errors.contains("environment variable \"WEIR_SALT\" is not set"))
        let verified = try await folder.weir("verify-counts", "--deep", "spec.yaml", environment: environment)
        #expect(verified.exitCode == 0, "\(verified)")
    }

    @Test("no value makes a pattern hold a run up")
    func hostile() async throws {
        let text = String(repeating: "a", count: 20_000)
        let spec = SpecText(transforms: ["filter: name NOT REGEXP '^(a+)+$|(a|a)*b'"])
        let folder = try PipelineFolder(spec, csv: "id,name\n1,\(text)c\n2,\(text)\n")
        let report = try await folder.report()
        #expect((report.records, report.inserted, report.dropped) == (2, 1, 1))
    }
}
