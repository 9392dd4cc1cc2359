// What `weir rejects export` says when it is done.

import Flow
import RowModel

extension RejectExport.Outcome {
    /// How many rejects are in the file, and what a person has to know about it.
    public func text(isRaw: Bool) -> String {
        var lines = ["\(path): \(rejects.counted("reject"))"]
        if inPart > 0 {
            lines.append(
                isRaw
                    ? "  left out: \(inPart.grouped) of which only the start is kept (they exceeded flow.max_record)"
                    : "  \(inPart.grouped) of them kept in part only: raw_length says how long they were")
        }
        if isRaw, retried > 0 { lines.append("  left out: \(retried.grouped) that a later run has retried") }
        if isRaw, unended > 0 {
            lines.append(
                "  at its end: \(unended.counted("record")) with a quote that never closes; mend these first, or each "
                    + "swallows what follows"
            )
        }
        return lines.joined(separator: "\n").terminalSafe
    }
}
