// A night in which one file is truncated, one has another schema and one database is busy, and the night behind it.

import Foundation
import TestSupport
import Testing

@Suite("a night of five pipelines")
struct NightTests {
    /// The counts of one pipeline's run, wherever they are told.
    private struct Counts: Equatable {
        var records = 0
        var inserted = 0
        var dropped = 0
        var rejected = 0
    }

    private let files: TemporaryFolder
    private var random: SeededGenerator

    init() throws {
        files = try TemporaryFolder()
        random = SeededGenerator()
        try files.write(
            "nightly.yaml",
            """
            weir: 1
            job: nightly
            journal: night.sqlite
            time_zone: Europe/Berlin
            params: { day: yesterday }
            concurrency: 2
            retries: { attempts: 2, delay: 100ms }
            verify: deep
            pipelines:
              - orders.yaml
              - events.yaml
              - customers.yaml
              - stock.yaml
              - { spec: payments.yaml, after: orders }
            on_failure: [sh, -c, cat > failed.json]
            on_success: [sh, -c, cat > succeeded.json]
            metrics: weir.prom
            report: report.html
            """)
        try spec(
            "orders", files: "in/orders-${day}.csv.gz", columns: "{ id: integer, quantity: integer }", params: true,
            more: ["transforms: [filter: quantity > 0]", "rejects: { max: \"20%\" }"])
        try spec("events", files: "in/events-*.ndjson.gz", columns: "{ id: integer, kind: text }", sink: ["commit: { rows: 500 }"])
        try spec("customers", files: "in/customers-*.csv", columns: "{ id: integer, email: text }")
        try spec("stock", files: "in/stock-*.csv", columns: "{ id: integer, left: integer }")
        try spec(
            "payments", files: "in/payments-${day}.csv.gz", columns: "{ id: integer, cents: integer }", params: true,
            sink: ["mode: upsert", "key: id"])
    }

    private func spec(
        _ name: String, files pattern: String, columns: String, params: Bool = false, sink: [String] = [],
        more: [String] = []
    ) throws {
        let lines =
            ["weir: 1", "name: \(name)"] + (params ? ["params: { day: }"] : [])
            + ["source:", "  files: \(pattern)", "  columns: \(columns)", "sink:", "  database: \(name).sqlite", "  table: \(name)"]
            + sink.map { "  \($0)" } + more
        try files.write("\(name).yaml", lines.joined(separator: "\n") + "\n")
    }

    private static let pipelines = ["orders", "events", "customers", "stock", "payments"]

    /// What is delivered for a day, whole and right.
    /// - Returns: what should become of it.
    private mutating func deliver(_ day: String, from first: Int) throws -> [String: Counts] {
        var orders = Counts()
        var lines = "id,quantity\n"
        for id in first..<first + Int.random(in: 900...1100, using: &random) {
            orders.records += 1
            switch Int.random(in: 0..<20, using: &random) {
            case 0: lines += "\(id),many\n"; orders.rejected += 1
            case 1: lines += "\(id),0\n"; orders.dropped += 1
            default: lines += "\(id),\(id % 9 + 1)\n"; orders.inserted += 1
            }
        }
        try files.write("in/orders-\(day).csv.gz", bytes: Gzip.member(Array(lines.utf8)))
        var counts = ["orders": orders]
        func plain(_ name: String, _ head: String, _ ending: String, isPacked: Bool, _ line: (Int) -> String) throws {
            // More than what is read and inflated at once, so that some of a truncated file is committed.
            let most = name == "events" ? 40_000 : 2_500
            let ids = first..<first + Int.random(in: most * 4 / 5...most, using: &random)
            let text = Array((head + ids.map { line($0) + "\n" }.joined()).utf8)
            try files.write("in/\(name)-\(day).\(ending)", bytes: isPacked ? Gzip.member(text) : text)
            counts[name] = Counts(records: ids.count, inserted: ids.count)
        }
        try plain("events", "", "ndjson.gz", isPacked: true) { "{\"id\": \($0), \"kind\": \"\(UInt64($0) &* 0x9E37_79B9_7F4A_7C15)\"}" }
        try plain("customers", "id,email\n", "csv", isPacked: false) { "\($0),c\($0)@example.org" }
        try plain("stock", "id,left\n", "csv", isPacked: false) { "\($0),\($0 % 100)" }
        try plain("payments", "id,cents\n", "csv.gz", isPacked: true) { "\($0),\($0 * 7)" }
        return counts
    }

    private func weir(_ arguments: String..., now: String) async throws -> ProgramEnd {
        try await WeirBinary.run(arguments, environment: ["WEIR_TEST_NOW": now], in: files.url)
    }

    // Each of these asks another witness, of the last run of a pipeline.

    private func byLedger(_ name: String) async throws -> Counts? {
        let shell = SQLiteShell(files.path("\(name).sqlite"))
        guard files.exists("\(name).sqlite"), try await shell.integer("SELECT count(*) FROM _weir_runs") != 0 else { return nil }
        let numbers = try await shell.text(
            """
            WITH last AS (SELECT max(run_id) AS run_id FROM _weir_runs),
              stages AS (SELECT * FROM _weir_stages WHERE run_id = (SELECT run_id FROM last))
            SELECT (SELECT coalesce(sum(records), 0) FROM _weir_inputs WHERE run_id = (SELECT run_id FROM last)),
              coalesce(sum(inserted), 0), coalesce(sum(dropped), 0), coalesce(sum(rejected), 0) FROM stages
            """
        ).split(separator: "|").compactMap { Int($0) }
        return Counts(records: numbers[0], inserted: numbers[1], dropped: numbers[2], rejected: numbers[3])
    }

    private func bySummary(_ pipeline: [String: Any]) -> Counts? {
        guard let run = (pipeline["runs"] as? [[String: Any]])?.first, run["run"] is Int else { return nil }
        return counts(run)
    }

    private func counts(_ json: [String: Any]) -> Counts {
        func number(_ key: String) -> Int { json[key] as? Int ?? -1 }
        return Counts(
            records: number("records"), inserted: number("inserted"), dropped: number("dropped"), rejected: number("rejected"))
    }

    private func byHistory(_ name: String, now: String) async throws -> (status: String?, Counts)? {
        let end = try await weir("history", "\(name).sqlite", "--last", "1", "--json", now: now)
        guard end.exitCode == 0, let line = end.output.split(separator: "\n").last else { return nil }
        let run = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        return (run["status"] as? String, counts(run))
    }

    private func byMetrics(_ name: String) throws -> (exitCode: Int?, success: Int?, Counts?) {
        let text = String(decoding: try files.bytes("weir.prom"), as: UTF8.self)
        func value(_ metric: String, _ more: String = "") -> Int? {
            text.split(separator: "\n").first {
                $0.hasPrefix("\(metric){") && $0.contains("pipeline=\"\(name)\"") && (more.isEmpty || $0.contains(more))
            }.flatMap { $0.split(separator: " ").last }.flatMap { Int($0) }
        }
        let records = value("weir_run_records")
        func rows(_ outcome: String) -> Int { value("weir_run_rows", "outcome=\"\(outcome)\"") ?? -1 }
        return (
            value("weir_run_exit_code"), value("weir_run_success"),
            records.map { Counts(records: $0, inserted: rows("inserted"), dropped: rows("dropped"), rejected: rows("rejected")) }
        )
    }

    /// The part of the page that is about one pipeline.
    private func byReport(_ position: Int) throws -> (text: String, Counts?) {
        let page = String(decoding: try files.bytes("report.html"), as: UTF8.self)
        let start = try #require(page.range(of: "<div class=\"night\" id=\"p\(position)\">"))
        let rest = page[start.upperBound...]
        let part = String(rest[..<(rest.range(of: "<div class=\"night\"")?.lowerBound ?? rest.endIndex)])
        func term(_ name: String) -> Int? {
            part.firstRange(of: "data-term=\"\(name)\" data-rows=\"").flatMap { Int(part[$0.upperBound...].prefix { $0.isNumber }) }
        }
        guard let records = term("records") else { return (part, nil) }
        return (
            part,
            Counts(records: records, inserted: term("inserted") ?? -1, dropped: term("dropped") ?? -1, rejected: term("rejected") ?? -1)
        )
    }

    /// That all witnesses tell the same of a night.
    /// - Returns: what they tell of each pipeline that got to a ledger in it.
    private func agree(
        _ end: ProgramEnd, statuses: [String], exitCodes: [Int?], busy: Int? = nil, now: String
    ) async throws -> [Counts?] {
        let night = try #require(try JSONSerialization.jsonObject(with: Data(end.output.utf8)) as? [String: Any])
        let told = try #require(night["pipelines"] as? [[String: Any]])
        #expect(told.map { $0["name"] as? String } == Self.pipelines)
        #expect(told.map { $0["status"] as? String } == statuses)
        #expect(told.map { $0["exit_code"] as? Int } == exitCodes)
        #expect(night["exit_code"] as? Int == Int(end.exitCode))
        var found: [Counts?] = []
        for (position, name) in Self.pipelines.enumerated() {
            let summary = bySummary(told[position])
            let metrics = try byMetrics(name)
            let report = try byReport(position)
            #expect(metrics.exitCode == exitCodes[position], "\(name)")
            #expect(metrics.success == (statuses[position] == "succeeded" ? 1 : 0), "\(name)")
            #expect(metrics.2 == summary, "\(name)")
            #expect(report.1 == summary, "\(name): \(report.text.prefix(2000))")
            if let error = told[position]["error"] as? String {
                let first = error.split(separator: "\n")[0]
                #expect(end.errors.contains(first), "\(name)")
                let escaped = first.replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
                #expect(report.text.contains(escaped) || report.text.contains(first), "\(name): \(first)")
            }
            if position != busy {
                #expect(try await byLedger(name) == summary, "\(name)")
                let history = try #require(try await byHistory(name, now: now))
                #expect(history.1 == summary && history.status == (statuses[position] == "succeeded" ? "complete" : "failed"), "\(name)")
            }
            found.append(summary)
        }
        let totals = try #require(night["totals"] as? [String: Any])
        #expect(counts(totals) == found.reduce(into: Counts()) { sum, one in
            sum.records += one?.records ?? 0
            sum.inserted += one?.inserted ?? 0
            sum.dropped += one?.dropped ?? 0
            sum.rejected += one?.rejected ?? 0
        })
        return found
    }

    @Test("a truncated file, a changed schema, a busy database: all witnesses tell the same, and the next night recovers")
    mutating func twoNights() async throws {
        let seed = random.seed
        let first = try deliver("2026-11-20", from: 1)
        let whole = try files.bytes("in/events-2026-11-20.ndjson.gz")
        try files.write("in/events-2026-11-20.ndjson.gz", bytes: whole.prefix(whole.count * 2 / 3))
        let right = try files.bytes("in/customers-2026-11-20.csv")
        try files.write("in/customers-2026-11-20.csv", bytes: Array("id,mail\n".utf8) + right.dropFirst("id,email\n".utf8.count))
        // Another load has the database of stock.
        try files.write(
            "other.yaml",
            """
            weir: 1
            name: other
            source: { command: [sh, -c, "echo id; echo 1; touch begun; while [ ! -e go ]; do sleep 0.05; done"], format: csv, columns: { id: integer } }
            sink: { database: stock.sqlite, table: other }
            """)
        let other = try RunningProgram(WeirBinary.path, ["run", "other.yaml"], in: files.url)
        while !files.exists("begun"), other.isRunning { try await Task.sleep(for: .milliseconds(10)) }

        let tonight = "2026-11-21T01:00:00Z"
        let night = try await weir("run", "nightly.yaml", "--json", now: tonight)
        #expect(night.exitCode == 65, "\(night)")
        let found = try await agree(
            night, statuses: ["succeeded", "failed", "failed", "failed", "succeeded"], exitCodes: [0, 65, 65, 75, 0], busy: 3,
            now: tonight)
        #expect(found[0] == first["orders"] && found[4] == first["payments"], "\(seed)")
        #expect(found[1].map { $0.records > 0 && $0.records < first["events"]!.records } == true)
        #expect(found[2] == Counts() && found[3] == nil)
        #expect(night.errors.contains("2 of 5 pipelines succeeded") && night.errors.contains("truncated"))
        #expect(String(decoding: try files.bytes("failed.json"), as: UTF8.self) == night.output)
        #expect(!files.exists("succeeded.json"))
        // Who asks again hears which one is not accounted for.
        let doubt = try await weir("verify-counts", "nightly.yaml", now: tonight)
        #expect(doubt.exitCode != 0, "\(doubt)")

        try files.write("go", "")
        #expect(await other.wait().exitCode == 0)
        // The senders have sent their files once more.
        try files.write("in/events-2026-11-20.ndjson.gz", bytes: whole)
        try files.write("in/customers-2026-11-20.csv", bytes: right)
        let second = try deliver("2026-11-21", from: 100_001)
        let tomorrow = "2026-11-22T01:00:00Z"
        let next = try await weir("run", "nightly.yaml", "--json", now: tomorrow)
        #expect(next.exitCode == 0, "\(next)")
        let now = try await agree(
            next, statuses: Array(repeating: "succeeded", count: 5), exitCodes: Array(repeating: 0, count: 5), now: tomorrow)
        #expect(now[0] == second["orders"] && now[4] == second["payments"])
        #expect(String(decoding: try files.bytes("succeeded.json"), as: UTF8.self) == next.output)
        for name in Self.pipelines {
            let rows = try await SQLiteShell(files.path("\(name).sqlite")).integer("SELECT count(*) FROM \(name)")
            #expect(rows == first[name]!.inserted + second[name]!.inserted, "\(name), \(seed)")
            let distinct = try await SQLiteShell(files.path("\(name).sqlite")).integer("SELECT count(DISTINCT id) FROM \(name)")
            #expect(distinct == rows)
        }
        // The nights, by the job and by its journal alone.
        let byJob = try await weir("history", "nightly.yaml", now: tomorrow)
        let byJournal = try await weir("history", "night.sqlite", now: tomorrow)
        #expect(byJob.exitCode == 0 && byJob.output.contains("job nightly, night.sqlite"), "\(byJob)")
        #expect(byJournal.exitCode == 0, "\(byJournal)")
        for (number, counts) in [(1, found), (2, now)] {
            let dropped = "\(counts.reduce(0) { $0 + ($1?.dropped ?? 0) }) dropped"
            let rejected = "\(counts.reduce(0) { $0 + ($1?.rejected ?? 0) }) rejected"
            for (end, start) in [(byJob, "  night \(number) "), (byJournal, "  night \(number) of nightly")] {
                let line = end.output.split(separator: "\n").first { $0.hasPrefix(start) }
                #expect(line?.contains(dropped) == true && line?.contains(rejected) == true, "\(end)")
            }
        }
        let proof = try await weir("verify-counts", "nightly.yaml", "--deep", now: tomorrow)
        #expect(proof.exitCode == 0, "\(proof)")
    }
}
