// What a run says of itself when it ends: the same in the ledger, in summaries and in reports.

import Ledger
import RowModel
import Sink

/// Times, levels and memory of a run at its end.
struct RunEnd: Sendable {
    var readings: RunReadings
    var reader: ReaderMetrics
    var writer: WriterMetrics
    var channel: ChannelReadings
    var peakMemoryBytes: Int

    var measures: RunMeasures {
        var measures = RunMeasures()
        measures.seconds = readings.seconds
        measures.fileBytes = reader.fileBytes
        measures.decodedBytes = reader.decodedBytes
        measures.decodeSeconds = reader.decodeSeconds
        measures.transformSeconds = reader.transformSeconds
        measures.insertSeconds = writer.insertSeconds
        measures.commitSeconds = writer.commitSeconds
        measures.finishSeconds = writer.finishSeconds
        measures.commits = writer.commits
        measures.channelHighWatermark = channel.highWatermark
        measures.channelPeakLevel = channel.peakLevel
        measures.readerHeldSeconds = channel.producerWaitSeconds
        measures.sinkStarvedSeconds = channel.consumerWaitSeconds
        measures.peakMemoryBytes = peakMemoryBytes
        return measures
    }
}

/// Takes these measures once, when the run's targets are closed, so that all that tells of it later tells the same. The
/// transaction that stores them is not in them. Confined to the writer's task.
final class RunMeasuring {
    private let marks: RunWatch.Marks
    private let meter: ReaderMeter
    private let sampling: RunSampling?
    private var taken: RunEnd?

    /// - Parameter sampling: nil for a run that leaves nothing behind.
    init(_ marks: RunWatch.Marks, meter: ReaderMeter, sampling: RunSampling?) {
        self.marks = marks
        self.meter = meter
        self.sampling = sampling
    }

    /// What is to be stored with a target's run. The first target's is that of all.
    func measurement(ofTarget target: Int, _ writer: WriterMetrics) -> RunMeasurement {
        if target == 0 { taken = nil }
        let end = end(writer)
        return RunMeasurement(
            measures: end.measures, samples: sampling?.samples(ofTarget: target, end: end.readings) ?? [])
    }

    /// What was taken when the run was closed; of one that was never entered in the ledger, now.
    func end(_ writer: WriterMetrics) -> RunEnd {
        let end = taken ?? RunEnd(
            readings: RunReadings(marks), reader: meter.metrics, writer: writer, channel: marks.gauge.readings,
            peakMemoryBytes: ProcessMemory.peakBytes)
        taken = end
        return end
    }
}
