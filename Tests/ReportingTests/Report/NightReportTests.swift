// The page about a night.

import RowModel
import TestSupport
import Testing

@testable import Ledger
@testable import Reporting

@Suite struct NightReportTests {
    static func night(_ exitCode: Int32? = 0, notes: [String] = []) -> Night {
        Night(
            id: 12, job: "nightly", jobPath: "nightly.yaml", parameters: ["day": "2026-11-19"],
            startedAt: "2026-11-22T01:00:00.000Z", finishedAt: exitCode == nil ? nil : "2026-11-22T01:10:00.000Z",
            exitCode: exitCode, toolVersion: "0.1.0", notes: notes)
    }

    static func entry(
        _ name: String, _ status: NightPipeline.Status = .succeeded, error: String? = nil, report: RunReport? = nil
    ) -> NightReport.Entry {
        var figures = RunFigures()
        (figures.records, figures.inserted, figures.updated, figures.rejected) = (1500, 1200, 100, 50)
        return NightReport.Entry(
            pipeline: NightPipeline(
                position: 0, name: name, specPath: "\(name).yaml", database: "d.sqlite", status: status,
                exitCode: status == .succeeded ? 0 : 65, error: error, attempts: 2, isVerified: status == .succeeded),
            figures: status == .succeeded ? figures : nil, report: report)
    }

    static func report(
        _ night: Night, holder: String? = nil, _ entries: [NightReport.Entry],
        discretion: ReportDiscretion = ReportDiscretion()
    ) -> NightReport {
        NightReport(
            journal: "j.sqlite", night: night, holder: holder, entries: entries,
            maintenance: [
                NightMaintenance(
                    position: 0, database: "d.sqlite", task: "optimize", succeeded: true, detail: nil, seconds: 0.5)
            ], discretion: discretion)
    }

    static func markup(_ report: NightReport) -> String {
        report.page(version: "0.1.0", madeAt: "2026-11-22T06:59:00Z")
    }

    @Test("the verdict of a night is that of its worst pipeline, or that nobody ended it")
    func verdict() {
        let good = Self.entry("a", report: RunReport([.orders(accounts: [])]))
        let failed = Self.entry("b", .failed, error: "x: is bad")
        func verdict(_ report: NightReport) -> String { "\(report.verdict.tone) \(report.verdict.headline)" }
        #expect(
            verdict(Self.report(Self.night(), [good])) == "good 1 pipeline succeeded: every record is accounted for")
        #expect(verdict(Self.report(Self.night(notes: ["x"]), [good])).hasPrefix("remark "))
        #expect(verdict(Self.report(Self.night(), [Self.entry("c", report: RunReport([.orders()]))])).hasPrefix("remark "))
        #expect(verdict(Self.report(Self.night(65), [good, failed])) == "bad 1 of 2 pipelines succeeded, exit code 65")
        #expect(verdict(Self.report(Self.night(1), [good])) == "bad 1 pipeline succeeded, exit code 1")
        #expect(verdict(Self.report(Self.night(nil), [good])) == "bad Killed: the night never ended")
        #expect(verdict(Self.report(Self.night(nil), holder: "pid 1", [good])) == "busy Still running (pid 1)")
    }

    @Test("each pipeline has its row and its section, with ids of its own, and one without a ledger its error")
    func sections() throws {
        let entries = [
            Self.entry("a", report: RunReport([.orders()])), Self.entry("b", report: RunReport([.orders(table: "t2")])),
            Self.entry("c", .failed, error: "c.csv: no such file"),
            Self.entry("d", .skipped, error: "not begun, since c has not succeeded"),
        ]
        let markup = Self.markup(Self.report(Self.night(66), entries))
        #expect(Elements(markup) != nil)
        for text in [
            "<a href=\"#p3\">d</a>", "id=\"p0\"", "id=\"p1-rejected\"", "<td class=\"n\">1,300</td>", "✗ failed",
            "–</span> skipped",
        ] {
            #expect(markup.contains(text), "\(text)")
        }
        let ids = markup.components(separatedBy: " id=\"").dropFirst().map { $0.components(separatedBy: "\"")[0] }
        #expect(Set(ids).count == ids.count && ids.contains("p0-updated"))
        #expect(markup.components(separatedBy: "c.csv: no such file").count == 3)
    }

    @Test("whatever a journal's texts hold, the page is well-formed and has no other elements")
    func hostileTexts() throws {
        var random = SeededGenerator()
        for _ in 0..<100 {
            func text() -> String { Hostile.text(&random) }
            var night = Self.night([nil, 0, 65].randomElement(using: &random)!, notes: [text()])
            night.job = text()
            night.parameters = [text(): text()]
            night.startedAt = text()
            night.toolVersion = text()
            var entry = Self.entry(text(), NightPipeline.Status.allCases.randomElement(using: &random)!, error: text())
            entry.unreadable = text()
            entry.pipeline.specPath = text()
            let discretion = ReportDiscretion(hidesRecords: Bool.random(using: &random))
            let markup = Self.markup(Self.report(night, holder: text(), [entry], discretion: discretion))
            let elements = try #require(Elements(markup), "seed \(random.seed)")
            #expect(
                elements.names.isDisjoint(with: ["script", "img", "iframe", "object", "form", "base"]),
                "seed \(random.seed)")
            #expect(elements.attributes.allSatisfy { !$0.hasPrefix("on") && $0 != "src" }, "seed \(random.seed)")
            #expect(Set(elements.addresses) == ["data:,", "#p0"], "\(elements.addresses) seed \(random.seed)")
        }
    }

    @Test("what is left out of the runs is left out of the night too")
    func discretion() {
        let entry = Self.entry("c", .failed, error: "c.csv: record 1: \"secret\" is bad")
        var night = Self.night(65)
        night.parameters = ["p": "secret"]
        let discretion = ReportDiscretion(hidesSpec: true, hidesRecords: true)
        #expect(Self.markup(Self.report(night, [entry])).contains("secret"))
        #expect(!Self.markup(Self.report(night, [entry], discretion: discretion)).contains("secret"))
    }

    @Test("the run of a pipeline is found in what it has printed, whatever else stands there")
    func printed() {
        let summaries =
            #"[{"run":null,"database":"a","x":1},{"database":"b"},{"run":7,"database":"c.sqlite","table":"t"}]"#
        #expect(PrintedRun.first(summaries) == PrintedRun(run: 7, database: "c.sqlite"))
        for text in ["[]", "", "nonsense", "{}", "[1]"] { #expect(PrintedRun.first(text) == nil) }
    }
}
