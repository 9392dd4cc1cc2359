// The checksum that the writer keeps, against the one that verify-counts makes of the table.

import BatchSQL
import GRDB
import Ledger
import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Sink

@Suite struct ContentsTests {
    @Test("values of every kind are found in the table as they were hashed, in every mode, strict or not, with or without lineage")
    func allKinds() throws {
        var random = SeededGenerator()
        for mode in SinkSpec.Mode.allCases {
            for isStrict in [false, true] {
                for hasLineage in [false, true] {
                    var bench = try SinkBench(["k": .integer, "a": .any, "b": .any, "r": .real], mode: mode)
                    bench.spec.isStrict = isStrict
                    bench.spec.hasLineage = hasLineage
                    bench.spec.key = [Located("k", at: SinkBench.mark)]
                    let rows = (0..<200).map { _ in
                        [
                            .integer(Int64.random(in: 0...120, using: &random)), Value.random(using: &random),
                            Value.random(using: &random), .real(Double(Int.random(in: -3...3, using: &random)) / 2),
                        ]
                    }
                    try bench.load(rows)
                    let report = try bench.verify()
                    #expect(report.contents?.isVerified == true, "\(mode) \(isStrict) \(hasLineage), WEIR_SEED=\(random.seed)")
                    #expect(report.runs.flatMap(\.inputs).flatMap(\.problems).filter { $0.contains("row") } == [])
                    #expect(report.rows.isBalanced)
                    try bench.change("UPDATE t SET a = 'something else' WHERE rowid = (SELECT max(rowid) FROM t)")
                    #expect(try !bench.verify().isContentsSound, "\(mode) \(isStrict) \(hasLineage), WEIR_SEED=\(random.seed)")
                }
            }
        }
    }

    @Test("rows that give way are taken from the input they came from, in whatever order they are met")
    func displaced() throws {
        var random = SeededGenerator()
        for _ in 0..<20 {
            var bench = try SinkBench(mode: .upsert)
            bench.spec.hasLineage = true
            bench.spec.key = [Located("id", at: SinkBench.mark)]
            var earlier: [Int: [[Value]]] = [0: [], 1: [], 2: []]
            var inputOfID: [Int] = []
            for id in 0..<60 {
                inputOfID.append(Int.random(in: 0...2, using: &random))
                earlier[inputOfID[id]]!.append([.integer(Int64(id)), .text("old \(id)")])
            }
            try bench.load(inputs: earlier.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
            let met = (0..<60).shuffled(using: &random).prefix(Int.random(in: 1...60, using: &random))
            try bench.load(inputs: [(3, met.map { [.integer(Int64($0)), "new"] })])
            let byInput = Dictionary(grouping: met) { inputOfID[$0] }.mapValues(\.count).sorted { $0.key < $1.key }
            #expect(
                try bench.seen("SELECT earlier_input_id, rows FROM _weir_displaced ORDER BY 1")
                    == byInput.map { [.integer(Int64($0.key)), .integer(Int64($0.value))] }, "WEIR_SEED=\(random.seed)")
            #expect(try bench.verify().isContentsSound, "WEIR_SEED=\(random.seed)")
        }
    }

    @Test("a row that is refused is in no checksum, wherever it stands in its batch")
    func refused() throws {
        var random = SeededGenerator()
        for _ in 0..<50 {
            let bench = try SinkBench()
            try bench.change("CREATE TABLE t(id INTEGER CHECK (id % 3 <> 0), name TEXT UNIQUE)")
            let rows = (0..<Int.random(in: 1...70, using: &random)).map { _ -> [Value] in
                [.integer(Int64.random(in: 1...50, using: &random)), .text("\(Int.random(in: 1...60, using: &random))")]
            }
            try bench.load(rows)
            var names: Set<Value> = []
            let kept = rows.filter { row in
                guard case .integer(let id) = row[0] else { return false }
                return id % 3 != 0 && names.insert(row[1]).inserted
            }
            #expect(try bench.seen("SELECT id, name FROM t ORDER BY rowid") == kept, "WEIR_SEED=\(random.seed)")
            #expect(try bench.seen("SELECT count(*) FROM _weir_rejects") == [[.integer(Int64(rows.count - kept.count))]])
            #expect(try bench.verify().isContentsSound, "WEIR_SEED=\(random.seed)")
        }
    }
}

extension SinkBench {
    /// The inputs of the bench are no files, so only what is said of the table means something.
    func verify() throws -> VerificationReport {
        try CountVerifier.verify(database: path, pipeline: "p", table: spec.table.value, deep: true)
    }
}

extension VerificationReport {
    var isContentsSound: Bool {
        contents?.isVerified == true && !allProblems.contains { $0.contains("(checksum)") }
    }
}
