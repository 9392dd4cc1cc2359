// The first thing to be seen: may the table be trusted, and how do the numbers come out?

import Ledger
import RowModel

struct VerdictSection {
    var report: RunReport
    /// 1 where it heads the page.
    var level = 1

    var html: HTML {
        guard let verdict = report.verdict else { return "" }
        let title: HTML =
            level == 1 ? "<h1>\(headline(verdict))</h1>" : "<h3 class=\"verdict-title\">\(headline(verdict))</h3>"
        return """
            <header class="verdict \(Self.look(verdict.tone))" data-verdict="\(Self.look(verdict.tone))">
            \(title)
            <p class="which">\(which)</p>
            \(report.members.map(member))</header>

            """
    }

    private func headline(_ verdict: ReportVerdict) -> HTML { "\(Self.mark(verdict)) \(verdict.headline)" }

    static func mark(_ verdict: ReportVerdict) -> HTML {
        "<span class=\"mark \(look(verdict.tone))\" aria-hidden=\"true\">\(verdict.tone.mark)</span>"
    }

    static func look(_ tone: ReportVerdict.Tone) -> HTML {
        switch tone {
        case .good: "good"
        case .remark: "remark"
        case .busy: "busy"
        case .bad: "bad"
        }
    }

    private var which: HTML {
        guard let first = report.members.first else { return "" }
        let tables = report.members.count > 1 ? report.members.count.counted("table") : "table \(first.record.table)"
        let took: HTML? = first.trail.current?.seconds.map { ", took \($0.durationText)" }
        return """
            <b>\(report.pipeline)</b> → \(report.database.relativeToCurrentFolder), \(tables) (\(first.record.mode)), \
            \(report.runNames) · began \(first.record.startedAt.shortTime)\(took)
            """
    }

    private func member(_ member: RunReport.Member) -> HTML {
        let statement = member.statement
        let verdict = member.verdict
        let isSeveral = report.members.count > 1
        let name: HTML? = isSeveral ? "<h3>\(Self.mark(verdict)) \(statement.record.table): \(verdict.headline)</h3>\n" : nil
        let reason: HTML? = verdict.reason.map { "<pre class=\"error\">\(lines: report.discretion.shown($0))</pre>\n" }
        let notes: HTML? =
            verdict.notes.isEmpty ? nil : "<ul class=\"notes\">\(verdict.notes.map { "<li>\($0)</li>" as HTML })</ul>\n"
        return "\(name)\(reason)\(notes)\(equation(statement))"
    }

    private func equation(_ statement: RunStatement) -> HTML {
        let equation = statement.equation
        func term(_ rows: Int, _ name: String, _ look: String) -> HTML {
            """
            <span class="term \(look)\(rows == 0 ? " zero" : "")" data-term="\(name)" data-rows="\(rows)">\
            <b>\(rows.grouped)</b> <i>\(name)</i></span>
            """
        }
        let added: HTML? =
            equation.added > 0 ? " <span class=\"sign\">+</span> \(term(equation.added, "added", "added"))" : nil
        let right: [HTML] = equation.terms.enumerated().map { position, part in
            let sign: HTML? = position == 0 ? nil : " <span class=\"sign\">+</span> "
            return "\(sign)\(term(part.rows, part.name, part.name))"
        }
        let records = term(equation.records, equation.records == 1 ? "record" : "records", "records")
        return """
            <p class="equation">\(records)\(added) <span class="sign">=</span> \(right)</p>
            <p class="table">\(tableLine(statement))</p>

            """
    }

    private func tableLine(_ statement: RunStatement) -> HTML {
        let record = statement.record
        guard record.status == .complete, let after = record.rowsAfter else {
            return "table \(record.table): \(record.rowsBefore.counted("row")) before this run"
        }
        let removed =
            statement.totals.removed > 0
            ? ", \(statement.totals.removed.grouped) made room for what was loaded anew" : ""
        let before = record.replaces ? "made anew" : "\(record.rowsBefore.grouped) before\(removed)"
        return "table \(record.table) has <b data-table-rows=\"\(after)\">\(after.counted("row"))</b> (\(before))"
    }
}
