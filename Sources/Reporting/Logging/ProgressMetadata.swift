// Where a run is, as metadata of a log.

import Flow
import Logging
import RowModel

extension RunReadings {
    /// The same as ``line(since:)``, value by value. Sizes in bytes; what is not known is not there.
    public func metadata(since earlier: RunReadings?) -> Logger.Metadata {
        let rates = ProgressRates(self, since: earlier)
        var metadata: Logger.Metadata = [
            "pipeline": .string(pipeline), "seconds": .stringConvertible(seconds.rounded(toPlaces: 3)),
            "bytes": .stringConvertible(bytes), "records": .stringConvertible(records),
            "records_per_second": .stringConvertible(rates.recordsPerSecond),
            "committed_records": .stringConvertible(committedRecords),
            "channel_level": .stringConvertible(channel.level), "memory_bytes": .stringConvertible(memoryBytes),
            "waits": .string(waits(rates)),
        ]
        if let position, let input {
            metadata["input"] = .string(input.name)
            metadata["position"] = .stringConvertible(position + 1)
        }
        metadata["total_bytes"] = totalBytes.map { .stringConvertible($0) }
        metadata["seconds_left"] = secondsLeft(rates).map { .stringConvertible($0.rounded(toPlaces: 1)) }
        return metadata
    }
}
