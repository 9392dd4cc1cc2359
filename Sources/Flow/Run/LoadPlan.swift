// Which inputs a run reads, and from where. Pure: decided from the ledger and the listing alone.

import Ledger
import PipelineSpec
import Readers
import Transforms

/// An input to be read, under the number that the ledger knows it by in this run.
struct PlannedInput {
    var id: Int
    var source: SourceInput
    /// What an earlier attempt at this run has committed of it.
    var committed: InputAccount?
    /// What the file was at that attempt, if it is another now: it may be gone on with if it begins with the same bytes.
    var before: LoadedInput?
    /// Whether all of it has to be in one transaction: because it can't be read a second time, because its old rows make room
    /// for it, or because a stage holds rows back until its end.
    var isAtomic = false
    /// What the input was when an earlier run loaded it, if it has changed since and is loaded anew.
    var replaces: LoadedInput?
}

/// The inputs of a run, sorted into those to be read and those that are in the table already.
struct LoadPlan {
    var inputs: [PlannedInput] = []
    var skipped: [LoadedInput] = []
    /// Inputs of the run that is gone on with, in the order they were read, of which stages that remember rows have to be
    /// shown again what is committed.
    var remembered: [PlannedInput] = []
    /// The run that is gone on with.
    var resumed: UnfinishedRun?
    private let memory: RowMemory
    /// The number for the next input that no run has begun yet.
    private(set) var nextID = 0
    private let firstID: Int
    private let commitsWhole: Bool

    /// - Parameters:
    ///   - inputs: the listing.
    ///   - loaded: what complete runs of the pipeline have loaded.
    ///   - unfinished: a run that committed something and did not end well.
    ///   - start: the run that is to be; the unfinished one must have been one of the same pipeline, that made the
    ///     same rows.
    ///   - changedInputs: what to do about an input that is not any more what an earlier run has loaded.
    ///   - memory: how far back the transforms remember rows.
    ///   - firstID: the number for the first input that no run has begun yet.
    ///   - commitsWhole: whether every input has to be in one transaction, since a stage holds rows back until its end.
    /// - Throws: ``FlowError``
    init(
        inputs sources: [SourceInput], loaded: [LoadedInput], unfinished: UnfinishedRun?, start: RunStart, changedInputs: ChangedInputs = .fail,
        memory: RowMemory = .none, firstID: Int, commitsWhole: Bool = false
    ) throws {
        self.commitsWhole = commitsWhole
        self.firstID = firstID
        self.memory = memory
        resumed = unfinished
        if let unfinished { try Resumption(unfinished: unfinished.record, start: start).check() }
        let byPath = Dictionary(loaded.map { ($0.identity.path, $0) }, uniquingKeysWith: { _, last in last })
        var begun = Dictionary(
            (unfinished?.accounts ?? []).map { ($0.input.identity.path, $0) }, uniquingKeysWith: { _, last in last })
        nextID = firstID
        for source in sources {
            if let account = begun.removeValue(forKey: source.identity.path) {
                try goOn(with: account, source, of: unfinished!.record, changedInputs)
            } else if source.isRepeatable, let earlier = byPath[source.identity.path] {
                if earlier.identity == source.identity {
                    skipped.append(earlier)
                } else if changedInputs == .reload {
                    try reload(source, replacing: earlier)
                } else {
                    throw FlowError.inputChanged(path: source.name, run: earlier.run, canReload: earlier.hasLineage)
                }
            } else {
                add(source, replacing: nil)
            }
        }
        // Without its rest, the records of such an input would stay unaccounted for.
        if let lost = begun.values.first(where: { !$0.input.isComplete }) {
            throw FlowError.unfinished(
                run: unfinished!.record.id, reason: "\(lost.input.identity.path), which it had begun, is no input any more")
        }
        // (What a retry has read can't be read again; the sink's key stands for it.)
        if memory == .run, !inputs.isEmpty, let lost = begun.values.first(where: \.input.reading.isRepeatable) {
            throw FlowError.unfinished(
                run: unfinished!.record.id,
                reason: "\(lost.input.identity.path), whose keys dedupe has to know, is no input any more")
        }
        arrange()
    }

    /// What was begun comes first: so never is more than one input unfinished, and rows come in the order they would have
    /// come in.
    private mutating func arrange() {
        let begun = inputs.filter { $0.committed != nil }
        inputs = begun + inputs.filter { $0.committed == nil }
        if memory != .none { remembered += begun }
        remembered = inputs.isEmpty ? [] : remembered.sorted { $0.id < $1.id }
    }

    private mutating func add(_ source: SourceInput, replacing earlier: LoadedInput?) {
        let id = source.number.map { firstID + $0 } ?? nextID
        inputs.append(
            PlannedInput(
                id: id, source: source, isAtomic: commitsWhole || earlier != nil || !source.isRepeatable, replaces: earlier))
        nextID = max(nextID, id + 1)
    }

    private mutating func reload(_ source: SourceInput, replacing earlier: LoadedInput) throws(FlowError) {
        guard earlier.hasLineage else { throw .withoutLineage(path: source.name, run: earlier.run) }
        add(source, replacing: earlier)
    }

    private mutating func goOn(
        with account: InputAccount, _ source: SourceInput, of unfinished: RunRecord, _ changedInputs: ChangedInputs
    ) throws {
        let begun = LoadedInput(
            run: unfinished.id, input: account.input.index, identity: account.input.identity,
            hasLineage: unfinished.hasLineage)
        let hasChanged = source.isRepeatable && begun.identity != source.identity
        if hasChanged, changedInputs == .reload {
            try reload(source, replacing: begun)
        } else if hasChanged, account.input.isComplete {
            throw FlowError.unfinished(begun, changedAs: source.name)
        } else if account.input.isComplete {
            skipped.append(begun)
            if memory == .run {
                remembered.append(PlannedInput(id: account.input.index, source: source, committed: account))
            }
        } else {
            var account = account
            account.input.identity = source.identity
            inputs.append(
                PlannedInput(
                    id: account.input.index, source: source, committed: account, before: hasChanged ? begun : nil,
                    isAtomic: commitsWhole))
        }
    }
}

extension FlowError {
    /// Of an input that an unfinished run has begun, and that is not any more what was read.
    /// - Parameter name: as messages name it.
    static func unfinished(_ input: LoadedInput, changedAs name: String) -> FlowError {
        .unfinished(
            run: input.run, reason: "\(name) has changed since, and not only behind what was read of it",
            wayOut: input.hasLineage ? "Let changed_inputs: reload put its new rows in the place of the old" : nil)
    }
}

extension PlannedInput {
    /// Where to go on reading; nil for an input that is read from its start.
    var checkpoint: InputCheckpoint? {
        committed.map { account in
            InputCheckpoint(
                records: account.input.records, blankLines: account.input.blankLines,
                commentLines: account.input.commentLines, decodedBytes: account.input.decodedBytes,
                readMark: account.input.readMark)
        }
    }
}
