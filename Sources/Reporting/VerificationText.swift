// What verify-counts prints.

import Ledger
import RowModel

extension VerificationReport {
    /// A line per input and per stage, the table's count, every problem, and the verdict.
    public var text: String {
        var lines = ["\(pipeline) → \(database), table \(table)"]
        for run in runs {
            lines.append("run \(run.run) (\(run.status), \(run.startedAt))")
            lines += run.lines
        }
        lines.append(rowsLine)
        if let contents, contents.isVerified {
            lines.append("contents: \(contents.checkedRows.counted("row")) compared by checksum")
        }
        lines += allProblems.map { "  ✗ \($0)" }
        lines.append(verdict)
        return lines.joined(separator: "\n").terminalSafe
    }

    private var rowsLine: String {
        "table \(table): \(rows.expected.counted("row")) by the ledger, \(rows.actual.map(\.grouped) ?? "no table") in the table"
    }

    private var verdict: String {
        let problems = allProblems.count
        return isBalanced
            ? "balanced: every record is accounted for" : "NOT balanced: \(problems.counted("problem"))"
    }
}

extension RunVerdict {
    fileprivate var lines: [String] {
        var table = AlignedTable([.left, .left, .right, .left, .right, .left, .left])
        for input in inputs {
            let recount = input.note.map { ["records", "", $0] } ?? ["records, recounted", input.recounted?.grouped ?? "?", ""]
            table.add([
                input.isBalanced ? "✓" : "✗", input.path.relativeToCurrentFolder, input.records.grouped,
                recount[0], recount[1], recount[2], input.retried > 0 ? "\(input.retried.counted("reject")) retried since" : "",
            ])
            for stage in input.stages {
                table.add([
                    stage.problems.isEmpty ? "✓" : "✗", "  \(stage.name)", stage.in.grouped, "→", stage.out.grouped,
                    stage.dropped > 0 ? "\(stage.dropped.grouped) dropped" : "",
                    stage.rejected > 0 ? "\(stage.rejected.grouped) rejected" : "",
                ])
            }
        }
        return table.lines()
    }
}
