// What the run was told to do.

import Ledger
import RowModel

struct SpecSection {
    var report: RunReport

    /// Most bytes of a spec's text.
    private static let mostBytes = 200_000

    var html: HTML {
        guard let first = report.members.first?.statement, !report.discretion.hidesSpec else { return "" }
        let parameters: HTML? =
            first.record.parameters == "{}" ? nil : "<p>Parameters: <code>\(first.record.parameters)</code></p>\n"
        let title = "\(first.specPath.relativeToCurrentFolder), as it was when the run began"
        let text: HTML = "<pre class=\"spec\">\(lines: Self.start(of: first.specText))</pre>"
        return """
            <section><h2>The spec</h2>
            \(parameters)\(disclosure(title, text))</section>

            """
    }

    private static func start(of text: String) -> String {
        guard text.utf8.count > mostBytes else { return text }
        return String(decoding: text.utf8.prefix(mostBytes), as: UTF8.self) + "\n…"
    }
}
