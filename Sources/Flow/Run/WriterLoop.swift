// The writing side of a run: what comes through the channel, into the sink.

import Ledger
import PipelineSpec
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
    private var batches = 0
    private var budget: RejectBudget
    private var inputName = ""
    private var lastReject: (input: String, reject: Reject)?

    /// - Parameter committed: what an earlier attempt at this run has committed.
    init(
        _ outlet: ChannelOutlet, _ sink: any RunSink, limit: RejectLimit, committed: [InputAccount], pool: BatchPool,
        stop: StopSwitch, progress: RunProgress
    ) {
        self.outlet = outlet
        self.sink = sink
        self.pool = pool
        self.stop = stop
        self.progress = progress
        budget = RejectBudget(
            limit: limit, records: committed.reduce(0) { $0 + $1.input.records },
            rejects: committed.reduce(0) { $0 + $1.rejected })
    }

    /// - Throws: ``Stopped`` behind the element after which the run was found to be stopped; the error of the reader, the
    ///   sink or the reject limit.
    mutating func run() async throws {
        progress.noteWriter(.waitingForReader)
        while let element = try await outlet.next() {
            if case .endOfSource = element { return try checkAtEnd() }
            let isEnd = isEndOfRecords(element)
            try write(element)
            if isEnd { try stop.check() }
            progress.noteWriter(.waitingForReader)
        }
        try stop.check()
        try Task.checkCancellation()
        throw FlowError.cutOff
    }

    /// Whether the run may be stopped behind an element. Between the parts of a batch nothing can be committed, so the last is
    /// waited for; but where a record has become millions of rows, the transaction is given up.
    private func isEndOfRecords(_ element: FlowElement) -> Bool {
        guard case .batch(let batch) = element else { return true }
        return !batch.isContinued || batch.part >= Self.partsToFinish
    }

    private mutating func write(_ element: FlowElement) throws {
        switch element {
        case .beginInput(let account, let input):
            inputName = input.source.name
            try sink.beginInput(
                account, isAtomic: input.isAtomic, replacing: input.replaces, retrying: input.source.retrySelection)
        case .batch(let batch):
            if let reject = budget.count(records: batch.tallies[0].in, rejects: batch.rejects) {
                throw tooMany(reject, in: inputName)
            }
            batches += 1
            progress.noteWriter(.inserting(batch: batches, rows: batch.rowCount))
            try sink.write(batch) { refused in
                if let reject = budget.count(records: 0, rejects: Array(refused)) { throw tooMany(reject, in: inputName) }
            }
            if let last = batch.rejects.last { lastReject = (inputName, last) }
            pool.put(batch)
        case .endInput(let index, let summary):
            try sink.endInput(
                index,
                InputEnd(
                    records: summary.records, blankLines: summary.blankLines, commentLines: summary.commentLines,
                    decodedBytes: summary.decodedBytes, crc32: summary.crc32, fileBytes: summary.fileBytes))
        case .endOfSource:
            break
        }
    }

    /// All rejects may have been those of an earlier attempt at this run.
    private func checkAtEnd() throws {
        if budget.isExceededAtEnd { throw tooMany(lastReject?.reject, in: lastReject?.input ?? "") }
    }

    private func tooMany(_ reject: Reject?, in input: String) -> FlowError {
        .tooManyRejects(
            FlowError.TooManyRejects(
                input: input, reject: reject, limit: budget.limit, rejects: budget.rejects, records: budget.records))
    }
}
