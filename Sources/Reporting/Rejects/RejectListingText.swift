// Rejects for a person.

import RowModel

extension RejectListing {
    /// The run, how many rejects there are of each kind, and the first of them with the start of the raw record.
    public var text: String {
        var lines = ["\(database): run \(run) of \(pipeline) into table \(table) (\(status), \(startedAt))".lineSafe]
        lines.append("  \(counts)")
        lines += groupLines
        if !listed.isEmpty {
            lines.append("")
            lines += listed.flatMap(\.lines)
            if matching > listed.count {
                lines.append("  … and \((matching - listed.count).grouped) more; --limit shows more of them")
            }
        }
        return lines.joined(separator: "\n")
    }

    private var counts: String {
        var text = "\(records.counted("record")), \(rejects.counted("reject"))"
        if matching != rejects { text += ", \(matching.grouped) of them as asked for" }
        if inPart > 0 { text += ", \(inPart.grouped) kept in part only" }
        if retried > 0 { text += ", \(retried.grouped) retried since" }
        return text
    }

    private var groupLines: [String] {
        var table = AlignedTable([.right, .left, .left, .left])
        for group in groups {
            table.add([group.count.grouped, group.stage.lineSafe, (group.column ?? "").lineSafe, group.reason.lineSafe])
        }
        if others > 0 { table.add([others.grouped, "", "", "other reasons"]) }
        return table.lines()
    }
}

extension RejectListing.Item {
    fileprivate var lines: [String] {
        let place = "\(input.relativeToCurrentFolder): record \(record.grouped) (byte \(byteOffset.grouped)): \(stage)"
        let cause = "\(column.map { "\($0): " } ?? "")\(reason)"
        let part =
            keptLength == rawLength ? "" : " (\(keptLength.grouped) of \(rawLength.counted("byte")) are kept)"
        return [
            "  \(place): \(cause)".lineSafe,
            "    \(rawStart)\(part)\(retriedBy.map { " (retried by run \($0))" } ?? "")",
        ]
    }
}
