// Where a run is, on one line, for logs and files.

import Flow
import RowModel

extension RunReadings {
    /// One line, such as `orders: 40 % of 1.2 GiB, input 3 of 9 events-2.csv.gz, 12,400,000 records (1,050,000/s), …`
    /// - Parameter earlier: what speeds are from; nil for the beginning of the run.
    public func line(since earlier: RunReadings?) -> String {
        let rates = ProgressRates(self, since: earlier)
        var facts = [amount, place].compactMap(\.self)
        facts.append("\(records.counted("record")) (\(rates.recordsPerSecond.grouped)/s)")
        if !isDry { facts.append("\(committedRecords.grouped) committed") }
        facts += ["channel \(channelShare.percent)", waits(rates)]
        var parts = [facts.joined(separator: ", ")]
        if let left = secondsLeft(rates) { parts.append("ETA \(left.duration)") }
        if memoryBytes > 0 { parts.append(memoryBytes.byteSize) }
        return "\(pipeline): \(parts.joined(separator: "; "))".lineSafe
    }

    /// How much is read, of how much.
    private var amount: String? {
        if let share, let totalBytes { return "\(share.percent) of \(totalBytes.byteSize)" }
        return inputs.isEmpty ? nil : "\(bytes.byteSize) read"
    }

    private var place: String? {
        guard let position, let input else { return inputs.isEmpty ? "reader \(reader)" : nil }
        if inputs.count == 1 { return input.name }
        return "input \((position + 1).grouped) of \(inputs.count.grouped) \(input.name)"
    }
}
