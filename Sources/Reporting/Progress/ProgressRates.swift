// How fast a run goes, from two readings of it.

import Flow
import Foundation
import RowModel

/// Speeds between two readings of a run, and what follows from them.
struct ProgressRates {
    var recordsPerSecond: Int
    var bytesPerSecond: Double
    /// Shares of the time, 0…1, that the reader and the sink waited for each other.
    var readerWaits: Double
    var sinkWaits: Double

    /// - Parameter earlier: nil for the beginning of the run.
    init(_ now: RunReadings, since earlier: RunReadings?) {
        let seconds = max(now.seconds - (earlier?.seconds ?? 0), 1e-3)
        func rate(_ value: Double, _ before: Double?) -> Double { max(0, value - (before ?? 0)) / seconds }
        recordsPerSecond = Int(rate(Double(now.records), earlier.map { Double($0.records) }))
        bytesPerSecond = rate(Double(now.bytes), earlier.map { Double($0.bytes) })
        readerWaits = min(1, rate(now.channel.producerWaitSeconds, earlier?.channel.producerWaitSeconds))
        sinkWaits = min(1, rate(now.channel.consumerWaitSeconds, earlier?.channel.consumerWaitSeconds))
    }
}

extension RunReadings {
    /// Share of the bytes that are read, 0…1; nil where nobody knows how many there are.
    var share: Double? {
        guard let totalBytes, !inputs.isEmpty else { return nil }
        return totalBytes == 0 ? 1 : min(1, Double(bytes) / Double(totalBytes))
    }

    /// Seconds until all is read at this speed; nil where that can't be told, and in the first second.
    func secondsLeft(_ rates: ProgressRates) -> Double? {
        guard let totalBytes, !isRead, seconds >= 1, rates.bytesPerSecond > 0, bytes < totalBytes else { return nil }
        return Double(totalBytes - bytes) / rates.bytesPerSecond
    }

    /// Who waits for whom, and what the other one does meanwhile.
    func waits(_ rates: ProgressRates) -> String {
        if isRead, channel.level == 0 { return "reader is done, sink \(writer)" }
        if max(rates.readerWaits, rates.sinkWaits) < 0.01 { return "nobody waits" }
        if rates.readerWaits >= rates.sinkWaits {
            return "reader waits for the sink \(rates.readerWaits.percent) of the time" + work(writer)
        }
        return "sink waits for the reader \(rates.sinkWaits.percent) of the time" + work(reader.lineSafe)
    }

    /// What one side waits for the other to do, unless the other one waits just now, too.
    private func work(_ words: String) -> String {
        let waits = words.hasPrefix("waits for the reader") || words.hasPrefix("waits for room")
        return waits ? "" : ", which \(words)"
    }

    /// The channel's level as a share of its high watermark, which one batch may exceed.
    var channelShare: Double { Double(channel.level) / Double(max(1, channel.highWatermark)) }

    /// Of any table, since they are committed together.
    var committedRecords: Int { targets.map(\.committedRecords).max() ?? 0 }
    var committedRows: Int { targets.reduce(0) { $0 + $1.committedRows } }
}

extension Double {
    /// A share as whole percent, rounded down: 100 % is all of it.
    var percent: String { "\(Int(self * 100)) %" }

    /// Seconds as a person says them: `12 s`, `2 min 10 s`, `1 h 5 min`.
    var duration: String {
        guard isFinite, self < 1e9 else { return "for ever" }
        let seconds = Int(self)
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
        return "\((seconds / 3600).grouped) h \(seconds % 3600 / 60) min"
    }
}

/// The readings of the last seconds, a second apart.
struct ReadingsWindow {
    /// Less than ten seconds, so that of readings ten seconds apart it is the last one, whatever the timer does.
    private static let span = 9.5
    private var kept: [RunReadings] = []

    /// The youngest one that is so old, or else the oldest there is; nil before the first.
    mutating func earlier(than now: RunReadings) -> RunReadings? {
        while kept.count > 1, now.seconds - kept[1].seconds >= Self.span { kept.removeFirst() }
        return kept.first
    }

    mutating func add(_ readings: RunReadings) {
        if let last = kept.last, readings.seconds - last.seconds < 1 { return }
        kept.append(readings)
    }
}
