// What `weir rejects retry` says before it begins.

import Flow
import RowModel

extension RejectRetry {
    /// How many rejects are retried, and which can't be.
    public var text: String {
        var lines = ["rejects of run \(run): \(counts.retried == 0 ? "none" : counts.retried.grouped) to retry"]
        if counts.inPart > 0 { lines.append("  left: \(counts.inPart.grouped) of which only the start is kept") }
        if counts.unended > 0 {
            lines.append(
                "  left: \(counts.unended.counted("record")) with a quote that never closes; "
                    + "export --raw, mend, and retry --from that file")
        }
        return lines.joined(separator: "\n").terminalSafe
    }
}
