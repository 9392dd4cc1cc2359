// An input's rows taken out again, to make room for what it holds now.

import Ledger
import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Sink

@Suite struct ReloadTests {
    private static func bench(_ mode: SinkSpec.Mode) throws -> SinkBench {
        var bench = try SinkBench(mode: mode)
        bench.spec.hasLineage = true
        bench.spec.key = [Located("id", at: SinkBench.mark)]
        return bench
    }

    private static func rows(_ ids: ClosedRange<Int>) -> [[Value]] {
        ids.map { [.integer(Int64($0)), "a"] }
    }

    /// Begins an input in place of one that run 1 has loaded.
    private static func begin(_ input: Int, replacing earlier: Int, with writer: SinkWriter) throws {
        let account = SinkBench.account(input)
        let loaded = LoadedInput(run: 1, input: earlier, identity: account.input.identity, hasLineage: true)
        try writer.beginInput(account, replacing: loaded)
    }

    private static func reason(_ error: SinkError?) -> String? {
        guard case .cannotReload(_, _, let reason) = error else { return error?.description }
        return reason
    }

    @Test("many inputs are reloaded in one run, as long as none has rows that others gave way to or were left out for",
        arguments: [SinkSpec.Mode.append, .ignore, .upsert])
    func many(_ mode: SinkSpec.Mode) throws {
        let bench = try Self.bench(mode)
        try bench.load(inputs: [(0, Self.rows(1...3)), (1, Self.rows(4...6)), (2, Self.rows(7...9))])
        let writer = try SinkWriter([bench.plan()])
        _ = try writer.start(bench.run())
        for earlier in 0...2 {
            try Self.begin(3 + earlier, replacing: earlier, with: writer)
            try bench.write(Self.rows(earlier * 3 + 1...earlier * 3 + 2), of: 3 + earlier, with: writer)
        }
        #expect(try writer.finishedRows() == 6)
        #expect(try bench.seen("SELECT id FROM t ORDER BY 1") == [[1], [2], [4], [5], [7], [8]])
    }

    @Test("rows that this very run has left out for the key of an input stand against its reload, be it the second",
        arguments: [SinkSpec.Mode.append, .ignore])
    func leftOutByThisRun(_ mode: SinkSpec.Mode) throws {
        for (changed, colliding) in [(0, 1), (0, 2), (1, 2)] {
            let bench = try Self.bench(mode)
            try bench.load(inputs: [(0, Self.rows(1...3)), (1, Self.rows(4...6)), (2, Self.rows(7...9))])
            let writer = try SinkWriter([bench.plan()])
            _ = try writer.start(bench.run())
            try Self.begin(3, replacing: changed, with: writer)
            let first = colliding * 3 + 1
            try bench.write(Self.rows(first...first + 1), of: 3, with: writer)
            let error = sinkError { try Self.begin(4, replacing: colliding, with: writer) }
            #expect(Self.reason(error) == "2 rows of later inputs were left out for a key that may have been its")
        }
    }

    @Test("so do rows that an earlier run has left out or overwritten, but not those of inputs before it")
    func earlierRuns() throws {
        for (mode, reasons) in [
            (SinkSpec.Mode.append, ["1 row of later inputs were left out for a key that may have been its", nil]),
            (.ignore, ["1 row of later inputs were left out for a key that may have been its", nil]),
            (.upsert, [nil, "1 row of other inputs gave way to rows of it"]),
        ] {
            let bench = try Self.bench(mode)
            try bench.load(inputs: [(0, Self.rows(1...3)), (1, Self.rows(3...6))])
            for (earlier, reason) in reasons.enumerated() {
                let writer = try SinkWriter([bench.plan()])
                _ = try writer.start(bench.run())
                let error = sinkError { try Self.begin(2, replacing: earlier, with: writer) }
                #expect(Self.reason(error) == reason, "\(mode) \(earlier)")
                writer.abort(.failed, error: "a reason")
            }
        }
    }
}
