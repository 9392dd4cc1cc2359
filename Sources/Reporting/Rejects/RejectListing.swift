// What `weir rejects list` shows of a run.

import Ledger
import RowModel

/// The rejects of one run, grouped, and the first of them one by one. Names are a promise to scripts.
public struct RejectListing: Sendable, Encodable {
    public struct Group: Sendable, Encodable {
        public var stage: String
        public var column: String?
        /// With `"…"` in the place of the value.
        public var reason: String
        public var count: Int
    }

    public struct Item: Sendable, Encodable {
        public var input: String
        public var record: Int
        public var byteOffset: Int
        public var stage: String
        public var column: String?
        public var reason: String
        /// In quotes, with everything that is no plain text escaped.
        public var rawStart: String
        /// Bytes of the whole record, and of what is kept of it.
        public var rawLength: Int
        public var keptLength: Int
        /// The run that has retried it.
        public var retriedBy: Int64?
    }

    public var database: String
    public var run: Int64
    public var pipeline: String
    public var table: String
    public var status: String
    public var startedAt: String
    public var records: Int
    /// All that are kept of the run.
    public var rejects: Int
    /// Those that were asked for.
    public var matching: Int
    /// Those of which only the start is kept, among them.
    public var inPart: Int
    /// Those that a later run has retried, among them.
    public var retried: Int
    public var groups: [Group]
    /// Rejects whose reasons are too many to be told apart.
    public var others: Int
    public var listed: [Item]

    /// Bytes read of a raw record; what is shown of it is less.
    private static let rawBytes = 512

    /// - Parameter limit: most rejects that are listed one by one.
    /// - Throws: ``Ledger/LedgerError``
    public init(_ rejected: RejectedRun, in store: RejectStore, filter: RejectFilter, limit: Int) throws {
        let record = rejected.record
        var listed: [Item] = []
        if limit > 0 {
            try store.forEach(ofRun: record.id, matching: filter, rawBytes: Self.rawBytes) { reject in
                listed.append(Item(reject, of: rejected))
                return listed.count < limit
            }
        }
        var groups = RejectGroups()
        var inPart = 0
        var retried = 0
        try store.forEach(ofRun: record.id, matching: filter, rawBytes: 0) { reject in
            groups.add(reject)
            if !reject.isWhole { inPart += 1 }
            if reject.retriedBy != nil { retried += 1 }
            return true
        }
        database = store.path
        run = record.id
        pipeline = record.pipeline
        table = record.table
        status = record.status.rawValue
        startedAt = record.startedAt
        records = rejected.records
        rejects = rejected.rejects
        matching = groups.rejects
        self.inPart = inPart
        self.retried = retried
        self.groups = groups.sorted.map { group, count in
            Group(stage: rejected.stageName(group.stage), column: group.column, reason: group.reason, count: count)
        }
        others = groups.others
        self.listed = listed
    }
}

extension RejectListing.Item {
    init(_ reject: StoredReject, of run: RejectedRun) {
        self.init(
            input: run.path(ofInput: reject.input), record: reject.record, byteOffset: reject.byteOffset,
            stage: run.stageName(reject.stage), column: reject.column, reason: reject.reason,
            rawStart: ValueExcerpt(reject.raw).description, rawLength: reject.rawLength, keptLength: reject.keptLength,
            retriedBy: reject.retriedBy)
    }
}
