import Foundation
import Ledger
import RowModel
import TestSupport
import Testing

@testable import Flow
@testable import Reporting

@Suite struct MetricsTests {
    /// What a reader of the format makes of a text: series by name and labels.
    private static func parse(_ text: String) throws -> [String: Double] {
        var found: [String: Double] = [:]
        var declared: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("# HELP ") { continue }
            if line.hasPrefix("# TYPE ") {
                let words = line.split(separator: " ")
                #expect(words.count == 4 && words[3] == "gauge" && !declared.contains(String(words[2])))
                declared.append(String(words[2]))
                continue
            }
            let end = try #require(line.lastIndex(of: " "))
            let series = String(line[..<end])
            // Series of a metric stand together, below its type.
            #expect(series.hasPrefix("\(try #require(declared.last)){"), "\(line)")
            #expect(found.updateValue(try #require(Double(line[end...].dropFirst())), forKey: series) == nil, "\(line)")
        }
        #expect(text.isEmpty || text.hasSuffix("\n"))
        return found
    }

    @Test("the numbers are those of the run's JSON, also when they are read back from it", arguments: [false, true])
    func numbers(readBack: Bool) throws {
        let summary = RunSummary(.orders())
        let runs = readBack ? try #require(RunSummary.list(json: "[\(summary.json)]")) : [summary]
        #expect(runs.map(\.json) == [summary.json])
        let start = Date(timeIntervalSince1970: 1_795_312_800.25)
        let text = MetricsPage.text(of: [
            PipelineMetrics(
                pipeline: "orders", succeeded: true, exitCode: 0, start: start, end: start + 2,
                lastSuccess: start + 1.999, runs: runs)
        ])
        let series = try Self.parse(text)
        #expect(series["weir_run_success{pipeline=\"orders\"}"] == 1)
        #expect(series["weir_run_exit_code{pipeline=\"orders\"}"] == 0)
        #expect(series["weir_run_start_timestamp_seconds{pipeline=\"orders\"}"] == 1_795_312_800.25)
        #expect(series["weir_run_last_success_timestamp_seconds{pipeline=\"orders\"}"] == 1_795_312_802.249)
        #expect(series["weir_run_records{pipeline=\"orders\",table=\"orders\"}"] == 1500)
        #expect(series["weir_run_rows{pipeline=\"orders\",table=\"orders\",outcome=\"inserted\"}"] == 1300)
        #expect(series["weir_run_rows{pipeline=\"orders\",table=\"orders\",outcome=\"dropped\"}"] == 150)
        #expect(series["weir_run_rows{pipeline=\"orders\",table=\"orders\",outcome=\"rejected\"}"] == 50)
        #expect(series["weir_run_balanced{pipeline=\"orders\",table=\"orders\"}"] == 1)
        #expect(series["weir_table_rows{pipeline=\"orders\",table=\"orders\"}"] == 1310)
        #expect(series["weir_stage_dropped_rows{pipeline=\"orders\",table=\"orders\",position=\"1\",stage=\"filter\"}"] == 150)
        #expect(series["weir_run_phase_seconds{pipeline=\"orders\",phase=\"commit\"}"] == 1.5)
        #expect(series["weir_run_peak_memory_bytes{pipeline=\"orders\"}"] == Double(40 << 20))
        let outcomes = series.filter { $0.key.hasPrefix("weir_run_rows{") }.values.reduce(0, +)
        #expect(outcomes == 1500)
        #expect(!text.contains("e+"))
    }

    @Test("a run that was never entered in the ledger has its exit code and no counts, one that was not begun not even that")
    func notEntered() throws {
        struct Busy: WeirError {
            var exitCode: ExitCode { .tryAgain }
            var description: String { "busy" }
        }
        var outcome = RunOutcome.orders(failure: Busy())
        outcome.runID = nil
        let series = try Self.parse(
            MetricsPage.text(of: [
                PipelineMetrics(pipeline: "orders", succeeded: false, exitCode: 75, runs: [RunSummary(outcome)]),
                PipelineMetrics(pipeline: "next", succeeded: false),
            ]))
        #expect(
            series == [
                "weir_run_success{pipeline=\"orders\"}": 0, "weir_run_exit_code{pipeline=\"orders\"}": 75,
                "weir_run_success{pipeline=\"next\"}": 0,
            ])
    }

    @Test("a failure for another reason leaves what is stored balanced; an imbalance does not", arguments: [ExitCode.badData, .unbalanced])
    func balanced(_ code: ExitCode) throws {
        let summary = RunSummary(.orders(failure: TestFailure(exitCode: code)))
        let series = try Self.parse(
            MetricsPage.text(of: [PipelineMetrics(pipeline: "p", succeeded: false, exitCode: code.rawValue, runs: [summary])]))
        #expect(series["weir_run_balanced{pipeline=\"p\",table=\"orders\"}"] == (code == .badData ? 1 : 0))
        #expect(series["weir_table_rows{pipeline=\"p\",table=\"orders\"}"] == nil)
    }

    @Test("any name is a label, and a pipeline that is run twice is there once")
    func labels() throws {
        let text = MetricsPage.text(of: [
            PipelineMetrics(pipeline: "a \"b\" \\ c\nd ü", succeeded: false), PipelineMetrics(pipeline: "twice", succeeded: true),
            PipelineMetrics(pipeline: "twice", succeeded: false, exitCode: 65),
        ])
        #expect(text.contains("weir_run_success{pipeline=\"a \\\"b\\\" \\\\ c\\nd ü\"} 0\n"))
        #expect(try Self.parse(text)["weir_run_success{pipeline=\"twice\"}"] == 0)
    }

    @Test("a night has all its pipelines, also those that were never begun, and its maintenance")
    func night() throws {
        let night = Night(
            id: 3, job: "nightly", jobPath: "/j.yaml", parameters: [:], startedAt: "2026-11-22T01:00:00.250Z",
            finishedAt: "2026-11-22T01:10:00.000Z", exitCode: 75, toolVersion: "test")
        let pipelines = [
            NightPipeline(
                position: 0, name: "orders", specPath: "o.yaml", database: "o.sqlite", status: .succeeded, exitCode: 0, attempts: 1,
                startedAt: "2026-11-22T01:00:00.500Z", finishedAt: "2026-11-22T01:05:00.000Z",
                summaries: "[\(RunSummary(.orders()).json)]", isVerified: true),
            NightPipeline(
                position: 1, name: "busy", specPath: "b.yaml", database: "b.sqlite", status: .failed, exitCode: 75,
                attempts: 3, startedAt: "2026-11-22T01:05:00.000Z", finishedAt: "2026-11-22T01:09:00.000Z"),
            NightPipeline(position: 2, name: "after", specPath: "a.yaml", database: nil, status: .skipped),
        ]
        let maintenance = [
            NightMaintenance(position: 0, database: "o.sqlite", task: "backup", succeeded: false, detail: "full", seconds: 1.5)
        ]
        let text = MetricsPage.text(of: night, pipelines, maintenance) { $0 == "busy" ? Date(timeIntervalSince1970: 5) : nil }
        let series = try Self.parse(text)
        #expect(series["weir_job_success{job=\"nightly\"}"] == 0 && series["weir_job_exit_code{job=\"nightly\"}"] == 75)
        #expect(series["weir_job_start_timestamp_seconds{job=\"nightly\"}"] == 1_795_309_200.25)
        for (name, success, code, last) in [
            ("orders", 1.0, 0.0 as Double?, 1_795_309_500.0 as Double?), ("busy", 0, 75, 5), ("after", 0, nil, nil),
        ] {
            let labels = "{job=\"nightly\",pipeline=\"\(name)\"}"
            #expect(series["weir_run_success\(labels)"] == success, "\(name)")
            #expect(series["weir_run_exit_code\(labels)"] == code, "\(name)")
            #expect(series["weir_run_last_success_timestamp_seconds\(labels)"] == last, "\(name)")
        }
        #expect(series["weir_run_verified{job=\"nightly\",pipeline=\"orders\"}"] == 1)
        #expect(series["weir_run_records{job=\"nightly\",pipeline=\"orders\",table=\"orders\"}"] == 1500)
        #expect(series["weir_maintenance_success{job=\"nightly\",database=\"o.sqlite\",task=\"backup\"}"] == 0)
        // What is no summary is no crash.
        var spoilt = pipelines[0]
        spoilt.summaries = "[{}]"
        #expect(MetricsPage.text(of: night, [spoilt]) { _ in nil }.contains("weir_run_success{job=\"nightly\",pipeline=\"orders\"} 1\n"))
    }

    @Test("docs/metrics.md has every metric, and no other")
    func documented() throws {
        let page = try String(contentsOf: SharedFolder.repository.appending(path: "docs/metrics.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let documented = rows.flatMap { row in
            row.split(separator: "|")[0].split(separator: "`").filter { $0.hasPrefix("weir_") }.map(String.init)
        }
        #expect(documented.sorted() == Metric.allCases.map(\.rawValue).sorted())
        let used = Set(page.split { !($0.isLetter || $0 == "_") }.map(String.init).filter { $0.hasPrefix("weir_run_") })
        #expect(used.isSubset(of: Metric.allCases.map(\.rawValue)))
    }
}
