// The summary of a run for a person: a line per stage, the equation, speed, memory, and who waited for whom.

import Foundation
import Ledger
import RowModel

extension RunSummary {
    /// Several lines; the last one says whether every record is accounted for.
    public var text: String { Self.text(of: [self]) }

    /// The text of the runs of all targets of a pipeline: what they have in common stands there once.
    /// - Parameter isKept: whether what is committed stays there if a run has failed.
    public static func text(of targets: [RunSummary], isKept: Bool = true) -> String {
        var lines = targets.flatMap(\.countLines)
        if let measured = targets.max(by: { $0.records < $1.records }), measured.failure == nil {
            lines += measured.measureLines
        }
        if let failure = targets[0].failure {
            lines.append("\(failure.isInterruption ? "" : "failed: ")\(failure.message)")
            lines += isKept ? targets.map { "  \($0.kept(namingTable: targets.count > 1))" } : ["  nothing of it is kept"]
        } else {
            lines += targets.map(\.verdict)
        }
        return lines.joined(separator: "\n").terminalSafe
    }

    private var countLines: [String] {
        var lines = ["\(pipeline) → \(database), table \(table) (\(mode))\(run.map { ", run \($0)" } ?? "")\(dryRun ? ", dry run" : "")"]
        if let undoneRun { lines.append("  run \(undoneRun) did not end well; its rows were taken out again") }
        lines += Self.listing(undoneInputs) {
            "\($0.relativeToCurrentFolder): was an input of that run and is none of this one; its rows are not in the table"
        }
        if !schemaChanges.isEmpty, failure == nil || mode != "replace" {
            lines.append("  table \(table) changes: \(schemaChanges.joined(separator: "; "))")
        }
        lines += skippedLines
        lines += Self.listing(reloadedInputs) {
            "\($0.path.relativeToCurrentFolder): has changed since run \($0.loadedByRun) loaded it; its old rows make room for the new"
        }
        lines += resumedInputs.map {
            "  \($0.path.relativeToCurrentFolder): resumed behind record \($0.records.grouped) (byte \($0.decodedBytes.grouped))"
        }
        lines += inputLines
        lines += Self.listing(incompleteInputs) {
            let missing = $0.missingColumns.joined(separator: ", ")
            return "\($0.path.relativeToCurrentFolder): without \(missing), null in all its rows"
        }
        return lines + stageLines + uncomparedExpectations.map { "  \($0)" }
    }

    /// Most inputs that are listed one by one.
    private static let listed = 20

    private var skippedLines: [String] {
        Self.listing(skippedInputs) { "\($0.path.relativeToCurrentFolder): already loaded by run \($0.loadedByRun), skipped" }
    }

    private var inputLines: [String] {
        Self.listing(inputs) { input in
            var notes = ["\(input.records.counted("record"))"]
            if input.blankLines > 0 { notes.append(input.blankLines.counted("blank line")) }
            if input.commentLines > 0 { notes.append(input.commentLines.counted("comment")) }
            if !input.complete { notes.append("not read to its end") }
            return "\(input.path.relativeToCurrentFolder): \(notes.joined(separator: ", "))"
        }
    }

    private static func listing<Item>(_ items: [Item], _ line: (Item) -> String) -> [String] {
        let lines = items.prefix(listed).map { "  \(line($0))" }
        let rest = items.count - lines.count
        return rest > 0 ? lines + ["  … and \(rest.counted("input")) more"] : lines
    }

    private var stageLines: [String] { Self.lines(of: stages) }

    static func lines(of stages: [Stage]) -> [String] {
        var table = AlignedTable([.left, .right, .left, .right, .left])
        for stage in stages {
            var losses: [String] = []
            if stage.added > 0 { losses.append("\(stage.added.grouped) added") }
            if stage.dropped > 0 { losses.append("\(stage.dropped.grouped) dropped") }
            if stage.rejected > 0 { losses.append("\(stage.rejected.grouped) rejected") }
            table.add([stage.name, stage.in.grouped, "→", stage.out.grouped, losses.joined(separator: ", ")])
        }
        return table.lines()
    }

    private var measureLines: [String] {
        let measures = MeasureText(
            seconds: seconds, rowsPerSecond: rowsPerSecond, decodedBytes: decodedBytes, fileBytes: fileBytes,
            peakMemoryBytes: peakMemoryBytes, bottleneck: bottleneck, peakLevel: channel.peakLevel,
            highWatermark: channel.highWatermark)
        return ["  \(measures.pace)", "  \(measures.waits)"]
    }

    private var verdict: String {
        if dryRun {
            return "dry run: \(equation); nothing was written, table \(table) has \(rowsBefore.counted("row"))"
        }
        return "balanced: \(equation); table \(table) has \((rowsAfter ?? 0).counted("row"))"
    }

    /// What a run that failed has left.
    private func kept(namingTable: Bool) -> String {
        if dryRun { return "dry run: nothing was written" }
        return Self.kept(rows: inserted + updated, mode: mode, table: table, namingTable: namingTable)
    }

    /// - Parameter rows: inserted and updated.
    static func kept(rows: Int, mode: String, table: String, namingTable: Bool) -> String {
        if mode == "replace" { return "table \(table) is as it was" }
        let place = namingTable ? " in table \(table)" : ""
        return "\(rows.counted("row")) of this run \(rows == 1 ? "is" : "are") committed\(place)"
    }

    /// `30,000 records = 29,950 inserted + 50 dropped + 0 rejected`
    public var equation: String {
        BalanceEquation(
            records: records, added: added,
            written: WrittenRows(inserted: inserted, updated: updated, ignored: ignored), dropped: dropped, rejected: rejected, mode: mode, isDry: dryRun
        ).text
    }
}
