// The runs before this one.

import Ledger
import RowModel

struct TrendSection {
    var members: [RunReport.Member]

    var html: HTML {
        "<section><h2>Beside the last runs</h2>\n\(members.map(trend))</section>\n"
    }

    private func trend(_ member: RunReport.Member) -> HTML {
        let title: HTML? = members.count > 1 ? "<h3>Table \(member.record.table)</h3>\n" : nil
        guard member.trail.runs.count > 1 else {
            return "\(title)<p class=\"none\">It is the first run of this pipeline into this table.</p>\n"
        }
        let trend = RunTrend(member.trail)
        return """
            \(title)<p>\(trend.sentence).</p>
            <div class="charts three">\(trend.rows.figure { "\(Int($0).counted("row")) written" })\
            \(trend.rejects.figure { Int($0).counted("reject") })\(trend.durations.figure(text: \.durationText))</div>
            \(disclosure("\(member.trail.runs.count.counted("run")) as a table", table(member.trail.runs)))
            """
    }

    private func table(_ runs: [RunTotals]) -> HTML {
        var table = HTMLTable(
            "Runs up to this one",
            [
                .text("run"), .text("started"), .text("status"), .number("records"), .number("rows written"),
                .number("rejected"), .number("took"),
            ])
        table.hidesCaption = true
        for run in runs {
            table.add([
                "\(run.record.id)", "\(run.record.startedAt.shortTime)",
                run.record.status == .complete ? "complete" : "<b class=\"bad\">\(run.record.status.rawValue)</b>",
                "\(run.records.grouped)",
                "\(run.rowsWritten.grouped)", FlowSection.loss(run.rejected, "rejected"),
                "\(run.seconds?.durationText ?? "not known")",
            ])
        }
        return table.html
    }
}

/// What the bars of the last runs show. Pure.
struct RunTrend {
    let trail: RunTrail

    init(_ trail: RunTrail) {
        self.trail = trail
    }

    private var isUnusual: Bool { trail.deviation.map { abs($0) > Usual.threshold } ?? false }

    /// What is to be seen at once.
    var warning: String? { isUnusual ? sentence : nil }

    var sentence: String {
        guard let usual = trail.usualRows else {
            return "Fewer than \(Usual.fewest) earlier runs that it could be compared with, so nothing is usual yet"
        }
        guard let current = trail.current, let deviation = trail.deviation else {
            return "This run can't be compared with those before it"
        }
        return "\(current.rowsWritten.counted("row")) written, \(deviation.percentText) beside the median of the "
            + "\(usual.runs) runs before it, \(usual.medianText)\(isUnusual ? ": unusual" : "")"
    }

    var rows: TrendChart {
        TrendChart(
            title: "Rows written", entries: entries { Double($0.rowsWritten) }, unit: .count,
            median: trail.usualRows?.median,
            tolerance: Usual.threshold / 100)
    }

    var rejects: TrendChart {
        TrendChart(
            title: "Rejects", entries: entries { Double($0.rejected) }, unit: .count, median: trail.usualRejects?.median
        )
    }

    var durations: TrendChart { TrendChart(title: "Duration", entries: entries(\.seconds), unit: .seconds) }

    private func entries(_ value: (RunTotals) -> Double?) -> [TrendChart.Entry] {
        trail.runs.map {
            TrendChart.Entry(
                run: $0.record.id, status: $0.record.status, startedAt: $0.record.startedAt, value: value($0))
        }
    }
}
