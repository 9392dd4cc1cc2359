// The JSON of a run as a script would read it.

import Foundation

/// The keys of `weir run --json` that tests ask for.
public struct RunReport: Decodable, Sendable {
    public struct Stage: Decodable, Sendable {
        public var name: String
        public var `in`: Int
        public var added: Int
        public var out: Int
        public var dropped: Int
        public var rejected: Int
    }

    public struct Input: Decodable, Sendable {
        public var path: String
        public var records: Int
        public var blankLines: Int
        public var inserted: Int
        public var complete: Bool
    }

    public struct Skipped: Decodable, Sendable {
        public var path: String
        public var loadedByRun: Int
    }

    public struct Channel: Decodable, Sendable {
        public var highWatermark: Int
        public var peakLevel: Int
        public var heaviestBatch: Int
        public var batches: Int
        public var holds: Int
    }

    public struct Failure: Decodable, Sendable {
        public var message: String
        public var exitCode: Int32
    }

    public var pipeline: String
    public var run: Int?
    public var balanced: Bool
    public var records: Int
    public var inserted: Int
    public var dropped: Int
    public var rejected: Int
    public var rowsBefore: Int
    public var rowsAfter: Int?
    public var commits: Int
    public var inputs: [Input]
    public var skippedInputs: [Skipped]
    public var stages: [Stage]
    public var channel: Channel
    public var peakMemoryBytes: Int
    public var undoneRun: Int?
    public var undoneInputs: [String]
    public var failure: Failure?

    public init(json: String) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(RunReport.self, from: Data(json.utf8))
    }
}
