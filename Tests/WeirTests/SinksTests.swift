// One reading, several tables.

import Foundation
import TestSupport
import Testing

/// A spec with `sinks`, and its folder.
enum Shop {
    /// - Parameters:
    ///   - sinks: entries of the list; the first names the database.
    ///   - more: further lines of the top level.
    static func spec(_ sinks: [String], transforms: [String] = [], source: [String] = [], more: [String] = []) -> String {
        (["weir: 1", "name: shop", "source:", "  files: \"in*\"", "  format: csv", "  columns: { id: integer, status: text }"]
            + source.map { "  \($0)" }
            + (transforms.isEmpty ? [] : ["transforms:"] + transforms.map { "  - \($0)" })
            + ["sinks:"] + sinks.map { "  - \($0)" } + more + [""]).joined(separator: "\n")
    }

    static func folder(_ spec: String, csv: String? = nil) throws -> PipelineFolder {
        let folder = try PipelineFolder(csv: csv)
        try folder.files.write("spec.yaml", spec)
        return folder
    }

    /// `id,status` with every third one bad, and every tenth neither.
    static func csv(_ ids: some Sequence<Int>) -> String {
        "id,status\n" + ids.map { "\($0),\($0 % 10 == 0 ? "new" : $0 % 3 == 0 ? "bad" : "ok")\n" }.joined()
    }
}

@Suite("sinks")
struct SinksTests {
    private static let routes = [
        "{ table: good, database: out.sqlite, where: status = 'ok' }",
        "{ table: bad, where: status = 'bad', transforms: [drop: status, derive: { twice: id * 2 }], lineage: true }",
        "{ table: rest, where: \"status NOT IN ('ok', 'bad')\", mode: upsert, key: id }",
    ]

    @Test("routes by condition sum to the whole, each with its own tallies in a run of its own, in one common commit")
    func routes() async throws {
        let folder = try Shop.folder(Shop.spec(Self.routes, transforms: ["filter: id <> 7"]), csv: Shop.csv(1...1000))
        let end = try await folder.weir("run", "spec.yaml", "--json")
        #expect(end.exitCode == 0, "\(end)")
        let reports = try end.output.split(separator: "\n").map { try RunReport(json: String($0)) }
        #expect(reports.map(\.run) == [1, 2, 3] && reports.allSatisfy { $0.records == 1000 && $0.balanced && $0.commits == 1 })
        #expect(reports.map { $0.inserted }.reduce(0, +) == 999)
        #expect(reports.map { $0.stages.map(\.name) } == [
            ["decode", "filter", "where", "sink"], ["decode", "filter", "where", "drop", "derive", "sink"],
            ["decode", "filter", "where", "sink"],
        ])
        #expect(end.errors.contains("balanced: 1,000 records = 599 inserted + 401 dropped + 0 rejected; table good has 599 rows"), "\(end)")
        let ids = "SELECT id FROM good UNION ALL SELECT id FROM bad UNION ALL SELECT id FROM rest"
        #expect(try await folder.database.text("SELECT count(*), count(DISTINCT id), sum(id) FROM (\(ids))") == "999|999|500493")
        #expect(try await folder.database.integer("SELECT count(*) FROM bad WHERE id % 3 = 0 AND id % 10 <> 0 AND twice = id * 2") == 300)
        #expect(try await folder.database.rows("SELECT run_id, group_id FROM _weir_groups") == ["1|1", "2|1", "3|1"])
        let verification = try await folder.verifyDeep()
        #expect(verification.exitCode == 0, "\(verification)")
        #expect(["good", "bad", "rest"].allSatisfy { verification.output.contains("shop → out.sqlite, table \($0)\n") }, "\(verification)")
    }

    @Test("the next run skips for each table what that one has, and a table that is new to the list gets what the others have already")
    func laterTarget() async throws {
        let folder = try Shop.folder(Shop.spec([Self.routes[0]]), csv: Shop.csv(1...100))
        #expect(try await folder.run().exitCode == 0)
        try folder.files.write("spec.yaml", Shop.spec(Self.routes))
        try folder.files.write("in-2.csv", Shop.csv(101...200))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        let counts = "SELECT (SELECT count(*) FROM good), (SELECT count(*) FROM bad), (SELECT count(*) FROM rest)"
        #expect(try await folder.database.text(counts) == "120|60|20")
        #expect(try await folder.verifyDeep().exitCode == 0)
        let again = try await folder.run()
        #expect(again.exitCode == 0 && again.errors.contains("in-2.csv: already loaded by run"), "\(again)")
        #expect(try await folder.database.text(counts) == "120|60|20")
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("a reject of one target is its own, one of a stage of all is each one's, and rejects.max is judged for each")
    func rejects() async throws {
        let sinks = [
            "{ table: all_rows, database: out.sqlite, key: id }",
            "{ table: small, transforms: [assert: { that: id < 5, message: too large }] }",
        ]
        let csv = "id,status\n1,a\nx,b\n3,c\n3,d\n7,e\n"
        let refused = try Shop.folder(Shop.spec(sinks, more: ["rejects: { max: 1 }"]), csv: csv)
        let end = try await refused.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("UNIQUE constraint failed: all_rows.id; this is reject 2, and rejects.max is 1 for table all_rows"), "\(end)")
        #expect(end.errors.contains("0 rows of this run are committed in table small"), "\(end)")

        let folder = try Shop.folder(Shop.spec(sinks, more: ["rejects: { max: 2 }"]), csv: csv)
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.rows("SELECT run_id, record, stage FROM _weir_rejects ORDER BY 1, 2") == [
            "1|2|0", "1|4|1", "2|2|0", "2|5|1",
        ])
        #expect(try await folder.database.text("SELECT (SELECT count(*) FROM all_rows), (SELECT count(*) FROM small)") == "3|3")
        #expect(try await folder.verifyDeep().exitCode == 0)
        let list = try await folder.weir("rejects", "list", "spec.yaml")
        #expect(list.output.contains("run 1 of shop into table all_rows") && list.output.contains("run 2 of shop into table small"), "\(list)")

        let ambiguous = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(ambiguous.exitCode == 64, "\(ambiguous)")
        #expect(ambiguous.errors.contains("--run 1 for table \"all_rows\", --run 2 for table \"small\""), "\(ambiguous)")
        try folder.files.write("spec.yaml", Shop.spec([sinks[0], "{ table: small, transforms: [assert: id < 50] }"], more: ["rejects: { max: 2 }"]))
        let retry = try await folder.weir("rejects", "retry", "spec.yaml", "--run", "2", "--reason", "large")
        #expect(retry.exitCode == 0, "\(retry)")
        #expect(try await folder.database.text("SELECT (SELECT count(*) FROM all_rows), (SELECT count(*) FROM small)") == "3|4")
        #expect(try await folder.database.text("SELECT target_table, count(*) FROM _weir_runs WHERE run_id > 2") == "small|1")
        #expect(try await folder.verifyDeep().exitCode == 0)
        // As if it had been killed behind its transaction.
        try await folder.database.execute("UPDATE _weir_runs SET status = 'running', finished_at = NULL, rows_after = NULL, seal = NULL WHERE run_id = 3")
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.text("SELECT (SELECT count(*) FROM all_rows), (SELECT count(*) FROM small)") == "3|4")
        let verification = try await folder.verifyDeep()
        #expect(verification.exitCode == 0, "\(verification)")
    }

    @Test("what is expected of all is judged for each table, unless an entry says otherwise")
    func expectations() async throws {
        let sinks = ["{ table: good, database: out.sqlite, where: id < 4 }", "{ table: bad, where: id = 4, expect: { rows_written: 1 } }"]
        let folder = try Shop.folder(Shop.spec(sinks, more: ["expect: { rows_read: 4, rows_written: 3 }"]), csv: Shop.csv(1...4))
        #expect(try await folder.run().exitCode == 0)
        let failing = try Shop.folder(
            Shop.spec([sinks[0], "{ table: bad, where: id = 4 }"], more: ["expect: { rows_written: 3 }"]), csv: Shop.csv(1...4))
        let end = try await failing.run()
        #expect(end.exitCode == 65 && end.errors.contains("expect.rows_written of table bad is \"3\", and the count is 1"), "\(end)")
        let row = try Shop.folder(Shop.spec([sinks[0], "{ table: bad, expect: { columns: { id: \"< 4\" } } }"]), csv: Shop.csv(1...4))
        let breach = try await row.run()
        #expect(breach.exitCode == 65 && breach.errors.contains("id is 4, and expect.columns says \"< 4\""), "\(breach)")
    }

    @Test("verify-counts names the table that was changed, and runs of a group that do not fit each other")
    func tampering() async throws {
        let folder = try Shop.folder(Shop.spec(Self.routes), csv: Shop.csv(1...100))
        #expect(try await folder.run().exitCode == 0)
        let good = try folder.files.bytes("out.sqlite")
        for (sql, message) in [
            ("DELETE FROM bad WHERE id = 3", "✗ table \"bad\": 29 rows, and the ledger says 30: 1 row missing"),
            ("UPDATE rest SET status = 'x' WHERE id = 10", "✗ table \"rest\": the contents of its rows are not what was loaded"),
            ("UPDATE _weir_runs SET status = 'failed' WHERE run_id = 2", "run 1: run 2 into table \"bad\", which it was committed with, is failed"),
            ("DELETE FROM _weir_inputs WHERE run_id = 3; DELETE FROM _weir_stages WHERE run_id = 3",
             "run 3: run 1 into table \"good\", which it was committed with, has read "),
            ("UPDATE _weir_inputs SET records = 99 WHERE run_id = 2",
             "run 1: run 2 into table \"bad\", which it was committed with, has read "),
            ("DELETE FROM _weir_groups WHERE run_id = 2", "run 2: its entries in the ledger have been changed"),
            ("UPDATE _weir_groups SET run_id = 77 WHERE run_id = 2", "_weir_groups has entries of runs that _weir_runs lacks: 77"),
        ] {
            try folder.files.write("out.sqlite", bytes: good)
            try await folder.database.execute(sql)
            let verification = try await folder.verifyDeep()
            #expect(verification.exitCode == 1 && verification.output.contains(message), "\(sql)\n\(verification)")
        }
    }

    @Test("a ledger that was made before there were groups verifies, and takes some up")
    func olderLedger() async throws {
        let folder = try Shop.folder(Shop.spec([Self.routes[0]]), csv: Shop.csv(1...100))
        #expect(try await folder.run().exitCode == 0)
        try await folder.database.execute("DROP TABLE _weir_groups")
        #expect(try await folder.verifyDeep().exitCode == 0)
        try folder.files.write("spec.yaml", Shop.spec(Self.routes))
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("inputs that have changed are loaded anew into every table, in one transaction")
    func reload() async throws {
        let sinks = ["{ table: good, database: out.sqlite, where: status = 'ok', lineage: true }", "{ table: all_rows, lineage: true }"]
        let spec = Shop.spec(sinks, source: ["changed_inputs: reload"])
        let folder = try Shop.folder(spec, csv: Shop.csv(1...100))
        #expect(try await folder.run().exitCode == 0)
        try folder.files.write("in.csv", Shop.csv(51...200))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text("SELECT count(*), min(id), max(id) FROM all_rows") == "150|51|200")
        #expect(try await folder.database.text("SELECT count(*), min(id) FROM good") == "90|52")
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("what can be read but once reaches all tables in one transaction, or none", arguments: [0, 1])
    func command(status: Int) async throws {
        let sinks = Self.routes.map { $0.replacing(", database: out.sqlite", with: ", database: out.sqlite, commit: { rows: 10 }") }
        let spec = Shop.spec(sinks).replacing("files: \"in*\"", with: "command: [sh, -c, \"cat in.csv; exit \(status)\"]")
        let folder = try Shop.folder(spec, csv: Shop.csv(1...1000))
        let end = try await folder.run()
        #expect(end.exitCode == (status == 0 ? 0 : 65), "\(end)")
        let runs = try await folder.database.rows("SELECT status, (SELECT count(*) FROM _weir_inputs AS i WHERE i.run_id = r.run_id) FROM _weir_runs AS r")
        #expect(runs == Array(repeating: status == 0 ? "complete|1" : "failed|0", count: 3))
        if status == 0 { #expect(try await folder.verifyDeep().exitCode == 0) }
    }

    @Test("more tables than SQLite attaches databases, in all modes that go together")
    func manyTables() async throws {
        let sinks = (0..<14).map { number in
            let mode = ["", ", mode: upsert, key: id", ", mode: ignore, key: id", ", key: id"][number % 4]
            return "{ table: t\(number), where: id % 14 = \(number)\(mode)\(number == 0 ? ", database: out.sqlite" : "") }"
        }
        let folder = try Shop.folder(Shop.spec(sinks, more: ["flow: { batch_rows: 100 }"]), csv: Shop.csv((1...2800).shuffled()))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        for number in 0..<14 { #expect(try await folder.database.text("SELECT count(*), sum(id % 14) FROM t\(number)") == "200|\(200 * number)") }
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("preview and check show the stages of each target")
    func shown() async throws {
        let folder = try Shop.folder(Shop.spec(Self.routes, transforms: ["filter: id <> 7"]), csv: Shop.csv(1...10))
        let plan = try await folder.weir("check", "spec.yaml")
        #expect(plan.exitCode == 0 && plan.output.contains("target out.sqlite, table bad (append, durability full)\n  2  where   status = 'bad'\n  3  drop    status\n"), "\(plan)")
        let preview = try await folder.weir("preview", "spec.yaml")
        #expect(preview.output.contains("4  drop, to table bad: status\n  record       id\n          integer\n       3        3\n"), "\(preview)")
        let one = try await folder.weir("preview", "spec.yaml", "--after", "drop")
        #expect(one.exitCode == 0 && one.output.contains("4  drop") && !one.output.contains("where"), "\(one)")
        let dry = try await folder.weir("run", "--dry-run", "spec.yaml")
        #expect(dry.exitCode == 0 && dry.errors.contains("dry run: 10 records = 3 for the table + 7 dropped + 0 rejected; nothing was written, table bad has 0 rows"), "\(dry)")
        #expect(!folder.files.exists("out.sqlite"))
    }
}
