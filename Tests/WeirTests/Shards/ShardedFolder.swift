// A folder with inputs of every divisible kind, and a plan for them.

import Foundation
import TestSupport

/// `plan.json` for `spec.yaml`, its shards in `plan.shards`, and what one machine makes of the same spec in `out.sqlite`.
struct ShardedFolder: Sendable {
    static let shards = 3
    let folder: PipelineFolder

    struct Failure: Error {
        let end: ProgramEnd
    }

    var files: TemporaryFolder { folder.files }

    /// - Parameter sink: lines of the spec's sink.
    init(sink: [String] = [], more: [String] = ["rejects: { max: 100 }"], rows: Int = 4000) async throws {
        var spec = SpecText(files: "[\"in-*.ndjson\", \"in-*.ndjson.gz\"]")
        spec.transforms = ["filter: id % 7 <> 0"]
        spec.sink = sink
        spec.more = more
        folder = try PipelineFolder(spec)
        // Files that are small are not divided.
        let padding = String(repeating: "x", count: 100)
        let lines = (1...rows).map { number in
            "{\"id\":\(number % 1000),\"name\":\"näme \(number) \(padding)\"}\n" + (number % 500 == 3 ? "broken\n" : "")
        }
        func text(_ part: Int) -> [UInt8] { Array(lines[(rows * part / 4)..<(rows * (part + 1) / 4)].joined().utf8) }
        try folder.files.write("in-0.ndjson", bytes: text(0) + text(1))
        try folder.files.write("in-1.ndjson.gz", bytes: Gzip.member(text(2)))
        try folder.files.write("in-2.ndjson", bytes: text(3))
        try folder.files.write("in-3.ndjson", "")
        let end = try await plan()
        guard end.exitCode == 0 else { throw Failure(end: end) }
    }

    func plan(_ name: String = "plan.json", shards: Int = Self.shards) async throws -> ProgramEnd {
        try await folder.weir("plan", "spec.yaml", "--shards", "\(shards)", "-o", name)
    }

    func load(_ shard: Int, _ more: String..., environment: [String: String] = [:]) async throws -> ProgramEnd {
        try await WeirBinary.run(
            ["run", "spec.yaml", "--plan", "plan.json", "--shard", "\(shard)", "--scratch", files.path("scratch")] + more,
            environment: environment, in: files.url)
    }

    func loadAll() async throws {
        for shard in 0..<Self.shards {
            let end = try await load(shard)
            guard end.exitCode == 0 else { throw Failure(end: end) }
        }
    }

    func prove(_ more: String...) async throws -> ProgramEnd {
        try await WeirBinary.run(["verify-counts", "--plan", "plan.json", "plan.shards"] + more, in: files.url)
    }

    func database(_ shard: Int) -> SQLiteShell { SQLiteShell(files.path("plan.shards/shard-0000\(shard).sqlite")) }

    /// What is in the folder of shards, hidden files included.
    func published() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: files.path("plan.shards")).sorted()
    }

    /// What is left of loads.
    func scratch() -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: files.path("scratch"))) ?? []
    }

    /// The rows of all shards, sorted.
    func rows(_ sql: String = "SELECT id, name FROM rows") async throws -> [String] {
        var rows: [String] = []
        for shard in 0..<Self.shards { rows += try await database(shard).rows(sql) }
        return rows.sorted()
    }
}
