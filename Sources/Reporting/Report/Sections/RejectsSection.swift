// What was refused, and why.

import Ledger
import RowModel

struct RejectsSection {
    var report: RunReport

    /// Reasons whose records are seen at once; those of the others are unfolded.
    private static let open = 8

    var html: HTML {
        let members = report.members.filter { $0.rejects.rejects > 0 }
        guard !members.isEmpty else {
            return "<section><h2>Rejects</h2>\n<p class=\"none\">No record or row was refused.</p></section>\n"
        }
        return "<section><h2>Rejects</h2>\n\(members.map(rejects))</section>\n"
    }

    private func rejects(_ member: RunReport.Member) -> HTML {
        let digest = member.rejects
        let title: HTML? = report.members.count > 1 ? "<h3>Table \(member.record.table)</h3>\n" : nil
        let retried = digest.retried > 0 ? ", \(digest.retried.grouped) of them retried since" : ""
        let others = digest.otherGroups > 0 ? digest.otherGroups.counted("other reason") : "other reasons"
        let more: HTML? =
            digest.otherRejects > 0
            ? """
            <p>… and \(digest.otherRejects.counted("reject")) with \(others); <code>weir rejects list</code> has them \
            all.</p>

            """ : nil
        return """
            \(title)<p>\(digest.rejects.counted("reject"))\(retried), the most frequent reason first.</p>
            \(digest.groups.enumerated().map { group($1, of: digest.rejects, isOpen: $0 < Self.open) })\(more)
            """
    }

    private func group(_ group: RejectDigest.Group, of all: Int, isOpen: Bool) -> HTML {
        let width = Double(group.count) / Double(max(1, all)) * 100
        let column: HTML? = group.column.map { ", column <b>\($0)</b>" }
        let reason = report.discretion.shown(group.reason)
        return """
            <article class="reject" data-count="\(group.count)"><b class="count">\(group.count.grouped)</b><div>\
            <h4 class="reason">\(reason)</h4><p class="where">stage <b>\(group.stage)</b>\(column)</p>\
            <div class="share" aria-hidden="true"><div style="width:\(max(0.5, width))%"></div></div>\
            \(samples(group, isOpen: isOpen))</div></article>

            """
    }

    private func samples(_ group: RejectDigest.Group, isOpen: Bool) -> HTML? {
        guard !report.discretion.hidesRecords, !group.samples.isEmpty else { return nil }
        let list: HTML = "<ol>\(group.samples.map(sample))</ol>"
        return isOpen ? list : disclosure(group.samples.count.counted("record"), list)
    }

    private func sample(_ sample: RejectDigest.Sample) -> HTML {
        let cut: HTML? =
            sample.shownLength < sample.rawLength
            ? "<span class=\"cut\"> … \(sample.shownLength.grouped) of \(sample.rawLength.counted("byte"))</span>" : nil
        let retried: HTML? = sample.retriedBy.map { "<span class=\"cut\"> retried by run \($0)</span>" }
        return """
            <li><span class="place">\(sample.path.relativeToCurrentFolder): record \(sample.record.grouped) \
            (byte \(sample.byteOffset.grouped))</span> <span class="why">\(sample.reason)</span>\
            <pre>\(sample.raw)</pre>\(cut)\(retried)</li>

            """
    }
}
