// The summary of a run: its text and its JSON.

import Flow
import Foundation
import Ledger
import RowModel
import Testing

@testable import Reporting

@Suite struct RunSummaryTests {
    @Test("the text has a line per input and stage, the measures, and the equation")
    func text() {
        #expect(RunSummary(.orders()).text == """
            orders → build/orders.sqlite, table orders (append), run 7
              /in/old.csv: already loaded by run 3, skipped
              /in/a.csv: 1,200 records, 1 blank line
              /in/b.csv: 300 records, 2 comments
              decode  1,500  →  1,450  50 rejected
              filter  1,450  →  1,300  150 dropped
              sink    1,300  →  1,300
              2.0 s, 750 records/s, 5.0 MiB from 1.0 MiB of files, peak memory 40.0 MiB
              bottleneck: sink, 75 % of the time in commit; channel peak 6.0 MiB of 8.0 MiB
            balanced: 1,500 records = 1,300 inserted + 150 dropped + 50 rejected; table orders has 1,310 rows
            """)
    }

    @Test("a failure says what is committed all the same")
    func failure() {
        let lines = RunSummary(.orders(failure: TestFailure())).text.split(separator: "\n")
        #expect(lines.contains("  /in/b.csv: 300 records, 2 comments, not read to its end"))
        #expect(lines.suffix(2) == ["failed: a.csv: record 2: is bad", "  1,300 rows of this run are committed"])
        var replacing = RunOutcome.orders(failure: TestFailure())
        replacing.mode = "replace"
        #expect(RunSummary(replacing).text.hasSuffix("\n  table orders is as it was"))
    }

    @Test("of many inputs the first are listed and the others counted")
    func manyInputs() {
        var outcome = RunOutcome.orders()
        outcome.accounts = Array(repeating: outcome.accounts[1], count: 23)
        let lines = RunSummary(outcome).text.split(separator: "\n")
        #expect(lines.count { $0.contains("/in/b.csv") } == 20)
        #expect(lines.contains("  … and 3 inputs more"))
    }

    @Test("the equation counts what was added on its left")
    func equation() {
        var outcome = RunOutcome.orders()
        #expect(RunSummary(outcome).equation == "1,500 records = 1,300 inserted + 150 dropped + 50 rejected")
        outcome.accounts = [outcome.accounts[1]]
        outcome.accounts[0].stages[1].tally = Tally(stored: 300, added: 2, out: 302, dropped: 0, rejected: 0)
        outcome.accounts[0].stages[2].written = WrittenRows(inserted: 302)
        #expect(RunSummary(outcome).equation == "300 records + 2 added = 302 inserted + 0 dropped + 0 rejected")
    }

    @Test("a name from outside can't reach the terminal raw")
    func hostileNames() {
        var outcome = RunOutcome.orders(failure: TestFailure(description: "\u{1B}[2J.csv: no such file"))
        outcome.table = "t\u{1B}[31m"
        outcome.accounts[0].input.identity.path = "/in/\u{7}.csv"
        let text = RunSummary(outcome).text
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        #expect(text.contains("\\u{1b}[2J.csv"))
    }

    @Test("the JSON's names are a promise to scripts")
    func names() throws {
        let object = try Self.object(RunSummary(.orders(failure: TestFailure())))
        #expect(Set(object.keys) == [
            "pipeline", "spec", "database", "table", "mode", "run", "balanced", "records", "added", "inserted", "updated",
            "ignored", "dropped", "rejected", "rows_before", "inputs", "skipped_inputs", "resumed_inputs", "reloaded_inputs",
            "incomplete_inputs", "schema_changes", "uncompared_expectations", "undone_inputs", "stages", "seconds", "rows_per_second", "file_bytes",
            "decoded_bytes", "decode_seconds", "transform_seconds", "insert_seconds", "commit_seconds", "finish_seconds",
            "commits", "copied_rows", "dry_run", "channel", "bottleneck", "peak_memory_bytes", "failure",
        ])
        func keys(_ name: String) -> Set<String> {
            let value = object[name]
            return Set(((value as? [String: Any]) ?? (value as? [[String: Any]])?.last ?? [:]).keys)
        }
        #expect(keys("inputs") == [
            "path", "size", "records", "blank_lines", "comment_lines", "inserted", "updated", "ignored",
            "dropped", "rejected", "complete",
        ])
        #expect(keys("stages") == ["name", "in", "added", "out", "dropped", "rejected", "inserted", "updated", "ignored"])
        #expect(keys("skipped_inputs") == ["path", "loaded_by_run"])
        #expect(keys("channel") == [
            "low_watermark", "high_watermark", "peak_level", "heaviest_batch", "batches", "holds", "reader_held_seconds",
            "sink_starved_seconds",
        ])
        #expect(keys("bottleneck") == ["side", "work", "share"])
        #expect(keys("failure") == ["message", "exit_code"])
    }

    @Test("the JSON's values are those of the run")
    func values() throws {
        let object = try Self.object(RunSummary(.orders()))
        #expect(object["balanced"] as? Bool == true && object["failure"] == nil)
        #expect(object["records"] as? Int == 1500 && object["inserted"] as? Int == 1300)
        #expect(object["rows_before"] as? Int == 10 && object["rows_after"] as? Int == 1310)
        #expect(object["rows_per_second"] as? Double == 750)
        let failed = try Self.object(RunSummary(.orders(failure: TestFailure())))
        #expect(failed["balanced"] as? Bool == false && (failed["failure"] as? [String: Any])?["exit_code"] as? Int == 65)
    }

    @Test("JSON that is made input by input is that made at once", arguments: [0, 1, 3])
    func inputByInput(inputs: Int) {
        var summary = RunSummary(.orders())
        summary.inputs = (0..<inputs).map { number in
            var input = summary.inputs[0]
            input.path = #"/"inputs":["\#(number)"#
            return input
        }
        summary.spec = #""inputs":["#
        #expect(summary.json == jsonText(summary))
    }

    @Test("JSON is one line, whatever a name holds, and the same each time")
    func oneLine() {
        var outcome = RunOutcome.orders()
        outcome.table = "a\nb\"c/d"
        let text = RunSummary(outcome).json
        #expect(!text.contains("\n") && text.contains("\"a\\nb\\\"c/d\""))
        #expect(text == RunSummary(outcome).json)
    }

    @Test("the side that made the other wait is the bottleneck, with what it did most", arguments: [
        (2.0, 1.0, "sink", "commit"), (1.0, 2.0, "reader", "decode"), (0, 0, "reader", "decode"),
    ])
    func bottleneck(_ producerWaits: Double, _ consumerWaits: Double, _ side: String, _ work: String) {
        var outcome = RunOutcome.orders()
        outcome.channel.producerWaitSeconds = producerWaits
        outcome.channel.consumerWaitSeconds = consumerWaits
        let bottleneck = Bottleneck(outcome)
        #expect(bottleneck.side.rawValue == side && bottleneck.work == work)
        outcome.seconds = 0
        #expect((0...1).contains(Bottleneck(outcome).share))
    }

    private static func object(_ summary: RunSummary) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(summary.json.utf8)) as? [String: Any])
    }
}
