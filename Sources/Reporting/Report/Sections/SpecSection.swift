// What the run was told to do.

import Ledger
import RowModel

struct SpecSection {
    var report: RunReport

    /// Most bytes of a spec's text.
    private static let mostBytes = 200_000

    var html: HTML {
        guard let first = report.members.first?.statement, !report.discretion.hidesSpec else { return "" }
        let isCut = first.specText.utf8.count > Self.mostBytes
        let text = isCut ? String(decoding: first.specText.utf8.prefix(Self.mostBytes), as: UTF8.self) + "\n…" : first.specText
        let parameters: HTML? = first.record.parameters == "{}" ? nil : "<p>Parameters: <code>\(first.record.parameters)</code></p>\n"
        return """
            <section><h2>The spec</h2>
            \(parameters)\(disclosure("\(first.specPath.relativeToCurrentFolder), as it was when the run began", "<pre class=\"spec\">\(lines: text)</pre>"))</section>

            """
    }
}
