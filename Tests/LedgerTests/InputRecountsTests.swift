// Many inputs counted at once.

import Foundation
import GRDB
import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct InputRecountsTests {
    @Test("each of many inputs gets its own verdict, in the order of the ledger")
    func many() throws {
        var random = SeededGenerator()
        let bench = try LedgerBench()
        var expected: [(records: Int?, problems: Int)] = []
        for _ in 0..<3 {
            let sizes = (0..<15).map { _ in Int.random(in: 0...60, using: &random) }
            try bench.run(inputs: try sizes.enumerated().map { try bench.input(records: $1, index: $0) })
            expected += sizes.map { ($0, 0) }
        }
        for number in (1...45).shuffled(using: &random).prefix(5) {
            try bench.folder.remove("in\(number).csv")
            expected[number - 1] = (nil, 1)
        }
        var told: [String] = []
        let report = try CountVerifier.verify(database: bench.path, pipeline: "p", table: "t") { told.append($0) }
        let inputs = report.runs.flatMap(\.inputs)
        #expect(inputs.map(\.path) == (1...45).map { bench.folder.path("in\($0).csv") })
        #expect(told == inputs.map(\.path))
        #expect(inputs.map(\.recounted) == expected.map(\.records), "WEIR_SEED=\(random.seed)")
        #expect(inputs.map(\.problems.count) == expected.map(\.problems), "WEIR_SEED=\(random.seed)")
    }

    @Test("a table that can't be read ends the recounts, and is the error")
    func brokenTable() throws {
        let bench = try LedgerBench()
        try bench.run(inputs: [try bench.input(records: 3)])
        // The root page of t, which is neither a leaf nor an inner page then.
        let root = try bench.queue.read { db in
            try Int.fetchOne(db, sql: "SELECT rootpage FROM sqlite_schema WHERE name = 't'")!
        }
        let pageBytes = try bench.queue.read { try Int.fetchOne($0, sql: "PRAGMA page_size")! }
        try bench.queue.close()
        var bytes = try bench.folder.bytes("d.sqlite")
        bytes[(root - 1) * pageBytes] = 0xEE
        try bench.folder.write("d.sqlite", bytes: bytes)
        for deep in [false, true] {
            let error = try #require(throws: LedgerError.self) { try bench.verify(deep: deep) }
            #expect(error.exitCode == .badData, "\(error)")
        }
    }

    @Test("what is stopped reads no file to its end")
    func stopped() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.ndjson", bytes: Array(repeating: UInt8(ascii: "\n"), count: 4 << 20))
        let part = try recount(path: path, compression: .none, encoding: .utf8, format: .ndjson, goesOn: { false })
        #expect(part.blankLines > 0 && part.blankLines < 4 << 20)
    }
}
