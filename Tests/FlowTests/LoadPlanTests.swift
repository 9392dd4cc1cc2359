// Which inputs are read, and which are in the table already.

import PipelineSpec
import Readers
import RowModel
import Testing

@testable import Flow
@testable import Ledger

@Suite struct LoadPlanTests {
    private static let start = RunStart(
        pipeline: "p", table: "t", mode: "append", specPath: "s.yaml", specText: "text", loadIdentity: "same", parameters: [:],
        columns: [], hasLineage: false, toolVersion: "test")

    private static func loaded(_ source: SourceInput) -> LoadedInput {
        LoadedInput(run: 1, input: 0, identity: source.identity, hasLineage: false)
    }

    private static func unfinished(_ source: SourceInput, isComplete: Bool) throws -> UnfinishedRun {
        var input = InputRecord(
            index: 7, identity: source.identity,
            reading: InputReading(format: .ndjson, compression: .auto, origin: source.ledgerOrigin))
        input.identity.size = 1234
        input.identity.modified = 5678
        input.isComplete = isComplete
        return UnfinishedRun(
            record: RunRecord(
                id: 3, pipeline: "p", table: "t", mode: "append", status: .interrupted, specDigest: start.specDigest,
                parameters: try start.parametersText(), startedAt: "", rowsBefore: 0, columns: [], hasLineage: false),
            accounts: [InputAccount(input: input, stages: [])])
    }

    private static let onces = [SourceInput.command(SourceCommand(["cat", "a"], in: "/")), .stdin]

    @Test("what can be read but once is read by every run, all of it in one transaction", arguments: onces)
    func once(_ source: SourceInput) throws {
        let plan = try LoadPlan(
            inputs: [source], loaded: [Self.loaded(source)], unfinished: nil, start: Self.start, firstID: 4)
        #expect(plan.skipped.isEmpty)
        #expect(plan.inputs.map(\.id) == [4] && plan.inputs.allSatisfy { $0.isAtomic && $0.replaces == nil })
    }

    @Test("a run that has committed such an input and failed behind it is only finished", arguments: onces)
    func finished(_ source: SourceInput) throws {
        let unfinished = try Self.unfinished(source, isComplete: true)
        let plan = try LoadPlan(inputs: [source], loaded: [], unfinished: unfinished, start: Self.start, firstID: 8)
        #expect(plan.inputs.isEmpty && plan.resumed != nil)
        #expect(plan.skipped.map(\.run) == [3])
    }

    @Test("the ledger's reading says what can be counted again, and nothing new of a file")
    func reading() throws {
        #expect(Self.onces.map(\.ledgerOrigin) == [.command, .stdin])
        #expect(Self.onces.allSatisfy { !$0.isRepeatable })
        #expect(InputReading(format: .ndjson, compression: .auto).isRepeatable)
    }
}
