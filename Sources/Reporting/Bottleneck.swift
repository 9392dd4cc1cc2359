// Who made whom wait.

import Flow

/// The slower side of a run, from the waiting times at the channel.
public struct Bottleneck: Sendable, Codable, Equatable {
    public enum Side: String, Sendable, Codable {
        case reader, sink
    }

    public var side: Side
    /// What it was busy with most: `decode`, `transforms`, `insert` or `commit`.
    public var work: String
    /// Share of the run's time spent on that, 0…1.
    public var share: Double

    init(_ outcome: RunOutcome) {
        let channel = outcome.channel
        let total = max(outcome.seconds, 1e-9)
        side = channel.producerWaitSeconds > channel.consumerWaitSeconds ? .sink : .reader
        let works: [(String, Double)] =
            switch side {
            case .sink: [("insert", outcome.writer.insertSeconds), ("commit", outcome.writer.commitSeconds)]
            case .reader: [("decode", outcome.reader.decodeSeconds), ("transforms", outcome.reader.transformSeconds)]
            }
        let most = works.max { $0.1 < $1.1 }!
        work = most.0
        share = min(1, (most.1 / total).rounded(toPlaces: 3))
    }
}
