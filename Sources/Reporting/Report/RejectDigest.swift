// The rejects of a run, as a page shows them.

import Ledger
import RowModel

/// Rejects by stage, column and reason, with the first few of each. Bounded, however many there are.
struct RejectDigest: Sendable {
    struct Sample: Sendable {
        var path: String
        var record: Int
        var byteOffset: Int
        var reason: String
        /// In quotes, with everything that is no plain text escaped.
        var raw: String
        /// Bytes that are shown of the record, and that it had.
        var shownLength: Int
        var rawLength: Int
        var retriedBy: Int64?
    }

    struct Group: Sendable {
        var stage: String
        var column: String?
        /// With `"…"` in the place of the value.
        var reason: String
        var count: Int
        var samples: [Sample]
    }

    /// The largest first.
    var groups: [Group] = []
    var rejects = 0
    /// Groups that are not named, and their rejects.
    var otherGroups = 0
    var otherRejects = 0
    /// Those that a later run has retried.
    var retried = 0

    static let mostGroups = 50
    static let samplesEach = 3
    /// Most bytes that are shown of a record.
    static let rawBytes = 200
    /// Most characters that stand for one byte.
    static let widestEscape = 8

    init() {}

    /// - Throws: ``Ledger/LedgerError``
    init(_ statement: RunStatement, in store: RejectStore, _ ledger: LedgerStatements) throws {
        var counted = RejectGroups()
        var samples: [RejectGroup: [StoredReject]] = [:]
        try store.forEach(ofRun: statement.record.id, rawBytes: Self.rawBytes) { reject in
            counted.add(reject)
            if reject.retriedBy != nil { retried += 1 }
            let group = RejectGroup(reject)
            let known = samples[group]
            if known.map({ $0.count < Self.samplesEach }) ?? (samples.count < RejectGroups.capacity) {
                samples[group, default: []].append(reject)
            }
            return true
        }
        let shown = counted.sorted.prefix(Self.mostGroups)
        let inputs = shown.flatMap { samples[$0.group] ?? [] }.map(\.input)
        let paths = try ledger.paths(ofInputs: inputs, ofRun: statement.record.id)
        let stages = statement.totals.stages.map(\.name)
        groups = shown.map { group, count in
            Group(
                stage: stages.indices.contains(group.stage) ? stages[group.stage] : "stage \(group.stage)",
                column: group.column, reason: group.reason, count: count,
                samples: (samples[group] ?? []).map { Sample($0, path: paths[$0.input] ?? "input \($0.input)") })
        }
        rejects = counted.rejects
        otherRejects = rejects - groups.reduce(0) { $0 + $1.count }
        otherGroups = max(0, counted.sorted.count - Self.mostGroups)
    }
}

extension RejectDigest.Sample {
    fileprivate init(_ reject: StoredReject, path: String) {
        self.init(
            path: path, record: reject.record, byteOffset: reject.byteOffset, reason: reject.reason,
            raw: ValueExcerpt(reject.raw, limit: RejectDigest.rawBytes * RejectDigest.widestEscape).description,
            shownLength: reject.raw.count, rawLength: reject.rawLength, retriedBy: reject.retriedBy)
    }
}
