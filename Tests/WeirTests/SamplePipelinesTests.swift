// The pipelines that come with the repository, as a user runs them first.

import Foundation
import TestSupport
import Testing

@Suite("sample pipelines")
struct SamplePipelinesTests {
    /// A copy of `pipelines` and `sample-data`, so that the repository's `build` stays out of it.
    private func copy() throws -> PipelineFolder {
        let folder = try PipelineFolder()
        for name in ["pipelines", "sample-data"] {
            try FileManager.default.copyItem(
                at: SharedFolder.repository.appending(path: name), to: folder.files.url.appending(path: name))
        }
        return folder
    }

    @Test("each loads, balances and verifies", arguments: ["orders", "events", "dirty"])
    func loads(_ name: String) async throws {
        let folder = try copy()
        let spec = "pipelines/\(name).yaml"
        #expect(try await folder.weir("check", spec).exitCode == 0)
        let report = try await folder.report(spec)
        #expect(report.failure?.message == nil)
        #expect(report.records > 100)
        #expect(report.records == report.inserted + report.dropped + report.rejected)
        let verification = try await folder.verify(spec)
        #expect(verification.exitCode == 0, "\(verification)")
    }

    @Test("a single night is chosen by a parameter, and the whole takes the place of it")
    func oneNight() async throws {
        let folder = try copy()
        let night = try await folder.weir(
            "run", "pipelines/orders.yaml", "--set", "day=2026-11-18", "--json", "--quiet")
        let one = try RunReport(json: night.output)
        let all = try await folder.report("pipelines/orders.yaml")
        #expect(one.inputs.count == 1)
        #expect(all.inputs.count == 3)
        #expect(all.inputs[1].records == one.records)
        let orders = SQLiteShell(folder.files.path("build/orders.sqlite"))
        #expect(try await orders.integer("SELECT count(*) FROM orders") == all.inserted)
    }

    @Test("every record with dirt in it is a reject with its raw text, and no good one is")
    func dirt() async throws {
        let folder = try copy()
        let report = try await folder.report("pipelines/dirty.yaml")
        let orders = SQLiteShell(folder.files.path("build/dirty.sqlite"))
        // The generator numbers good orders from 800000 and dirty ones from 900000.
        #expect(report.rejected > 5)
        #expect(try await orders.integer("SELECT count(*) FROM orders WHERE order_id >= 900000") == 0)
        let good = try await orders.integer("SELECT count(*) FROM _weir_rejects WHERE CAST(raw AS TEXT) LIKE '8000%'")
        #expect(good == 0)
        #expect(
            try await orders.integer("SELECT count(*) FROM _weir_rejects WHERE reason = '' OR length(raw) = 0") == 0)
    }
}
