// The JSON of a run as a script would read it.

import Foundation

/// The keys of `weir run --json` that tests ask for.
struct RunReport: Decodable {
    struct Stage: Decodable {
        var name: String
        var `in`: Int
        var added: Int
        var out: Int
        var dropped: Int
        var rejected: Int
    }

    struct Input: Decodable {
        var path: String
        var records: Int
        var blankLines: Int
        var inserted: Int
        var complete: Bool
    }

    struct Skipped: Decodable {
        var path: String
        var loadedByRun: Int
    }

    struct Channel: Decodable {
        var highWatermark: Int
        var peakLevel: Int
        var heaviestBatch: Int
        var batches: Int
        var holds: Int
    }

    struct Failure: Decodable {
        var message: String
        var exitCode: Int32
    }

    var pipeline: String
    var run: Int?
    var balanced: Bool
    var records: Int
    var inserted: Int
    var dropped: Int
    var rejected: Int
    var rowsBefore: Int
    var rowsAfter: Int?
    var commits: Int
    var inputs: [Input]
    var skippedInputs: [Skipped]
    var stages: [Stage]
    var channel: Channel
    var peakMemoryBytes: Int
    var failure: Failure?

    init(json: String) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(RunReport.self, from: Data(json.utf8))
    }
}
