// Verdicts on single shards that are not what weir has written for this plan.

import Foundation
import TestSupport
import Testing

@Suite("verdicts")
struct VerdictTests {
    @Test("a verdict that can't be is not added up, nor is one that says nothing of a table", arguments: [
        "{\"table\":\"rows\",\"records\":9223372036854775807,\"added\":0,\"dropped\":0,\"rejected\":0,\"rows\":9223372036854775807}",
        "{\"table\":\"rows\",\"records\":-5,\"added\":0,\"dropped\":0,\"rejected\":0,\"rows\":-5}",
        "{\"table\":\"others\",\"records\":5,\"added\":0,\"dropped\":0,\"rejected\":0,\"rows\":5}", "",
    ])
    func verdicts(table: String) async throws {
        let shards = try await ShardedFolder()
        try await shards.loadAll()
        for shard in 0..<ShardedFolder.shards {
            #expect(try await shards.prove("--shard", "\(shard)", "--verdicts", "verdicts").exitCode == 0)
            let name = "verdicts/shard-0000\(shard).verdict.json"
            let verdict = String(decoding: try shards.files.bytes(name), as: UTF8.self)
            try shards.files.write(name, verdict.replacing(/"tables":\[[^\]]*\]/, with: "\"tables\":[\(table)]"))
        }
        let end = try await shards.prove("--verdicts", "verdicts")
        #expect(end.exitCode == 1 && end.output.contains("shard 2: its verdict does not count"), "\(end)")
        #expect(end.output.contains("✗  shard 2") && end.output.contains("not verified"), "\(end)")
    }

    @Test("a verdict of another version is made again")
    func verdictVersion() async throws {
        let shards = try await ShardedFolder()
        try await shards.loadAll()
        for shard in 0..<ShardedFolder.shards { #expect(try await shards.prove("--shard", "\(shard)", "--verdicts", "verdicts").exitCode == 0) }
        let verdict = String(decoding: try shards.files.bytes("verdicts/shard-00001.verdict.json"), as: UTF8.self)
        try #require(verdict.contains("\"weir_verdict\":1"))
        try shards.files.write("verdicts/shard-00001.verdict.json", verdict.replacing("\"weir_verdict\":1", with: "\"weir_verdict\":2"))
        let end = try await shards.prove("--verdicts", "verdicts")
        #expect(end.exitCode == 1 && end.output.contains("another version of weir has made it"), "\(end)")
    }
}
