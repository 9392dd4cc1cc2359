// What a run took, for a person.

import Ledger
import RowModel

/// How fast a run was, what it read and who waited for whom, in two lines. Seconds, bytes.
struct MeasureText {
    var seconds: Double
    /// Records a second.
    var rowsPerSecond: Double
    var decodedBytes: Int
    var fileBytes: Int
    var peakMemoryBytes: Int
    var bottleneck: Bottleneck
    var peakLevel: Int
    var highWatermark: Int

    var pace: String {
        "\(seconds.rounded(toPlaces: 2)) s, \(Int(rowsPerSecond).grouped) records/s, \(decodedBytes.byteSize) from "
            + "\(fileBytes.byteSize) of files, peak memory \(peakMemoryBytes.byteSize)"
    }

    var waits: String {
        let percent = "\(Int((bottleneck.share * 100).rounded())) % of the time in \(bottleneck.work)"
        return "bottleneck: \(bottleneck.side.rawValue), \(percent); channel peak \(peakLevel.byteSize) of "
            + "\(highWatermark.byteSize)"
    }
}

extension MeasureText {
    /// - Parameter records: of this attempt and those before it.
    init(_ measures: RunMeasures, records: Int) {
        self.init(
            seconds: measures.seconds.rounded(toPlaces: 6),
            rowsPerSecond: min(Double(records) / max(measures.seconds, 1e-9), 1e15).rounded(toPlaces: 1),
            decodedBytes: measures.decodedBytes, fileBytes: measures.fileBytes,
            peakMemoryBytes: measures.peakMemoryBytes,
            bottleneck: Bottleneck(measures), peakLevel: measures.channelPeakLevel,
            highWatermark: measures.channelHighWatermark)
    }
}
