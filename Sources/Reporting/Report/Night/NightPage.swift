// The page about a night: its pipelines as a table, then the run of each.

import Ledger
import RowModel

extension NightReport {
    /// - Parameters:
    ///   - version: of this Weir.
    ///   - madeAt: now, in ISO 8601.
    public func page(version: String, madeAt: String) -> String {
        ReportPage(
            title: "\(night.job): \(verdict.headline) (night \(night.id))",
            body: """
                \(head)<section><h2>Pipelines</h2>
                \(NightTable(entries: entries, discretion: discretion).html)</section>
                \(maintenanceSection)\(entries.enumerated().map { section($1, $0) })\(footer(version, madeAt))
                """,
            version: version, madeAt: madeAt
        ).html.markup
    }

    private var head: HTML {
        let look = VerdictSection.look(verdict.tone)
        let notes: HTML? =
            verdict.notes.isEmpty ? nil : "<ul class=\"notes\">\(verdict.notes.map { "<li>\($0)</li>" as HTML })</ul>\n"
        let took = night.seconds.map { ", took \($0.durationText)" } ?? ""
        let reason: HTML? = verdict.reason.map { "<pre class=\"error\">\(lines: $0)</pre>\n" }
        let parameters = night.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let given: HTML? =
            parameters.isEmpty || discretion.hidesSpec
            ? nil : "<p class=\"which\">\(parameters.joined(separator: ", "))</p>\n"
        return """
            <header class="verdict \(look)" data-verdict="\(look)">
            <h1>\(VerdictSection.mark(verdict)) \(verdict.headline)</h1>
            <p class="which"><b>\(night.job)</b>, night \(night.id) · began \(night.startedAt.shortTime)\(took)</p>
            \(given)\(reason)\(notes)</header>

            """
    }

    private func section(_ entry: Entry, _ position: Int) -> HTML {
        let id = "p\(position)"
        let error: HTML? = entry.pipeline.error.map { "<pre class=\"error\">\(lines: discretion.shown($0))</pre>\n" }
        let unreadable: HTML? = entry.unreadable.map { "<p class=\"none\">Its ledger can't be read: \($0)</p>\n" }
        let title: HTML = "<h2>\(entry.pipeline.name)</h2>\n<p class=\"which\">\(entry.pipeline.specPath)</p>\n"
        guard let report = entry.report else {
            let none: HTML? =
                entry.unreadable == nil && error == nil ? "<p class=\"none\">It never got to a ledger.</p>\n" : nil
            return "<div class=\"night\" id=\"\(id)\">\(title)\(error)\(unreadable)\(none)</div>\n"
        }
        // The verdict of a run has its error; one of the night's own, such as a timeout, is told beside it.
        let isKnown = entry.pipeline.error.map { error in report.verdicts.contains { $0.reason == error } } ?? true
        return
            "<div class=\"night\" id=\"\(id)\">\(title)\(isKnown ? nil : error)\(report.content(id: id, level: 2))</div>\n"
    }

    private var maintenanceSection: HTML? {
        guard !maintenance.isEmpty else { return nil }
        var table = HTMLTable(
            "Maintenance", [.text("database"), .text("task"), .text("succeeded"), .number("took"), .text("detail")])
        table.hidesCaption = true
        for task in maintenance {
            table.add([
                "\(task.database.relativeToCurrentFolder)", "\(task.task)",
                task.succeeded ? "yes" : "<b class=\"bad\">✗ no</b>", "\(task.seconds.durationText)",
                "\(task.detail ?? "")",
            ])
        }
        return "<section><h2>Maintenance</h2>\n\(table.html)</section>\n"
    }

    private func footer(_ version: String, _ madeAt: String) -> HTML {
        """
        <footer><p>Night \(night.id) of \(night.job), by weir \(night.toolVersion). Page made \(madeAt.shortTime) by weir \(version) from \
        the journal \(journal.relativeToCurrentFolder) and the ledgers of the pipelines, which it only reads.</p>\
        <p>The table of pipelines has the numbers of that night. What stands below of each run is as its ledger has it now.</p>\
        </footer>

        """
    }
}
