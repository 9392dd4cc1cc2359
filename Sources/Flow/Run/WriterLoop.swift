// The writing side of a run: what comes through the channel, into the sink.

import Ledger
import PipelineSpec
import Readers
import RowModel
import Sink

/// Writes elements until the end of the source. Asks for the next one only when the last one is in the transaction, and
/// the transaction, where that was due, is committed.
struct WriterLoop {
    /// Parts of a batch that are waited for when the run is to stop.
    private static let partsToFinish = 256

    private let outlet: ChannelOutlet
    private let sink: any RunSink
    private let pool: BatchPool
    private let stop: StopSwitch
    private let progress: RunProgress
    private let log: RunLog
    private var batches = 0
    private var inputs = 0
    private var inputBegan = ContinuousClock().now
    private var bounds: [TargetBound]
    /// Positions of the targets of the inputs that have begun.
    private var targetOfInput: [Int: Int] = [:]
    private var inputName = ""

    /// - Parameter bounds: one for each target.
    init(
        _ outlet: ChannelOutlet, _ sink: any RunSink, bounds: [TargetBound], pool: BatchPool, stop: StopSwitch,
        progress: RunProgress, log: RunLog
    ) {
        self.outlet = outlet
        self.sink = sink
        self.pool = pool
        self.stop = stop
        self.progress = progress
        self.log = log
        self.bounds = bounds
    }

    /// - Throws: ``Stopped`` behind the element after which the run was found to be stopped; the error of the reader, the
    ///   sink or the reject limit.
    mutating func run() async throws {
        progress.noteWriter(.waitingForReader)
        while let element = try await next() {
            if case .endOfSource = element {
                for bound in bounds { try bound.checkAtEnd() }
                return
            }
            try write(element)
            if isStoppable(behind: element) { try stop.check() }
            progress.noteWriter(.waitingForReader)
        }
        try stop.check()
        try Task.checkCancellation()
        throw FlowError.cutOff
    }

    private func next() async throws -> FlowElement? {
        guard log.isDetailed else { return try await outlet.next() }
        let clock = ContinuousClock()
        let start = clock.now
        defer { log.sinkWaited(seconds: (clock.now - start).seconds) }
        return try await outlet.next()
    }

    /// Whether the run may be stopped here. Between rows of one record nothing can be committed, so the last is waited
    /// for; but where a record has become millions of rows, the transaction is given up.
    private func isStoppable(behind element: FlowElement) -> Bool {
        if case .batch(let batch) = element, batch.part >= Self.partsToFinish { return true }
        return sink.isBetweenRecords
    }

    private mutating func write(_ element: FlowElement) throws {
        switch element {
        case .beginInput(let opening): try begin(opening)
        case .batch(let batch): try write(batch)
        case .endInput(let inputs, let summary): try end(inputs, summary)
        case .endOfSource: break
        }
    }

    private mutating func begin(_ opening: InputOpening) throws {
        inputs += 1
        inputBegan = ContinuousClock().now
        log.inputBegins(opening, position: inputs)
        inputName = opening.name
        for input in opening.targets { targetOfInput[input.account.input.index] = input.target }
        try sink.beginInput(opening.targets, isAtomic: opening.isAtomic)
    }

    private mutating func write(_ batch: RowBatch) throws {
        let target = targetOfInput[batch.inputIndex]!
        try bounds[target].count(records: batch.tallies[0].in, batch.rejects[...], of: inputName)
        batches += 1
        let rows = batch.rowCount
        let start = ContinuousClock().now
        progress.noteWriter(.inserting(batch: batches, rows: rows))
        try sink.write(batch) { try bounds[target].count(records: 0, $0, of: inputName) }
        progress.noteTotals(sink.totals(of: target), ofTarget: target)
        if log.isDetailed {
            log.batch(batches, of: inputName, rows: rows, seconds: (ContinuousClock().now - start).seconds)
        }
        pool.put(batch)
    }

    private mutating func end(_ inputs: [Int], _ summary: InputSummary) throws {
        let end = InputEnd(
            records: summary.records, blankLines: summary.blankLines, commentLines: summary.commentLines,
            decodedBytes: summary.startOffset + summary.decodedBytes, crc32: summary.crc32, fileBytes: summary.part == nil ? summary.fileBytes : nil)
        let targets = inputs.compactMap { targetOfInput.removeValue(forKey: $0) }
        try sink.endInput(inputs, end)
        for target in targets { progress.noteTotals(sink.totals(of: target), ofTarget: target) }
        log.inputEnds(inputName, end, seconds: (ContinuousClock().now - inputBegan).seconds)
    }
}
