// However a plan divides its inputs among however many shards: merged they are what one machine makes of them.

import Foundation
import Ledger
import PipelineSpec
import RowModel
import Shards
import TestSupport
import Testing

@Suite("any division")
struct AnyDivisionTests {
    private static let sinks: [[String]] = [
        ["{ database: D, table: rows, mode: append, lineage: true, indexes: [[name]] }"],
        ["{ database: D, table: rows, mode: replace, views: { v: SELECT id FROM rows } }"],
        ["{ database: D, table: rows, mode: upsert, key: id, lineage: true, commit: { rows: 40 } }"],
        ["{ database: D, table: rows, mode: ignore, key: id, lineage: true }"],
        [
            "{ database: D, table: rows, mode: append, lineage: true }",
            "{ database: D, table: others, mode: upsert, key: [id, amount], where: amount > 30, lineage: true }",
        ],
    ]

    @Test("rows, rejects, tallies, displaced rows and checksums are those of one run, and the proof holds", arguments: sinks, ["csv", "ndjson"])
    func same(sinks: [String], format: String) async throws {
        var random = SeededGenerator()
        let folder = try TemporaryFolder()
        let inputs = (0..<Int.random(in: 1...6, using: &random)).map { "in-\($0).\(format)" }
        for input in inputs { try folder.write(input, Self.content(format, &random)) }
        let spec = """
            weir: 1
            name: any
            source: { files: "in-*.\(format)", columns: { id: integer, name: text, amount: integer } }
            transforms: [{ filter: amount <> 7 }, { assert: { that: amount > 3, message: too little } }]
            sinks: [\(sinks.joined(separator: ", "))]
            rejects: { max: "100%" }
            flow: { batch_rows: 16, batch_bytes: 4KiB }

            """
        try folder.write("spec.yaml", spec.replacing("database: D", with: "database: out.sqlite"))
        try folder.write("all.yaml", spec.replacing("database: D", with: "database: all.sqlite"))
        let shards = Int.random(in: 1...5, using: &random)
        try Self.plan(inputs, shards, in: folder, &random)
        func weir(_ arguments: String...) async throws {
            let end = try await WeirBinary.run(arguments, in: folder.url)
            #expect(end.exitCode == 0, "seed \(random.seed): \(arguments): \(end)")
        }
        for shard in 0..<shards {
            try await weir("run", "spec.yaml", "--plan", "plan.json", "--shard", "\(shard)", "--scratch", folder.path("scratch"))
        }
        try await weir("verify-counts", "--plan", "plan.json", "plan.shards", "--deep")
        try await weir("run", "spec.yaml")
        try await weir("merge", "plan.shards", "-o", "all.sqlite")
        let tables = ["rows", "others"].prefix(sinks.count)
        let found = try await SQLiteShell(folder.path("all.sqlite")).contents(ofTables: Array(tables))
        let expected = try await SQLiteShell(folder.path("out.sqlite")).contents(ofTables: Array(tables))
        for (found, expected) in zip(found, expected) { #expect(found == expected, "seed \(random.seed)") }
        try await weir("verify-counts", "all.yaml", "--deep")
    }

    /// Records of all kinds: good, bad, dropped, refused by a stage, of one key, blank lines.
    private static func content(_ format: String, _ random: inout SeededGenerator) -> String {
        let records = (0..<Int.random(in: 0...150, using: &random)).map { number -> String in
            if Int.random(in: 0..<20, using: &random) == 0 { return ["", "broken", "{\"id\":"].randomElement(using: &random)! }
            let (id, amount) = (Int.random(in: 1...200, using: &random), Int.random(in: 0...60, using: &random))
            return format == "csv" ? "\(id),name \(number),\(amount)" : "{\"id\":\(id),\"name\":\"näme \(number)\",\"amount\":\(amount)}"
        }
        return (format == "csv" ? "id,name,amount\n" : "") + records.map { "\($0)\n" }.joined()
    }

    /// A plan that cuts files at any lines, the one behind a header aside, and gives the pieces to any shards.
    private static func plan(_ inputs: [String], _ shards: Int, in folder: TemporaryFolder, _ random: inout SeededGenerator) throws {
        var units: [[PlannedUnit]] = Array(repeating: [], count: shards)
        var bytes = 0
        for (position, name) in inputs.enumerated() {
            let content = try folder.bytes(name)
            let identity = try Self.identity(folder.path(name))
            bytes += content.count
            let lines = content.indices.dropLast().filter { content[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
            let starts = name.hasSuffix("csv") ? lines.dropFirst() : lines[...]
            let cuts = starts.shuffled(using: &random).prefix(Int.random(in: 0...4, using: &random)).sorted()
            let places = ([0] + cuts).map { InputPart.Place(file: $0, decoded: $0) }
            for (index, start) in places.enumerated() {
                let end = index + 1 < places.count ? places[index + 1] : nil
                units[Int.random(in: 0..<shards, using: &random)].append(
                    PlannedUnit(
                        input: position, path: identity.path, size: identity.size, modified: identity.modified,
                        part: cuts.isEmpty ? nil : InputPart(start: start, end: end)))
            }
        }
        let path = folder.path("spec.yaml").realPath!
        let spec = try PipelineSpec.load(path: path)
        var file: [UInt8] = []
        let header = PlanHeader(
            pipeline: spec.name, specPath: path, specText: spec.text, parameters: [:], specDigest: Seal.digest(of: spec.loadIdentity),
            shards: shards, inputs: inputs.count, units: units.reduce(0) { $0 + $1.count }, bytes: bytes, toolVersion: "test")
        var writer = try PlanWriter(header) { file += $0 }
        for units in units {
            try writer.beginShard()
            for unit in units { try writer.add(unit) }
            try writer.endShard()
        }
        _ = try writer.finish()
        try folder.write("plan.json", bytes: file)
    }

    private static func identity(_ path: String) throws -> InputIdentity {
        var status = stat()
        guard stat(path, &status) == 0 else { throw CocoaError(.fileReadNoSuchFile) }
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        return InputIdentity(
            path: path.realPath!, size: Int(status.st_size), modified: Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec))
    }
}
