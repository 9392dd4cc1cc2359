// Rejects that go through a spec once more: which they are, and what content their raw records make up.

import GRDB
import RowModel

/// Which rejects a retry takes, and how it reads their raw records.
public struct RetrySelection: Sendable, Hashable {
    /// Whose rejects they are.
    public var run: Int64
    public var filter: RejectFilter
    /// Of the content that they make up: without a header of its own, and without lines to skip or a footer.
    public var format: RecordFormat
    /// Whether the records come from a file in which a person has mended them: one for each reject.
    public var isMended: Bool

    public init(run: Int64, filter: RejectFilter = RejectFilter(), format: RecordFormat, isMended: Bool = false) {
        self.run = run
        self.filter = filter
        self.format = format
        self.isMended = isMended
    }
}

/// The content of a retry: a byte order mark, so that one that is data stays data and nothing looks like another kind
/// of content, and then the raw records (``RawContent``).
enum RetriedContent {
    static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
}

/// What a retry makes of the rejects of its run.
public struct RetryCounts: Sendable, Equatable {
    /// Rejects that go through the spec.
    public var retried = 0
    /// Only their start is kept.
    public var inPart = 0
    /// They have a quote that never closes, and would swallow what follows.
    public var unended = 0

    public init() {}
}

/// Sorts out which rejects can be retried. The same for whoever reads them and for whoever settles them.
struct RetryWalk {
    let selection: RetrySelection
    private let grammar: RawRecordGrammar
    private(set) var counts = RetryCounts()

    init(_ selection: RetrySelection) {
        self.selection = selection
        grammar = RawRecordGrammar(selection.format)
    }

    var query: RejectQuery { RejectQuery(run: selection.run, filter: selection.filter, isOpenOnly: true) }

    /// - Returns: how many records a reject is now; nil for one that can't be retried.
    mutating func records(of reject: StoredReject) -> Int? {
        guard reject.isWhole else {
            counts.inPart += 1
            return nil
        }
        let shape = selection.isMended ? RawRecordShape(records: 1, endsItself: true) : grammar.shape(of: reject.raw)
        guard shape.endsItself else {
            counts.unended += 1
            return nil
        }
        counts.retried += 1
        return shape.records
    }
}

extension RejectStore {
    /// Hands the content of a retry to `write`, piece by piece.
    public func content(of selection: RetrySelection, _ write: ([UInt8]) throws -> Void) throws -> RetryCounts {
        var walk = RetryWalk(selection)
        var content = RawContent(selection.format)
        try write(RetriedContent.mark + content.start)
        try forEach(walk.query) { reject in
            if walk.records(of: reject) != nil { try write(content.piece(reject.raw)) }
            return true
        }
        try write(content.end)
        return walk.counts
    }

    /// How many rejects a retry takes.
    public func counts(of selection: RetrySelection) throws -> RetryCounts {
        var walk = RetryWalk(selection)
        try forEach(walk.query) { reject in
            _ = walk.records(of: reject)
            return true
        }
        return walk.counts
    }

    /// The numbers of the inputs of a run that have rejects which no run has retried, in order.
    public func openInputs(ofRun run: Int64, matching filter: RejectFilter) throws -> [Int] {
        try inputs(RejectQuery(run: run, filter: filter, isOpenOnly: true))
    }

    /// How many rejects that no run has retried were refused by a stage from this one on.
    public func openRejects(ofRun run: Int64, matching filter: RejectFilter, fromStage stage: Int) throws -> Int {
        var found = 0
        try forEach(RejectQuery(run: run, filter: filter, isOpenOnly: true, rawBytes: 0)) { reject in
            if reject.stage >= stage { found += 1 }
            return true
        }
        return found
    }

    /// Whether the rows of a run are in its table as it is now: it ended well, and no run has replaced the
    /// table since.
    public func isStanding(_ run: RunRecord) throws -> Bool {
        try runsStanding(in: run.table).contains { $0.id == run.id && $0.status == .complete }
    }
}
