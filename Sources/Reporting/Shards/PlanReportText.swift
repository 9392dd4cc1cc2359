// What verify-counts prints of a plan's shards.

import RowModel
import Shards

extension PlanReport {
    /// A line per shard and table, what all of them come to, every problem, and the verdict.
    public var text: String {
        var table = AlignedTable([.left, .left, .right, .left, .right, .left, .left])
        for shard in shards { shard.rows.forEach { table.add($0) } }
        var lines = ["\(pipeline) → \(folder), \(shards.count.counted("shard")) of \(plan)"]
        lines += table.lines()
        for totals in totals {
            lines.append(
                "all, table \(totals.table): \(inputs.counted("input")), \(totals.records.counted("record")), \(totals.rows.counted("row")), "
                    + "\(totals.dropped.grouped) dropped, \(totals.rejected.grouped) rejected")
        }
        lines += allProblems.map { "  ✗ \($0)" }
        lines.append(
            isBalanced
                ? "balanced: every record is accounted for, each in one shard" : "NOT balanced: \(allProblems.count.counted("problem"))")
        return lines.joined(separator: "\n").terminalSafe
    }
}

extension ShardVerdict {
    fileprivate var rows: [[String]] {
        let mark = isBalanced ? "✓" : "✗"
        let name = "shard \(shard)"
        if isMissing { return [[mark, name, units.grouped, "units", "", "missing", ""]] }
        if foreign != nil { return [[mark, name, units.grouped, "units", "", "not this shard", ""]] }
        if tables.isEmpty { return [[mark, name, units.grouped, "units", "", "not verified", ""]] }
        return tables.map { totals in
            [
                mark, name, totals.records.grouped, "records →", totals.rows.grouped, "rows in \(totals.table)",
                totals.rejected > 0 ? "\(totals.rejected.grouped) rejected" : "",
            ]
        }
    }

    /// Of a shard that was verified alone.
    public var text: String {
        var table = AlignedTable([.left, .left, .right, .left, .right, .left, .left])
        rows.forEach { table.add($0) }
        var lines = table.lines()
        let found = isMissing ? ["the shard is missing"] : foreign.map { ["this is not the shard: \($0)"] } ?? problems
        lines += found.map { "  ✗ \($0)" }
        lines.append(isBalanced ? "balanced: every record of this shard is accounted for" : "NOT balanced: \(found.count.counted("problem"))")
        return lines.joined(separator: "\n").terminalSafe
    }
}
