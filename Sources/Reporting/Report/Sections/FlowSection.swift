// The picture of a run's rows, and its numbers as a table.

import Ledger
import RowModel

struct FlowSection {
    var report: RunReport
    /// Unique on the page.
    var id: String

    var html: HTML {
        let picture = FlowPicture(report.members.map(\.statement))
        guard !picture.isEmpty else {
            return """
                <section><h2>The way of the rows</h2><p class="none">No input was read, so no row was on its way: what \
                the spec names was loaded before, or the run ended before its first commit.</p></section>

                """
        }
        let layout = FlowLayout(picture)
        return """
            <section><h2>The way of the rows</h2>
            <figure class="scroll" tabindex="0" aria-label="Picture of the rows">\
            \(layout.svg(id: id, summary: summary))</figure>
            \(layout.legend)
            <div class="tables">\(report.members.map(stages))</div></section>

            """
    }

    private var summary: String {
        report.members.map { member in
            let stages = member.statement.totals.stages.map { stage in
                "\(stage.name) \(stage.tally.in.grouped) in, \(stage.tally.out.grouped) out"
            }
            let equation = member.statement.equation.text
            return "Table \(member.record.table): \(equation). Stages: \(stages.joined(separator: "; "))."
        }.joined(separator: " ")
    }

    private func stages(_ member: RunReport.Member) -> HTML {
        let stages = member.statement.totals.stages
        let hasAdded = member.statement.totals.added > 0
        let title = report.members.count > 1 ? "Stages on the way to table \(member.record.table)" : "Stages"
        var table = HTMLTable(
            title,
            [.text("stage"), .number("in")] + (hasAdded ? [.number("added")] : [])
                + [.number("out"), .number("dropped"), .number("rejected")])
        for stage in stages {
            let tally = stage.tally
            table.add(
                ["\(stage.name)", "\(tally.in.grouped)"] + (hasAdded ? ["\(tally.added.grouped)"] : [])
                    + [
                        "\(tally.out.grouped)", Self.loss(tally.dropped, "dropped"),
                        Self.loss(tally.rejected, "rejected"),
                    ])
        }
        return stages.isEmpty ? "" : table.html
    }

    /// Stands out unless it is none.
    static func loss(_ rows: Int, _ look: String) -> HTML {
        rows == 0 ? "<span class=\"zero\">0</span>" : "<span class=\"\(look)\">\(rows.grouped)</span>"
    }
}
