// How a run is looked at while it runs.

import RowModel
import Synchronization

/// Tells what a run is at, from any thread and at any time. A look costs the run nothing but two locks for a moment.
public final class RunWatch: Sendable {
    /// What is looked at.
    struct Marks: Sendable {
        var pipeline: String
        var isDry: Bool
        var tables: [String]
        var start: ContinuousClock.Instant
        var progress: RunProgress
        var gauge: ChannelGauge
    }

    private let marks = Mutex<Marks?>(nil)

    public init() {}

    /// nil before the run has begun.
    public var readings: RunReadings? { marks.withLock { $0 }.map(RunReadings.init) }

    func begin(_ marks: Marks) {
        self.marks.withLock { $0 = marks }
    }
}

extension RunReadings {
    init(_ marks: RunWatch.Marks) {
        let now = ContinuousClock().now
        let state = marks.progress.state
        self.init(pipeline: marks.pipeline, isDry: marks.isDry)
        seconds = (now - marks.start).seconds
        inputs = state.counts.inputs
        position = state.reader.position
        inputBytes = state.reader.bytes
        bytes = state.bytes
        records = state.records
        targets = marks.tables.enumerated().map { index, table in
            Target(table: table, stages: state.counts.totals(of: index), committed: state.counts.committed(of: index))
        }
        commits = state.counts.commits
        commitSeconds = state.counts.commitSeconds
        channel = marks.gauge.readings(at: now)
        reader = state.reader.words
        writer = state.currentWriter.words
        isRead = state.reader.state == .done
        memoryBytes = ProcessMemory.residentBytes
    }
}
