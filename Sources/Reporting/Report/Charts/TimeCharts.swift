// A run over its time: pace, channel, commits, memory.

import Ledger
import RowModel

/// What is drawn of a run's samples. Pure.
struct TimeCharts {
    /// Between two samples.
    struct Span: Equatable {
        var from: Double
        var to: Double
        var recordsPerSecond: Double
        var rowsPerSecond: Double
        /// Of the time, in percent.
        var commitShare: Double
    }

    let samples: [RunSample]
    let spans: [Span]

    init(_ samples: [RunSample]) {
        self.samples = samples
        let start = RunSample(seconds: 0, records: 0, rowsWritten: 0, channelLevel: 0, commitSeconds: 0, memoryBytes: 0)
        let readings = Self.thinned(samples.first.map { $0.seconds > 0 } == true ? [start] + samples : samples)
        spans = zip(readings, readings.dropFirst()).compactMap { earlier, later in
            let seconds = later.seconds - earlier.seconds
            guard seconds > 0 else { return nil }
            return Span(
                from: earlier.seconds, to: later.seconds,
                recordsPerSecond: Double(max(0, later.records - earlier.records)) / seconds,
                rowsPerSecond: Double(max(0, later.rowsWritten - earlier.rowsWritten)) / seconds,
                commitShare: min(100, max(0, later.commitSeconds - earlier.commitSeconds) / seconds * 100))
        }
    }

    /// What is counted since the start can be looked at less often, and is no less true: over longer spans its rates
    /// are calmer.
    private static func thinned(_ readings: [RunSample]) -> [RunSample] {
        let stride = (readings.count + mostSpans - 1) / mostSpans
        guard stride > 1 else { return readings }
        return readings.indices.filter { $0 % stride == 0 || $0 == readings.count - 1 }.map { readings[$0] }
    }

    private static let mostSpans = 60

    func charts(highWatermark: Int?) -> [LineChart] {
        [
            LineChart(
                title: "Pace, a second",
                series: [
                    LineChart.Series(name: "records read", look: 1, points: points(\.recordsPerSecond)),
                    LineChart.Series(name: "rows written", look: 2, points: points(\.rowsPerSecond)),
                ], unit: .count),
            LineChart(
                title: "Channel between reader and sink",
                series: [LineChart.Series(name: "level", look: 1, points: levels(\.channelLevel))], unit: .bytes,
                limit: highWatermark.map { ("high watermark, \($0.byteSize)", Double($0)) }),
            LineChart(
                title: "Time in commits",
                series: [LineChart.Series(name: "share of the time", look: 1, points: points(\.commitShare))],
                unit: .percent),
            LineChart(
                title: "Memory",
                series: [LineChart.Series(name: "resident", look: 1, points: levels(\.memoryBytes))], unit: .bytes),
        ]
    }

    /// Each span as a step.
    private func points(_ value: (Span) -> Double) -> [(x: Double, y: Double)] {
        spans.flatMap { [($0.from, value($0)), ($0.to, value($0))] }
    }

    private func levels(_ value: (RunSample) -> Int) -> [(x: Double, y: Double)] {
        samples.map { ($0.seconds, Double(value($0))) }
    }
}
