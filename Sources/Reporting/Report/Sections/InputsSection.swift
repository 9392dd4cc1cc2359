// The inputs of a run.

import Ledger
import RowModel

struct InputsSection {
    var members: [RunReport.Member]

    /// Inputs that are seen at once; the others are unfolded.
    private static let open = 20

    var html: HTML {
        "<section><h2>Inputs</h2>\n\(members.map(inputs))</section>\n"
    }

    private func inputs(_ member: RunReport.Member) -> HTML {
        let totals = member.statement.totals
        let inputs = member.statement.inputs
        let isSeveral = members.count > 1
        let title = isSeveral ? "Inputs of table \(member.record.table)" : "Inputs"
        guard !inputs.isEmpty else { return "<p class=\"none\">\(title): none was read.</p>\n" }
        let open = totals.inputs > Self.open ? Array(inputs.prefix(Self.open)) : inputs.sorted { $0.index < $1.index }
        let folded = inputs.dropFirst(open.count)
        let order: HTML? =
            totals.inputs > Self.open
            ? """
            <p>\(totals.inputs.counted("input")); those not read to their end, then those with the most rejects stand \
            first.</p>

            """ : nil
        let more: HTML? =
            folded.isEmpty
            ? nil
            : disclosure(
                folded.count.counted("more input"), table(title, Array(folded), member, total: nil))
        return "\(order)\(table(title, open, member, total: totals))\(more)\(rest(totals.inputs - inputs.count))"
    }

    private func rest(_ inputs: Int) -> HTML? {
        guard inputs > 0 else { return nil }
        let whose = inputs == 1 ? "its" : "their"
        return "<p>\(inputs.counted("further input")) without a line of \(whose) own; the total is over all.</p>\n"
    }

    private func table(_ title: String, _ inputs: [InputOutcome], _ member: RunReport.Member, total: InputTotals?)
        -> HTML
    {
        let all = member.statement.totals
        let hasUpdated = member.record.mode == "upsert" || all.written.updated > 0
        let hasIgnored = member.record.mode == "ignore" || all.written.ignored > 0
        let hasAdded = all.added > 0
        func columns<Cell>(
            _ always: [Cell], _ added: Cell, _ inserted: Cell, _ updated: Cell, _ ignored: Cell, _ losses: [Cell]
        ) -> [Cell] {
            always + (hasAdded ? [added] : []) + [inserted] + (hasUpdated ? [updated] : [])
                + (hasIgnored ? [ignored] : []) + losses
        }
        var table = HTMLTable(
            title,
            columns(
                [.text("input"), .number("size"), .number("records")], .number("added"), .number("inserted"),
                .number("updated"), .number("ignored"),
                [.number("dropped"), .number("rejected"), .text("read to its end")]))
        table.hidesCaption = members.count == 1
        for input in inputs {
            table.add(
                columns(
                    ["\(input.path.relativeToCurrentFolder)", "\(input.size.byteSize)", "\(input.records.grouped)"],
                    "\(input.added.grouped)", "\(input.written.inserted.grouped)", "\(input.written.updated.grouped)",
                    "\(input.written.ignored.grouped)",
                    [
                        FlowSection.loss(input.dropped, "dropped"), FlowSection.loss(input.rejected, "rejected"),
                        input.isComplete ? "yes" : "<b class=\"bad\">no</b>",
                    ]))
        }
        if let total, total.inputs > 1 {
            table.add(
                columns(
                    ["\(total.inputs.counted("input"))", "\(total.size.byteSize)", "\(total.records.grouped)"],
                    "\(total.added.grouped)", "\(total.written.inserted.grouped)", "\(total.written.updated.grouped)",
                    "\(total.written.ignored.grouped)",
                    [
                        FlowSection.loss(total.dropped, "dropped"), FlowSection.loss(total.rejected, "rejected"),
                        "\("\(total.complete.grouped) of \(total.inputs.grouped)")",
                    ]), look: "total")
        }
        return table.html
    }
}
