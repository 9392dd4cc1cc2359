// Which pipelines of a job run at the same time.

import Foundation
import TestSupport
import Testing

@Suite("jobs: at the same time")
struct JobConcurrencyTests {
    @Test("pipelines run at the same time, as many as the job lets them")
    func overlap() async throws {
        let folder = try JobFolder("concurrency: 2\ntimeout: 2m\npipelines: [a.yaml, b.yaml]")
        // Neither ends before the other has begun.
        for (own, other) in [("a", "b"), ("b", "a")] {
            try folder.add(own, script: "touch \(own).begun; echo id; echo 1; while [ ! -e \(other).begun ]; do sleep 0.05; done")
        }
        let end = try await folder.weir("run", "job.yaml")
        #expect(end.exitCode == 0, "\(end)")
        #expect(end.errors.contains("[a] ") && end.errors.contains("[b] "), "\(end)")
    }

    @Test("two of one database never do, whatever leads to it")
    func oneDatabase() async throws {
        let folder = try JobFolder("concurrency: 4\npipelines: [a.yaml, b.yaml, c.yaml]")
        try FileManager.default.createSymbolicLink(atPath: folder.files.path("link.sqlite"), withDestinationPath: folder.files.path("a.sqlite"))
        for (name, database) in [("a", "a.sqlite"), ("b", "./a.sqlite"), ("c", "link.sqlite")] {
            let script = "[ -e running ] && touch together; touch running; echo id; echo 1; sleep 0.3; rm running"
            try folder.add(name, script: script, database: database)
        }
        for name in ["a", "b", "c"] {
            let spec = String(decoding: try folder.files.bytes("\(name).yaml"), as: UTF8.self)
            try folder.files.write("\(name).yaml", spec.replacing("table: rows", with: "table: \(name)"))
        }
        let end = try await folder.weir("run", "job.yaml")
        #expect(end.exitCode == 0, "\(end)")
        #expect(!folder.files.exists("together"))
    }
}
