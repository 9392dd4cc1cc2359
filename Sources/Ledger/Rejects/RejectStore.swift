// The rejects that a database keeps, looked at from outside.

import GRDB
import RowModel

/// Reads rejects. Each look is a short transaction of its own, so that nobody who writes has to wait, and holds little,
/// however many there are.
public struct RejectStore {
    public let path: String
    private let file: LedgerFile

    /// - Throws: ``LedgerError`` if there is no such database, or no ledger in it that can be read.
    public init(path: String) throws {
        self.path = path
        file = try LedgerFile(ledgerAt: path)
    }

    /// The runs that are meant, oldest first; at least one.
    /// - Throws: ``LedgerError/noRun(path:pipeline:table:)``, ``LedgerError/noSuchRun(path:run:pipeline:)``
    public func runs(_ choice: RunChoice) throws -> [RejectedRun] {
        try file.read { db in
            let reader = LedgerReader(db)
            let runs = try reader.runs().filter(choice.isOfPipelineAndTable)
            guard !runs.isEmpty else {
                guard let pipeline = choice.pipeline, let table = choice.tables.first else {
                    throw LedgerError.noLedger(path: path)
                }
                throw LedgerError.noRun(path: path, pipeline: pipeline, table: table)
            }
            return try chosen(runs, choice, reader).map { run in
                try RejectedRun(
                    run, accounts: reader.accounts(ofRun: run.id),
                    rejects: reader.rejectCounts(ofRun: run.id).values.reduce(0, +))
            }
        }
    }

    private func chosen(_ runs: [RunRecord], _ choice: RunChoice, _ reader: LedgerReader) throws -> [RunRecord] {
        if let id = choice.run {
            guard let run = runs.first(where: { $0.id == id }) else {
                throw LedgerError.noSuchRun(path: path, run: id, pipeline: choice.pipeline)
            }
            if let time = try reader.prunedAt(id) { throw LedgerError.pruned(path: path, run: id, at: time) }
            return [run]
        }
        var last: [[String]: RunRecord] = [:]
        for run in runs where choice.endedWell ? run.status == .complete : run.status != .undone {
            last[[run.pipeline, run.table.asciiLowercased]] = run
        }
        return try last.values.filter { try reader.prunedAt($0.id) == nil }.sorted { $0.id < $1.id }
    }

    /// Calls `body` with each reject of a run, in the order in which they were kept, until it returns false.
    /// - Parameter rawBytes: most bytes of the raw record to be read; nil for all that are kept.
    public func forEach(
        ofRun run: Int64, matching filter: RejectFilter = RejectFilter(), rawBytes: Int? = nil,
        _ body: (StoredReject) throws -> Bool
    ) throws {
        try forEach(RejectQuery(run: run, filter: filter, rawBytes: rawBytes), body)
    }

    func forEach(_ query: RejectQuery, _ body: (StoredReject) throws -> Bool) throws {
        var last = Int64.min
        while true {
            let page = try file.read { db in try query.page(after: last, in: db) }
            guard let end = page.last else { return }
            last = end.id
            for reject in page where try !body(reject) { return }
        }
    }

    /// The input that an input's raw records were first read from: itself, or for a retry the one whose rejects it was
    /// made of. (All of them are written alike, so any one will do.)
    public func origin(of input: InputRecord, inRun run: Int64) throws -> InputRecord {
        try file.read { db in
            var (run, input) = (run, input)
            while input.reading.origin == .rejects || input.reading.origin == .mended {
                let place = try Row.fetchOne(
                    db,
                    sql: """
                        SELECT reject.run_id, reject.input_id
                        FROM _weir_retried AS retried JOIN _weir_rejects AS reject USING (reject_id)
                        WHERE retried.run_id = ? AND retried.input_id = ? AND reject.run_id < retried.run_id
                        ORDER BY reject_id LIMIT 1
                        """,
                    arguments: [run, input.index])
                let reader = LedgerReader(db)
                guard let place, case let earlier = Int64(try reader.integer(place, "run_id")),
                    let account = try reader.accounts(ofRun: earlier, input: reader.integer(place, "input_id")).first
                else {
                    throw LedgerError.malformed(
                        "run \(run): nothing says which rejects \(input.identity.path) was made of")
                }
                (run, input) = (earlier, account.input)
            }
            return input
        }
    }

    /// The numbers of the inputs of a run that have such rejects, in order.
    public func inputs(ofRun run: Int64, matching filter: RejectFilter = RejectFilter()) throws -> [Int] {
        try inputs(RejectQuery(run: run, filter: filter))
    }

    func inputs(_ query: RejectQuery) throws -> [Int] {
        try file.read { db in try query.inputs(in: db) }
    }

    func runsStanding(in table: String) throws -> [RunRecord] {
        try file.read { db in try LedgerHistory(LedgerReader(db).runs(into: table)).contributing }
    }
}
