// exec: rows through a program, as NDJSON both ways.

import Foundation
import PipelineSpec
import Readers
import RowModel

extension TransformCompiler {
    /// What the program prints are all the columns there are behind it.
    mutating func exec(_ spec: ExecSpec) -> (String, (any EmittingTransform)?) {
        let folder = URL(filePath: file.folderPart.isEmpty ? "." : file.folderPart).standardizedFileURL
        let command = SourceCommand(spec.command.map(\.value), in: folder.path(percentEncoded: false))
        let mark = spec.command.first?.mark ?? .start
        for column in schema.columns {
            if case .blob = column.type {
                report("exec: column \"\(column.name)\" is blob, which JSON can't say; drop it first", at: mark)
            }
        }
        let lines = RowLines(schema)
        let sources = spec.columns.map { $0.map { takenColumn($0) } } ?? schema.columns.map { column in
            SourceColumn(name: column.name, from: columnPath(ofKey: column.name), type: column.type, slot: takeSlot())
        }
        if let columns = spec.columns {
            let paths = columns.map { $0.from ?? $0.name }
            for (position, error) in columnPathFaults(paths.map(\.value)) {
                report("\(error)", at: paths[position].mark)
            }
        }
        var made = sources.map { Column(name: $0.name, type: $0.type.stored, slot: $0.slot) }
        let rule = captureRule(spec.extraColumns, at: mark, in: "exec", beside: made, made: &made)
        schema = RowSchema(made)
        let plan = DecodePlan(
            format: .ndjson, compression: .none, columns: sources, extraColumns: rule,
            maxRecordBytes: sandbox.maxValueBytes)
        return (command.description, Exec(command: command, lines: lines, plan: plan))
    }
}

/// A stage that needs a program to run beside it.
public protocol ProgramStage: EmittingTransform {
    var command: SourceCommand { get }

    /// Begins an input with a program that has just been started for it.
    /// - Parameter notingWait: called in front of each wait for the program with true, and behind it with false.
    func attach(_ program: CommandOutput, notingWait: @escaping (Bool) -> Void) throws
}

/// Gives the program rows and takes what it prints, whichever it is ready for. Which row became which nobody knows, so
/// rows are held until the end, when all are counted.
///
/// Memory: the batch whose rows are being written, a part of what was printed, and some 64 KiB of lines.
final class Exec: ProgramStage {
    let command: SourceCommand
    private let lines: RowLines
    private let plan: DecodePlan
    private var program: CommandOutput?
    private var noteWait: (Bool) -> Void = { _ in }
    private var printed: PrintedRows?
    private var batch: RowBatch?
    private var stage = 0
    private var row = 0
    private var pending = PendingBytes()
    private var isEnding = false
    private var hasPrintedAll = false
    /// Of the batch that is being written.
    private var tally = Tally()
    /// Of the whole input: rows that the program was given, and rows and rejects that came of what it has printed.
    private var given = 0
    private var received = 0

    /// Bytes of lines that are made at once.
    private static let chunk = 64 * 1024

    init(command: SourceCommand, lines: RowLines, plan: DecodePlan) {
        self.command = command
        self.lines = lines
        self.plan = plan
    }

    var holdsRows: Bool { true }

    func attach(_ program: CommandOutput, notingWait: @escaping (Bool) -> Void) throws {
        self.program = program
        noteWait = notingWait
        printed = try PrintedRows(plan: plan)
        batch = nil
        pending = PendingBytes()
        isEnding = false
        hasPrintedAll = false
        given = 0
        received = 0
    }

    func take(_ batch: RowBatch, stage: Int) {
        self.batch = batch
        self.stage = stage
        row = 0
        tally = Tally()
    }

    func finish(stage: Int) {
        self.stage = stage
        isEnding = true
        program?.closeInput()
    }

    func next(from parts: PartMaker) throws -> RowBatch? {
        while true {
            if let part = try printed?.next(isFinal: hasPrintedAll, stage: stage, from: parts) {
                return counted(part, parts)
            }
            if let batch {
                encode(batch)
                if pending.isEmpty, row == batch.rowCount { return pass(batch) }
            } else if !isEnding {
                return nil
            } else if hasPrintedAll {
                return last(from: parts)
            }
            try exchange(parts)
        }
    }

    /// Makes lines of the next rows, once those before are written.
    private func encode(_ batch: RowBatch) {
        guard pending.isEmpty else { return }
        pending.clear()
        while row < batch.rowCount, pending.bytes.count < Self.chunk {
            if let column = lines.append(row, of: batch, to: &pending.bytes) {
                batch.noteReject(row: row, stage: stage, column: column, reason: "is a blob, which JSON can't say")
                tally.reject(1)
            } else {
                tally.hold(1)
                given += 1
            }
            row += 1
        }
    }

    private func exchange(_ parts: PartMaker) throws {
        guard let program, !hasPrintedAll || !pending.isEmpty else { return }
        noteWait(true)
        defer { noteWait(false) }
        try printed?.fill(from: parts) { buffer in
            let (taken, printed) = try pending.withRest { try program.exchange($0, into: buffer) }
            pending.take(taken)
            if printed == 0 { hasPrintedAll = true }
            return printed ?? 0
        }
        guard hasPrintedAll, let printed, !printed.endsInLine else { return }
        throw ReadError.unfinishedLine(input: Self.name(of: command), bytes: printed.bytes)
    }

    /// The batch whose rows are all written.
    private func pass(_ batch: RowBatch) -> RowBatch {
        self.batch = nil
        batch.rowCount = 0
        batch.tallies.append(tally)
        return batch
    }

    private func counted(_ part: RowBatch, _ parts: PartMaker) -> RowBatch {
        parts.stamp(part)
        var tally = Tally()
        tally.release(out: part.rowCount, rejected: part.rejects.count)
        part.tallies.append(tally)
        received += part.rowCount + part.rejects.count
        return part
    }

    /// Says what the difference of all rows given and received was.
    private func last(from parts: PartMaker) -> RowBatch? {
        isEnding = false
        guard let rest = printed?.takeRest(from: parts) else { return nil }
        parts.stamp(rest)
        var tally = Tally()
        if given > received {
            tally.release(dropped: given - received)
        } else {
            tally.addReleased(received - given)
        }
        rest.tallies.append(tally)
        return rest
    }

    /// What the program is called in errors.
    static func name(of command: SourceCommand) -> String { "exec: \(command)" }
}

extension ProgramStage {
    /// What the program is called in errors.
    public var programName: String { Exec.name(of: command) }
}

/// Bytes of which the first have been written.
private struct PendingBytes {
    var bytes: [UInt8] = []
    private var written = 0

    var isEmpty: Bool { written == bytes.count }

    mutating func take(_ count: Int) { written += count }

    mutating func clear() {
        // A huge row must not keep its memory.
        bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20)
        written = 0
    }

    func withRest<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[written...])) }
    }
}
