// Readings of runs as a test needs them.

import Flow
import Ledger
import RowModel

extension RunReadings {
    /// The second of three files, some seconds into a run that is held back by commits.
    static func orders() -> RunReadings {
        var readings = RunReadings(pipeline: "orders")
        readings.seconds = 12
        readings.inputs = [
            Input(name: "in/a.csv.gz", size: 1 << 30), Input(name: "in/b.csv.gz", size: 1 << 30),
            Input(name: "in/c.csv.gz", size: 2 << 30),
        ]
        readings.position = 1
        readings.inputBytes = 1 << 29
        readings.bytes = 3 << 29
        readings.records = 12_600_000
        readings.targets = [target("orders", records: 12_500_000)]
        readings.targets[0].committed = target("orders", records: 12_400_000).stages
        readings.commits = 62
        readings.commitSeconds = 6
        readings.channel.highWatermark = 8 << 20
        readings.channel.level = 6 << 20
        readings.channel.producerWaitSeconds = 9
        readings.channel.consumerWaitSeconds = 0.5
        readings.reader = "waits for room in the channel"
        readings.writer = "commits"
        readings.memoryBytes = 88 << 20
        return readings
    }

    static func target(_ table: String, records: Int) -> Target {
        let rejected = records / 1000
        let rows = records - rejected
        return Target(
            table: table,
            stages: [
                StageRecord(
                    name: "decode", tally: Tally(stored: records, added: 0, out: rows, dropped: 0, rejected: rejected)),
                StageRecord(
                    name: "sink", tally: Tally(stored: rows, added: 0, out: rows, dropped: 0, rejected: 0),
                    written: WrittenRows(inserted: rows)),
            ])
    }
}
