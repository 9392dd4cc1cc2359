// Runs of a program that did not come to their end.

import TestSupport
import Testing
import Weir

@Suite("runs of a program that stopped")
struct ResumptionTests {
    private static let rows = 60_000

    /// Refuses the row 50,000 until it is mended.
    private func pipeline(_ load: Load, version: String, limit: Int) throws -> Pipeline {
        let transform = CustomTransform("mark", version: version, uses: ["id"], adds: ["version": .text]) { row in
            row["version"] = .text(version)
            if row["id"].integer == 50_000 { row.reject(reason: "is the one") }
        }
        return try load.pipeline(
            [.custom(transform)],
            sink: SinkSpec(
                database: "out.sqlite", table: "rows", commit: CommitThresholds(rows: 10_000, bytes: 1 << 20, seconds: 60),
                durability: .off),
            rejectLimit: .count(limit))
    }

    @Test("the same transform goes on behind what is committed; another version of it does not")
    func versions() async throws {
        let load = try Load(csv: numberedCSV(1...Self.rows))
        let failed = try await pipeline(load, version: "1", limit: 0).run()
        guard case FlowError.tooManyRejects? = failed.failure else {
            Issue.record("\(String(describing: failed.failure))")
            return
        }
        #expect(throws: FlowError.self) { try failed.get() }
        let committed = failed.records
        #expect(committed > 0 && committed < Self.rows)

        let other = try await pipeline(load, version: "2", limit: 1).run()
        guard case FlowError.unfinished? = other.failure else {
            Issue.record("\(String(describing: other.failure))")
            return
        }
        let mended = try pipeline(load, version: "1", limit: 1)
        let resumed = try await mended.run().get()
        #expect(resumed.resumedFrom.map(\.input.records) == [committed])
        #expect(try await load.shell.rows("SELECT count(*), count(DISTINCT id), min(version) FROM rows") == ["59999|59999|1"])
        #expect(try await mended.verifyCounts(deep: true).isBalanced)
        #expect(try await load.shell.rows("SELECT spec_text LIKE '%\"name\": \"mark\", \"version\": \"1\"%' FROM _weir_runs") == ["1"])
    }

    @Test("a program's pipeline and the same spec in a file go on with each other's runs")
    func sameSpec() async throws {
        let load = try Load(csv: numberedCSV(1...3))
        let first = try load.pipeline()
        let again = try Pipeline(yaml: first.spec.text, path: first.spec.path)
        #expect(first.spec.loadIdentity == again.spec.loadIdentity)
        _ = try await first.run().get()
        let second = try await again.run().get()
        #expect(second.skipped.count == 1 && second.records == 0)
    }

    @Test("cancelling the task commits what was read, and the next run goes on")
    func cancellation() async throws {
        let load = try Load(csv: numberedCSV(1...Self.rows))
        let gate = AsyncStream.makeStream(of: Void.self)
        let transform = CustomTransform("slow", version: "1", uses: ["id"]) { row in
            if row["id"].integer == 20_000 { gate.continuation.finish() }
        }
        let pipeline = try load.pipeline(
            [.custom(transform)], flow: FlowSpec(highWatermark: 1 << 20, batchRows: 500, batchBytes: 16 << 10))
        let run = Task { try await pipeline.run() }
        for await _ in gate.stream {}
        run.cancel()
        let outcome = try await run.value
        if let failure = outcome.failure {
            guard case FlowError.interrupted(.cancellation, _) = failure else {
                Issue.record("\(failure)")
                return
            }
            _ = try await pipeline.run().get()
        }
        #expect(try await load.shell.rows("SELECT count(*), count(DISTINCT id) FROM rows") == ["60000|60000"])
        #expect(try await pipeline.verifyCounts(deep: true).isBalanced)
    }

    @Test("what was not begun is thrown: a missing input, a spec that can't be")
    func thrown() async throws {
        let load = try Load(csv: "id,name\n")
        try load.folder.remove("in.csv")
        await #expect(throws: FlowError.self) { _ = try await load.pipeline().run() }
        #expect(
            await messages {
                _ = try load.pipeline(sink: SinkSpec(database: "d", table: "_weir_t", mode: .upsert), flow: FlowSpec(batchRows: 0))
            } == [
                "table names that start with _weir_ are Weir's own",
                "mode upsert needs key, the columns that tell a row from all others, such as key: [id]",
                "flow.batch_rows must be a whole number from 1 to 65536, not \"0\"",
            ])
    }
}
