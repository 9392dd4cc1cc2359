// What has been counted of each input since the last commit.

import Ledger
import RowModel

/// The accounts of the inputs that the open transaction has to do with.
struct OpenAccounts {
    private var byInput: [Int: InputAccount] = [:]
    /// Inputs of which only some parts have come, those of earlier transactions among them.
    private var parts: [Int: InputAccount] = [:]
    /// How many parts have arrived of a batch of the reader's that has more.
    private(set) var openParts = 0
    /// What the stages have done since the first input began, over all inputs; empty before.
    private(set) var totals: [StageRecord] = []

    subscript(input: Int) -> InputAccount { byInput[input]! }

    mutating func begin(_ account: InputAccount) {
        byInput[account.input.index] = account
        startTotals(account)
    }

    private mutating func startTotals(_ account: InputAccount) {
        guard totals.isEmpty else { return }
        totals = account.stages.map { StageRecord(name: $0.name, written: $0.written == nil ? nil : WrittenRows()) }
    }

    var all: some Sequence<InputAccount> { byInput.values }

    /// Counts a batch that is in the transaction.
    mutating func add(_ batch: RowBatch, _ written: BatchInsertion) {
        var account = self[batch.inputIndex]
        for (stage, tally) in batch.tallies.enumerated() {
            account.stages[stage].tally.merge(tally)
            totals[stage].tally.merge(tally)
        }
        account.input.records += batch.tallies[0].in
        account.input.blankLines += batch.blankLines
        account.input.commentLines += batch.commentLines
        if batch.isContinued {
            // Its records are not done with, so nothing can go on here.
            openParts = batch.part + 1
        } else {
            openParts = 0
            account.input.decodedBytes = batch.streamOffset + batch.blockEnd
            account.input.readMark = batch.readMark
        }
        byInput[batch.inputIndex] = account
        add(written, to: batch.inputIndex)
    }

    /// Counts what a shard has loaded of an input, and whose rows are in the transaction.
    mutating func add(_ share: InputShare) {
        let index = share.account.input.index
        startTotals(share.account)
        for (position, stage) in share.account.stages.enumerated() { totals[position].add(stage) }
        guard let whole = share.whole else {
            byInput[index] = share.account
            return
        }
        var account = parts.removeValue(forKey: index) ?? byInput[index] ?? InputAccount(input: whole.record(index), stages: [])
        account.add(share.account)
        whole.completeIfAllIsThere(&account.input)
        byInput[index] = account
        if !account.input.isComplete { parts[index] = account }
    }

    /// Takes up inputs of which parts are committed.
    mutating func goOn(with begun: [InputAccount]) {
        for account in begun { parts[account.input.index] = account }
    }

    /// Counts what became of rows of an input.
    mutating func add(_ written: BatchInsertion, to input: Int) {
        var account = self[input]
        let sink = account.stages.count - 1
        account.stages[sink].count(written)
        totals[sink].count(written)
        written.displaced.forEach { account.displaced.merge($0) }
        account.input.contents &+= written.contents
        byInput[input] = account
    }

    /// - Throws: ``SinkError/unbalanced(input:imbalances:)`` if not all that was read arrived here.
    mutating func end(_ input: Int, _ end: InputEnd) throws {
        var account = self[input]
        openParts = 0
        guard account.input.records == end.records else {
            throw SinkError.unbalanced(
                input: account.input.identity.path,
                imbalances: [
                    Imbalance(
                        equation: "records read = records that reached the sink", left: end.records,
                        right: account.input.records)
                ])
        }
        account.input.blankLines = end.blankLines
        account.input.commentLines = end.commentLines
        account.input.decodedBytes = end.decodedBytes
        account.input.readMark = ReadMark(bytes: end.decodedBytes, crc32: end.crc32)
        if let size = end.fileBytes { account.input.identity.size = size }
        account.input.isComplete = true
        byInput[input] = account
    }

    mutating func add(_ displacement: Displacement, to input: Int) {
        byInput[input]!.displaced.merge(displacement)
    }

    /// - Throws: ``SinkError/unbalanced(input:imbalances:)``
    func checkBalance() throws {
        for account in all {
            let imbalances = BalanceLaw.imbalances(of: account)
            guard imbalances.isEmpty else {
                throw SinkError.unbalanced(input: account.input.identity.path, imbalances: imbalances)
            }
        }
    }

    /// Lets go of inputs that are done and committed.
    mutating func forgetComplete() {
        byInput = byInput.filter { !$0.value.input.isComplete && parts[$0.key] == nil }
    }
}

extension StageRecord {
    fileprivate mutating func add(_ other: StageRecord) {
        tally.merge(other.tally)
        if let more = other.written { written = (written ?? WrittenRows()) + more }
    }

    /// Counts what became of rows in the table, in the record of a sink.
    fileprivate mutating func count(_ insertion: BatchInsertion) {
        tally.pass(insertion.rows.inserted + insertion.rows.updated + insertion.rows.ignored)
        tally.reject(insertion.refused)
        written = (written ?? WrittenRows()) + insertion.rows
    }
}
