// Who made whom wait.

import Flow
import Ledger

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
        self.init(
            readerHeld: outcome.channel.producerWaitSeconds, sinkStarved: outcome.channel.consumerWaitSeconds,
            seconds: outcome.seconds, reader: (outcome.reader.decodeSeconds, outcome.reader.transformSeconds),
            sink: (outcome.writer.insertSeconds, outcome.writer.commitSeconds))
    }

    init(_ measures: RunMeasures) {
        self.init(
            readerHeld: measures.readerHeldSeconds, sinkStarved: measures.sinkStarvedSeconds, seconds: measures.seconds,
            reader: (measures.decodeSeconds, measures.transformSeconds),
            sink: (measures.insertSeconds, measures.commitSeconds))
    }

    /// All in seconds.
    private init(
        readerHeld: Double, sinkStarved: Double, seconds: Double, reader: (decode: Double, transforms: Double),
        sink: (insert: Double, commit: Double)
    ) {
        side = readerHeld > sinkStarved ? .sink : .reader
        let works: [(String, Double)] =
            switch side {
            case .sink: [("insert", sink.insert), ("commit", sink.commit)]
            case .reader: [("decode", reader.decode), ("transforms", reader.transforms)]
            }
        let most = works.max { $0.1 < $1.1 }!
        work = most.0
        share = min(1, (most.1 / max(seconds, 1e-9)).rounded(toPlaces: 3))
    }
}
