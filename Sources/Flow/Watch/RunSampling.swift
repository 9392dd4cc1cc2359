// Looks at a run in intervals, for the picture of it that the ledger keeps.

import Dispatch
import Ledger
import Synchronization

/// Samples of a run, taken on a timer of its own.
final class RunSampling: Sendable {
    /// Most samples of a run, the last one included.
    static let capacity = 240
    private static let interval = 0.1

    private let watch: RunWatch
    /// Each sample is one for each target.
    private let series = Mutex(SampleSeries<[RunSample]>(capacity: capacity - 1))
    // Sources may be used from any thread; Dispatch on Linux does not say so.
    private nonisolated(unsafe) let timer: any DispatchSourceTimer

    /// Begins at once.
    init(_ watch: RunWatch) {
        self.watch = watch
        timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "weir.samples", qos: .utility))
        timer.schedule(deadline: .now(), repeating: Self.interval, leeway: .milliseconds(10))
        timer.setEventHandler { [weak self] in self?.look() }
        timer.activate()
    }

    /// To be called once the run is over.
    func end() { timer.cancel() }

    private func look() {
        series.withLock { series in
            series.look {
                guard let readings = watch.readings else { return nil }
                return readings.targets.map { RunSample(readings, $0.records, $0.rowsWritten) }
            }
        }
    }

    /// What is to be kept of a target's run that ends.
    /// - Parameter end: its last sample has what is committed, since the rest has been undone.
    func samples(ofTarget target: Int, end: RunReadings) -> [RunSample] {
        let earlier = series.withLock { $0.samples }.map { $0[target] }.prefix { $0.seconds < end.seconds }
        return earlier + [RunSample(end, end.targets[target].committedRecords, end.targets[target].committedRows)]
    }
}

extension RunSample {
    fileprivate init(_ readings: RunReadings, _ records: Int, _ rows: Int) {
        self.init(
            seconds: readings.seconds, records: records, rowsWritten: rows, channelLevel: readings.channel.level,
            commitSeconds: readings.commitSeconds, memoryBytes: readings.memoryBytes)
    }
}
