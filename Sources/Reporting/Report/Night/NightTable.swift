// The pipelines of a night, a row each.

import Ledger
import RowModel

struct NightTable {
    var entries: [NightReport.Entry]
    var discretion: ReportDiscretion

    var html: HTML {
        var table = HTMLTable(
            "Pipelines",
            [
                .text("pipeline"), .text("status"), .number("exit code"), .number("attempts"), .number("records"),
                .number("rows written"), .number("dropped"), .number("rejected"), .text("verified"), .number("took"),
                .text("error"),
            ])
        table.hidesCaption = true
        for (position, entry) in entries.enumerated() { table.add(cells(entry, position)) }
        return table.html
    }

    private func cells(_ entry: NightReport.Entry, _ position: Int) -> [HTML] {
        let pipeline = entry.pipeline
        let figures = entry.figures
        func loss(_ rows: Int?, _ look: String) -> HTML? { rows.map { FlowSection.loss($0, look) } }
        return [
            "<a href=\"#p\(position)\">\(pipeline.name)</a>", status(pipeline),
            "\(pipeline.exitCode.map(String.init) ?? "")",
            "\(pipeline.attempts.grouped)", "\(figures?.records.grouped ?? "")",
            "\(figures.map { $0.inserted + $0.updated }?.grouped ?? "")", "\(loss(figures?.dropped, "dropped"))",
            "\(loss(figures?.rejected, "rejected"))", verified(pipeline), "\(pipeline.seconds?.durationText ?? "")",
            error(pipeline),
        ]
    }

    private func status(_ pipeline: NightPipeline) -> HTML {
        let text = pipeline.status.rawValue.replacing("_", with: " ")
        return switch pipeline.status {
        case .succeeded: "<span class=\"still\"><span class=\"mark good\">✓</span> \(text)</span>"
        case .running: "<span class=\"still\"><span class=\"mark busy\">…</span> \(text)</span>"
        case .waiting, .skipped: "<span class=\"still\"><span class=\"mark remark\">–</span> \(text)</span>"
        case .failed, .interrupted, .timedOut: "<b class=\"bad still\">✗ \(text)</b>"
        }
    }

    private func verified(_ pipeline: NightPipeline) -> HTML {
        switch pipeline.isVerified {
        case nil: ""
        case true?: "yes"
        case false?: "<b class=\"bad\">✗ not balanced</b>"
        }
    }

    private func error(_ pipeline: NightPipeline) -> HTML {
        let line = pipeline.error?.split(separator: "\n").first.map(String.init) ?? ""
        return line.isEmpty ? "" : "<span class=\"why-not\">\(discretion.shown(line).elided(to: 160))</span>"
    }
}
