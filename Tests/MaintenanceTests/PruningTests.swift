// Pruning the ledger changes nothing that anybody is told of what is loaded.

import Foundation
import GRDB
import Ledger
import TestSupport
import Testing

/// Pipelines of all modes into a few tables of one database, each night with a file of its own.
private struct RandomNights {
    let folder: PipelineFolder
    private var random: SeededGenerator
    private var night = 0
    private static let pipelines = ["append", "ignore", "upsert", "replace", "strict", "other", "pair", "half"]

    init(_ random: SeededGenerator, lineage: Bool) throws {
        self.random = random
        folder = try PipelineFolder()
        func write(_ name: String, as file: String? = nil, columns: String = "{ id: integer, name: text }", _ transforms: [String] = [], sink: String, rejects: String = "1000") throws {
            var lines = ["weir: 1", "name: \(name)", "params:", "  file:", "source:", "  files: ${file}", "  columns: \(columns)"]
            if !transforms.isEmpty { lines += ["transforms:"] + transforms.map { "  - \($0)" } }
            lines += [sink, "rejects: { max: \(rejects) }"]
            try folder.files.write("\(file ?? name).yaml", lines.joined(separator: "\n") + "\n")
        }
        func sink(_ mode: String, _ table: String = "a") -> String {
            let key = mode == "append" ? "" : ", key: id"
            return "sink: { database: out.sqlite, table: \(table), mode: \(mode)\(key), lineage: \(lineage) }"
        }
        for mode in ["append", "ignore", "upsert", "replace"] { try write(mode, sink: sink(mode)) }
        try write("append", as: "mended", columns: "{ id: text, name: text }", ["cast: { id: real }", "cast: { id: integer }"], sink: sink("append"))
        try write("strict", sink: sink("replace"), rejects: "0")
        try write("other", sink: sink("append", "b"))
        let pair = "sinks:\n  - { table: c, mode: replace, database: out.sqlite }\n  - { table: d, mode: replace, where: id > 5 }"
        try write("pair", sink: pair)
        try write("half", sink: sink("replace", "c").replacing("lineage: \(lineage)", with: "lineage: false"))
    }

    /// - Returns: how it ended.
    mutating func next() async throws -> String {
        if Int.random(in: 0..<4, using: &random) == 0 {
            // Before the first load there is no ledger.
            let run = try? await folder.database.integer(
                "SELECT max(run_id) FROM _weir_rejects JOIN _weir_runs USING (run_id) WHERE pipeline = 'append'")
            if let run {
                let end = try await folder.weir("rejects", "retry", "mended.yaml", "--set", "file=none.csv", "--run", "\(run)")
                return "retry \(run): \(end.exitCode)"
            }
        }
        let pipeline = Self.pipelines.randomElement(using: &random)!
        night += 1
        let records = (0..<Int.random(in: 0...12, using: &random)).map { _ in
            let id = Int.random(in: 0..<12, using: &random)
            let text = Int.random(in: 0..<8, using: &random) == 0 ? ["\(id).0", "x"].randomElement(using: &random)! : "\(id)"
            return "\(text),night \(night)\n"
        }
        try folder.files.write("in\(night).csv", "id,name\n" + records.joined())
        let end = try await folder.weir("run", "\(pipeline).yaml", "--set", "file=in\(night).csv")
        return "\(pipeline): \(end.exitCode)"
    }

    /// All that can be asked of what is loaded.
    func answers() async throws -> [String] {
        var answers: [String] = []
        for pipeline in Self.pipelines {
            for deep in [[], ["--deep"]] {
                let end = try await WeirBinary.run(
                    ["verify-counts", "\(pipeline).yaml", "--set", "file=none.csv", "--json"] + deep, in: folder.files.url)
                answers.append("\(pipeline) \(deep) \(end.exitCode): \(end.output)\(end.errors)")
            }
        }
        for arguments in [["history", "out.sqlite", "--json"], ["history", "out.sqlite"]] {
            answers.append(try await WeirBinary.run(arguments, in: folder.files.url).output)
        }
        for table in ["a", "b", "c", "d"] {
            let rows = try? await folder.database.text("SELECT * FROM \(table) ORDER BY 1, 2")
            answers.append("\(table): \(rows ?? "none")")
        }
        return answers
    }

    func prune() throws -> LedgerPruning {
        let queue = try DatabaseQueue(path: folder.files.path("out.sqlite"))
        return try LedgerPruning.prune(queue, keepingDays: 1, now: "2099-01-01")!
    }
}

@Suite("pruning the ledger")
struct PruningTests {
    @Test("whatever was loaded how, verify-counts and history say the same before and after, and later loads go on", arguments: [true, false])
    func random(lineage: Bool) async throws {
        let random = SeededGenerator()
        var nights = try RandomNights(random, lineage: lineage)
        var story: [String] = []
        var pruned = 0
        for round in 0..<3 {
            for _ in 0..<8 { story.append(try await nights.next()) }
            let before = try await nights.answers()
            let pruning = try nights.prune()
            pruned += pruning.runs
            story.append("\(pruning)")
            let after = try await nights.answers()
            for (before, after) in zip(before, after) {
                #expect(before == after, "round \(round), \(story.joined(separator: ", ")), WEIR_SEED=\(random.seed)")
            }
            #expect(try nights.prune() == LedgerPruning())
        }
        let left = try await nights.folder.database.integer(
            "SELECT count(*) FROM _weir_pruned JOIN _weir_inputs USING (run_id)")
        #expect(left == 0, "\(pruned) runs pruned, \(story)")
    }

    @Test("what replaced runs had read and refused goes, the runs and their totals stay, and what is young stays whole")
    func replaced() async throws {
        let folder = try PipelineFolder(SpecText(sink: ["mode: replace"], more: ["rejects: { max: 10 }"]))
        for night in 1...4 {
            try folder.files.write("in.csv", "id,name\n1,a\nx,b\n\(night),c\n")
            #expect(try await folder.run().exitCode == 0)
        }
        let queue = try DatabaseQueue(path: folder.files.path("out.sqlite"))
        #expect(try LedgerPruning.prune(queue, keepingDays: 1) == LedgerPruning())
        let history = try await folder.weir("history", "out.sqlite")
        var expected = LedgerPruning()
        expected.runs = 3
        expected.inputs = 3
        expected.rejects = 3
        let found = try LedgerPruning.prune(queue, keepingDays: 1, now: "2099-01-01")
        expected.sampledRuns = found?.sampledRuns ?? -1
        #expect(found == expected)
        #expect(try await folder.database.rows("SELECT DISTINCT run_id FROM _weir_rejects UNION SELECT run_id FROM _weir_inputs") == ["4"])
        #expect(try await folder.database.integer("SELECT count(*) FROM _weir_runs") == 4)
        #expect(try await folder.weir("history", "out.sqlite").output == history.output)
        let verification = try await folder.verifyDeep()
        #expect(verification.exitCode == 0, "\(verification)")

        let gone = try await folder.weir("rejects", "list", "out.sqlite", "--run", "2")
        #expect(gone.exitCode == 66 && gone.errors.contains("the rows of run 2 were replaced since"), "\(gone)")
        #expect(try await folder.weir("rejects", "list", "out.sqlite").output.contains("1 reject"))
        let noPage = try await folder.weir("report", "out.sqlite", "--run", "2")
        #expect(noPage.exitCode == 66 && noPage.errors.contains("the rows of run 2 were replaced since"), "\(noPage)")
        #expect(try await folder.weir("report", "out.sqlite").exitCode == 0)
        // Its totals belong to a run.
        try await folder.database.execute("DELETE FROM _weir_runs WHERE run_id = 2")
        let orphan = try await folder.verify()
        #expect(orphan.exitCode == 1 && orphan.output.contains("_weir_pruned has entries of runs that _weir_runs lacks: 2"), "\(orphan)")
    }

    @Test("runs whose rows are in the table stay, however old")
    func appended() async throws {
        let folder = try PipelineFolder(SpecText(files: "\"in*.csv\""))
        for night in 1...3 {
            try folder.files.write("in\(night).csv", numberedCSV([night]))
            #expect(try await folder.run().exitCode == 0)
        }
        let queue = try DatabaseQueue(path: folder.files.path("out.sqlite"))
        #expect(try LedgerPruning.prune(queue, keepingDays: 1, now: "2099-01-01")?.runs == 0)
        #expect(try await folder.database.integer("SELECT count(*) FROM _weir_inputs") == 3)
        let verification = try await folder.verifyDeep()
        #expect(verification.exitCode == 0, "\(verification)")
    }

    @Test("a database without a ledger has nothing to prune")
    func withoutLedger() throws {
        #expect(try LedgerPruning.prune(DatabaseQueue(), keepingDays: 1) == nil)
    }
}
