// What the live view shows at one moment. Pure.

import Flow
import RowModel

/// The lines of a run's live view.
public struct ProgressFrame {
    let now: RunReadings
    let rates: ProgressRates
    let width: Int

    /// - Parameters:
    ///   - earlier: what speeds are from; nil for the beginning of the run.
    ///   - width: cells that a line may take.
    public init(_ now: RunReadings, since earlier: RunReadings?, width: Int) {
        self.now = now
        self.width = width
        rates = ProgressRates(now, since: earlier)
    }

    /// The lines from top to bottom, none wider than the width. What matters least is left out where there is no room.
    /// - Parameter height: most lines.
    public func lines(height: Int, hasColours: Bool) -> [String] {
        fitting(height).map { $0.text(width: width, hasColours: hasColours) }
    }

    private func fitting(_ height: Int) -> [StyledLine] {
        let essential = [title] + currentInput + state
        let neighbours = otherInputs
        var room = height - essential.count - total.count
        if room < 0 { return Array(essential.prefix(max(0, height))) }
        let shownStages = stages.count <= room ? stages : shortened(stages, to: room)
        room -= shownStages.count
        var lines = [title]
        let fits = neighbours.before.count + neighbours.after.count <= room
        if fits { lines += neighbours.before }
        lines += currentInput
        if fits { lines += neighbours.after }
        return lines + total + shownStages + state
    }

    /// The first and the last ones, if there is room for both.
    private func shortened(_ lines: [StyledLine], to count: Int) -> [StyledLine] {
        count < 3 ? [] : lines.prefix(count - 2) + [StyledLine("  …", .pending)] + lines.suffix(1)
    }

    private var title: StyledLine {
        let tables = now.targets.map(\.table).joined(separator: ", ")
        var text = " → \(tables)\(now.isDry ? ", dry run" : ""), \(now.seconds.duration)"
        if let left = now.secondsLeft(rates) { text += ", ETA \(left.duration)" }
        return StyledLine(now.pipeline.lineSafe, .title) + StyledLine(text.lineSafe)
    }

    private var stages: [StyledLine] {
        now.targets.flatMap { target in
            let lines = RunSummary.lines(of: target.stages.map(RunSummary.Stage.init)).map { line in
                StyledLine(line.lineSafe, line.hasSuffix("rejected") ? .alarm : .plain)
            }
            if now.targets.count == 1 || lines.isEmpty { return lines }
            return [StyledLine("  table \(target.table):".lineSafe)] + lines
        }
    }

    private var state: [StyledLine] {
        var amounts = [now.records.counted("record")]
        if !now.isDry {
            let transactions = now.commits.counted("transaction")
            amounts.append("\(now.committedRows.counted("row")) committed in \(transactions)")
        }
        if now.memoryBytes > 0 { amounts.append("memory \(now.memoryBytes.byteSize)") }
        let level = bar(now.channelShare, min(10, barWidth))
        let channel = StyledLine(" \(now.channelShare.percent) of \(now.channel.highWatermark.byteSize); ")
        return [
            StyledLine("  \(amounts.joined(separator: ", "))"),
            StyledLine("  channel ") + level + channel + StyledLine(now.waits(rates)),
        ]
    }
}
