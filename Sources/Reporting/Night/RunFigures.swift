// The numbers of runs, read back from the JSON that `weir run --json` has printed.

import Foundation

/// The counts of one run, or of several added up. A table of a pipeline with several is a run of its own.
public struct RunFigures: Sendable, Codable, Equatable {
    public var records = 0
    public var added = 0
    public var inserted = 0
    public var updated = 0
    public var ignored = 0
    public var dropped = 0
    public var rejected = 0

    public init() {}

    public static func += (left: inout RunFigures, right: RunFigures) {
        left.records += right.records
        left.added += right.added
        left.inserted += right.inserted
        left.updated += right.updated
        left.ignored += right.ignored
        left.dropped += right.dropped
        left.rejected += right.rejected
    }

    /// - Parameter summaries: a JSON array of run summaries.
    /// - Returns: nil for a text that is none.
    public static func sum(ofSummaries summaries: String) -> RunFigures? {
        guard let runs = try? JSONDecoder().decode([RunFigures].self, from: Data(summaries.utf8)) else { return nil }
        return runs.reduce(into: RunFigures()) { $0 += $1 }
    }
}

/// Why a run has failed, from the same JSON.
public struct RunFailure: Sendable, Decodable, Equatable {
    private struct Run: Decodable {
        struct Failure: Decodable {
            var message: String
        }

        var failure: Failure?
    }

    public var message: String

    /// Of the first run of several that has failed; nil if none has.
    public init?(ofSummaries summaries: String) {
        let runs = try? JSONDecoder().decode([Run].self, from: Data(summaries.utf8))
        guard let message = runs?.lazy.compactMap(\.failure?.message).first else { return nil }
        self.message = message
    }
}
