// The page: one file that asks for nothing else.

import Foundation
import Ledger
import RowModel

/// A page of HTML about runs. It has no script, and its policy lets none run and nothing be fetched.
struct ReportPage {
    var title: String
    var body: HTML
    /// Of Weir, and when the page was made.
    var version: String
    var madeAt: String

    /// https://www.w3.org/TR/CSP3/: nothing may be loaded but the styles that stand in the page, and its empty icon.
    private static let policy: HTML =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

    var html: HTML {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta http-equiv="Content-Security-Policy" content="\(Self.policy)"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="referrer" content="no-referrer"/>
        <meta name="generator" content="weir \(version)"/>
        <title>\(title)</title>
        <link rel="icon" href="data:,"/>
        <style>
        \(PageStyle.sheet)
        </style>
        </head>
        <body>
        <main>
        \(body)
        </main>
        </body>
        </html>

        """
    }
}

extension RunReport {
    /// - Parameters:
    ///   - version: of this Weir.
    ///   - madeAt: now, in ISO 8601.
    public func page(version: String, madeAt: String) -> String {
        let headline = verdict?.headline ?? ""
        return ReportPage(
            title: "\(pipeline): \(headline) (\(runNames))",
            body: "\(content(id: "run", level: 1))\(footer(version: version, madeAt: madeAt))", version: version,
            madeAt: madeAt
        ).html.markup
    }

    /// What a page says of these runs; below a night's table, what is not needed at once is folded.
    /// - Parameters:
    ///   - id: what the ids within it begin with; unique on the page.
    ///   - level: of its title, 1 where it heads the page.
    func content(id: String, level: Int) -> HTML {
        let more: HTML = """
            \(InputsSection(members: members).html)\
            \(RejectsSection(report: self).html)\
            \(TimeSection(report: self).html)\
            \(TrendSection(members: members).html)\
            \(SpecSection(report: self).html)
            """
        return """
            \(VerdictSection(report: self, level: level).html)\
            \(FlowSection(report: self, id: id).html)\
            \(level == 1 ? more : disclosure("inputs, rejects, pace, earlier runs, spec", more))
            """
    }

    private func footer(version: String, madeAt: String) -> HTML {
        let tools = Set(members.map(\.statement.toolVersion)).sorted().joined(separator: ", ")
        let ended = members.last?.record.finishedAt.map { ", ended \($0.shortTime)" } ?? ""
        let began = members.first?.record.startedAt.shortTime ?? ""
        let spec = members.first?.statement.specPath ?? ""
        return """
            <footer><p>\(runNames) began \(began)\(ended), by weir \(tools). Page made \(madeAt.shortTime) by weir \
            \(version) from the ledger in \(database.relativeToCurrentFolder), which it only reads.</p>\
            <p>These are the numbers that were stored with the rows. Whether inputs and table still agree with them, \
            <code>weir verify-counts \(spec.relativeToCurrentFolder.shellWord)</code> counts anew.</p></footer>

            """
    }
}
