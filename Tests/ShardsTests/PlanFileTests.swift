// A plan as a file: what is written is what is read, and no edit goes unnoticed.

import Foundation
import Ledger
import PipelineSpec
import RowModel
import Shards
import TestSupport
import Testing

@Suite("plan files")
struct PlanFileTests {
    private static func header(_ shards: Int) -> PlanHeader {
        PlanHeader(
            pipeline: "p \"q\"", specPath: "/a/b.yaml", specText: "weir: 1\n", parameters: ["day": "x"], specDigest: "ab", shards: shards,
            inputs: 3, units: 4, bytes: 10, toolVersion: "1")
    }

    @discardableResult
    private static func write(_ assignments: [ShardAssignment], with header: PlanHeader? = nil, to path: String) throws -> String {
        var bytes: [UInt8] = []
        var writer = try PlanWriter(header ?? Self.header(assignments.count)) { bytes += $0 }
        for assignment in assignments {
            try writer.beginShard()
            for unit in assignment.units { try writer.add(unit) }
            try writer.endShard()
        }
        let digest = try writer.finish()
        try Data(bytes).write(to: URL(filePath: path))
        return digest
    }

    private static let assignments = [
        ShardAssignment(
            shard: 0,
            units: [
                PlannedUnit(input: 0, path: "/data/ä \"b\"\\\n.csv", size: 5, modified: 1_700_000_000_000_000_001),
                PlannedUnit(input: 2, path: "/c", size: 9, modified: -1, part: InputPart(start: .start, end: .init(file: 4, decoded: 4))),
            ]),
        ShardAssignment(shard: 1, units: []),
        ShardAssignment(
            shard: 2, units: [PlannedUnit(input: 2, path: "/c", size: 9, modified: -1, part: InputPart(start: .init(file: 4, skip: 3, decoded: 7), end: nil))]),
    ]

    @Test("what was written is read again, whole or shard by shard, and it is JSON")
    func roundTrip() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("plan.json")
        let digest = try Self.write(Self.assignments, to: path)
        let plan = try PlanReader(path: path)
        #expect(plan.digest == digest && plan.header == Self.header(3))
        var all: [ShardAssignment] = []
        try plan.forEachShard { all.append($0) }
        #expect(all == Self.assignments)
        for shard in 0..<3 { #expect(try plan.assignment(ofShard: shard) == Self.assignments[shard]) }
        #expect(throws: PlanError.noSuchShard(path: path, shard: 3, shards: 3)) { try plan.assignment(ofShard: 3) }
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path))) as? [String: Any]
        #expect((json?["assignments"] as? [Any])?.count == 3)
    }

    @Test("numbers that no plan has are refused, not computed with, though the digest fits")
    func impossible() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("plan.json")
        let numbers = [Int.min, -1, 1 << 61, .max]
        for number in numbers {
            for key in [\PlanHeader.shards, \.inputs, \.units, \.bytes] {
                var header = Self.header(3)
                header[keyPath: key] = number
                try Self.write(Self.assignments, with: header, to: path)
                #expect(throws: PlanError.notAPlan(path: path, reason: "the numbers in its head make no sense"), "\(number)") {
                    try PlanReader(path: path)
                }
            }
            let whole = PlannedUnit(input: 1, path: "/a", size: 9, modified: 1)
            let part = PlannedUnit(
                input: 1, path: "/a", size: 9, modified: 1,
                part: InputPart(start: .init(file: 1, skip: 1, decoded: 2), end: .init(file: 5, skip: 1, decoded: 6)))
            var units: [PlannedUnit] = []
            for key in [\PlannedUnit.input, \.size] {
                units.append(whole)
                units[units.count - 1][keyPath: key] = number
            }
            for key in [\InputPart.Place.file, \.skip, \.decoded] {
                units += [part, part]
                units[units.count - 2].part!.start[keyPath: key] = number
                units[units.count - 1].part!.end![keyPath: key] = number
            }
            for unit in units {
                try Self.write([ShardAssignment(shard: 0, units: [unit])], to: path)
                let plan = try PlanReader(path: path)
                #expect(throws: PlanError.changed(path: path), "\(unit)") { try plan.assignment(ofShard: 0) }
            }
        }
        // Each alone is possible.
        let large = PlannedUnit(input: 1, path: "/a", size: 1 << 60, modified: 1)
        try Self.write([ShardAssignment(shard: 0, units: Array(repeating: large, count: 9))], to: path)
        #expect(throws: PlanError.changed(path: path)) { try PlanReader(path: path).assignment(ofShard: 0) }
    }

    @Test("a plan that divides what has to be read as a whole is refused", arguments: [
        ("encoding: windows-1252\n  format: ndjson", "its text is windows-1252"), ("format: json", "JSON that is not one object a line"),
        ("format: csv\n  csv: { footer_lines: 1 }", "footer_lines"), ("format: csv\n  csv: { delimiter: \"||\" }", "several bytes"),
        ("format: ndjson\ntransforms: [ { dedupe: { key: [id], scope: input } } ]", "dedupe goes by other rows"), ("format: ndjson", nil),
    ] as [(String, String?)])
    func divided(source: String, reason: String?) throws {
        let folder = try TemporaryFolder()
        let text = """
            weir: 1
            name: test
            sink: { database: out.sqlite, table: rows }
            source:
              files: in
              columns: { id: integer }
              \(source)
            """
        let spec = try PipelineSpec.load(path: folder.write("spec.yaml", text))
        var header = Self.header(1)
        header.specDigest = Seal.digest(of: spec.loadIdentity)
        let path = folder.path("plan.json")
        let half = InputPart(start: .start, end: .init(file: 4, decoded: 4))
        try Self.write(
            [ShardAssignment(shard: 0, units: [PlannedUnit(input: 0, path: "/a", size: 9, modified: 1, part: half)])], with: header, to: path)
        func load() throws -> ShardLoad {
            try ShardLoad(spec, plan: PlanReader(path: path), shard: 0, folder: ShardFolder(path: folder.path("shards")))
        }
        guard let reason else {
            _ = try load()
            return
        }
        let error = #expect(throws: PlanError.self) { try load() }
        #expect(error?.description.contains("it divides what has to be read as a whole") == true && error?.description.contains(reason) == true)
    }

    @Test("a pipe or a folder is no plan, and nothing is waited for")
    func noFile() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder.path("pipe"), 0o644) == 0)
        for name in ["pipe", ""] {
            #expect(throws: PlanError.notAPlan(path: folder.path(name), reason: "it is no file")) { try PlanReader(path: folder.path(name)) }
        }
    }

    @Test("a byte that was changed, or a plan that was cut off, is met before anything rests on it")
    func edited() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("plan.json")
        try Self.write(Self.assignments, to: path)
        let whole = try Array(Data(contentsOf: URL(filePath: path)))
        for index in whole.indices {
            var bytes = whole
            bytes[index] = bytes[index] == UInt8(ascii: "7") ? UInt8(ascii: "8") : UInt8(ascii: "7")
            try Data(bytes).write(to: URL(filePath: path))
            #expect(throws: PlanError.self, "byte \(index)") { try PlanReader(path: path).forEachShard { _ in } }
        }
        for count in stride(from: 0, to: whole.count, by: 7) {
            try Data(whole[..<count]).write(to: URL(filePath: path))
            #expect(throws: PlanError.self, "\(count) bytes") { try PlanReader(path: path).forEachShard { _ in } }
        }
    }
}
