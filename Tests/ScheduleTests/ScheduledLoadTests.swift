import Foundation
import Jobs
import PipelineSpec
import TestSupport
import Testing

@testable import Schedule

@Suite("what a timer starts, and what it touches")
struct ScheduledLoadTests {
    private let files: TemporaryFolder

    init() throws {
        files = try TemporaryFolder()
    }

    private func load(_ specs: [(path: String, text: SpecText)], _ parameters: [String: String] = [:]) throws -> ScheduledLoad {
        let pipelines = try specs.map { spec in
            try PipelineSpec.load(
                path: files.write(spec.path, spec.text.yaml), parameters: parameters, environment: ["TOKEN": "t", "HOME": "/h"])
        }
        return try ScheduledLoad(pipelines, program: "/usr/bin/weir", parameters: parameters, folder: files.path("."))
    }

    private var root: String { files.path("").realPathOfFolder }

    @Test("every path is absolute, and folders are those of the databases, links followed, none within another")
    func folders() throws {
        try FileManager.default.createDirectory(atPath: files.path("real"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: files.path("link"), withDestinationPath: "real")
        var deeper = SpecText(name: "b", database: "../link/deeper/b.sqlite")
        deeper.transforms = ["lookup: { from: { database: ../refs/r.sqlite, table: t }, on: [id], columns: [x] }"]
        let load = try load([
            ("specs/a.yaml", SpecText(name: "a", database: "../link/a.sqlite")), ("specs/b.yaml", deeper),
            ("specs/c.yaml", SpecText(name: "c", database: "c.sqlite")),
        ])
        #expect(load.writtenFolders == ["real", "refs", "specs"].map { root + "/" + $0 })
        #expect(load.missingFolders == [root + "/refs"])
        #expect(load.command == ["/usr/bin/weir", "run"] + ["a", "b", "c"].map { "\(root)/specs/\($0).yaml" })
        #expect(load.workingFolder == root)
        #expect(load.name == "a b c")
    }

    @Test("parameters are handed on, sorted")
    func parameters() throws {
        var spec = SpecText()
        spec.more = ["params: { day: , region: eu }"]
        let load = try load([("spec.yaml", spec)], ["region": "us 1", "day": "50%"])
        #expect(load.command.suffix(4) == ["--set", "day=50%", "--set", "region=us 1"])
    }

    @Test("programs, in a source or a transform, are told")
    func programs() throws {
        #expect(try !load([("a.yaml", SpecText())]).startsPrograms)
        var source = SpecText()
        source.origin = "command: [curl, x]"
        source.source = ["format: csv"]
        #expect(try load([("b.yaml", SpecText()), ("c.yaml", source)]).startsPrograms)
        var transform = SpecText()
        transform.transforms = ["exec: { command: [tr, a, b], columns: { id: integer } }"]
        #expect(try load([("d.yaml", transform)]).startsPrograms)
    }

    @Test("variables that the spec asks for are told, but not those that every service has")
    func environment() throws {
        var spec = SpecText(files: yaml("${env:TOKEN}.csv"), database: yaml("${env:HOME}/out.sqlite"))
        spec.transforms = ["derive: { a: \"'$${env:NOT_THIS}'\" }"]
        #expect(try load([("spec.yaml", spec)]).environmentNames == ["TOKEN"])
    }

    @Test("a source that is stdin can't be scheduled")
    func stdin() throws {
        var spec = SpecText()
        spec.origin = "stdin: true"
        spec.source = ["format: csv"]
        #expect(throws: ScheduleError.readsStdin(spec: files.path("spec.yaml"))) { try load([("spec.yaml", spec)]) }
    }

    @Test("the temporary folders are hidden from a load only if it has nothing there")
    func temporaryFolders() throws {
        let there = try PipelineSpec.parse(text: SpecText(files: "/data/in/*.csv").yaml, path: "/tmp/night/spec.yaml")
        #expect(try ScheduledLoad([there], program: "/usr/bin/weir", parameters: [:], folder: "/data").usesTemporaryFolders)
        let spec = try PipelineSpec.parse(text: SpecText(files: "/data/in/*.csv").yaml, path: "/data/spec.yaml")
        #expect(try !ScheduledLoad([spec], program: "/usr/bin/weir", parameters: [:], folder: "/data").usesTemporaryFolders)
        let reads = try PipelineSpec.parse(text: SpecText(files: "/var/tmp/in/*.csv").yaml, path: "/data/spec.yaml")
        #expect(try ScheduledLoad([reads], program: "/usr/bin/weir", parameters: [:], folder: "/data").usesTemporaryFolders)
    }

    @Test("a larger watermark and longer records get more memory")
    func memory() throws {
        #expect(try load([("a.yaml", SpecText())]).memoryBytes == 1 << 30)
        var large = SpecText()
        large.more = ["flow: { high_watermark: 1GiB, max_record: 256MiB }"]
        #expect(try load([("b.yaml", large)]).memoryBytes == 6 << 30 + 256 << 20)
    }

    @Test("a job writes where its journal and all its databases are, and starts what its hooks start")
    func job() throws {
        for (name, database) in [("a", "db/a.sqlite"), ("b", "db/deep/b.sqlite"), ("c", "other/c.sqlite")] {
            var spec = SpecText(name: name, files: yaml("${env:FOLDER}/*.csv"), database: database)
            spec.more = ["flow: { max_record: 128MiB }"]
            try files.write("\(name).yaml", spec.yaml)
        }
        let lines = "weir: 1\njob: ${env:NIGHT}\njournal: log/j.sqlite\nconcurrency: 2\npipelines: [a.yaml, b.yaml, c.yaml]\n"
        let path = try files.write("job.yaml", lines.replacing("${env:NIGHT}", with: "night"))
        setenv("FOLDER", "/data/in", 1)
        let plan = try JobPlan(path: path, given: [:], now: Date())
        let load = try ScheduledLoad(plan, program: "/usr/bin/weir", parameters: ["day": "x"], folder: files.path("."))
        #expect(load.name == "night")
        #expect(load.writtenFolders == ["db", "log", "other"].map { root + "/" + $0 })
        #expect(load.command == ["/usr/bin/weir", "run", "\(root)/job.yaml", "--set", "day=x"])
        #expect(load.environmentNames == ["FOLDER"])
        #expect(!load.startsPrograms)
        // Two at once: 256 MiB, and for each 32 MiB and eight times the longest record.
        #expect(load.memoryBytes == 2560 << 20)

        try files.write("job.yaml", lines.replacing("${env:NIGHT}", with: "night") + "on_failure: [echo, \"${env:FOLDER}\"]\n")
        let hooked = try JobPlan(path: path, given: [:], now: Date())
        #expect(try ScheduledLoad(hooked, program: "/usr/bin/weir", parameters: [:], folder: files.path(".")).startsPrograms)

        let more = "maintenance: { backup: { folder: ../copies } }\nreport: pages/night.html\nmetrics: ../prom/weir.prom\n"
        let inner = try files.write(
            "in/job.yaml",
            lines.replacing("${env:NIGHT}", with: "night").replacing("[a.yaml, b.yaml, c.yaml]", with: "[../a.yaml]") + more)
        let kept = try ScheduledLoad(
            JobPlan(path: inner, given: [:], now: Date()), program: "/usr/bin/weir", parameters: [:], folder: files.path("."))
        #expect(kept.writtenFolders == ["copies", "db", "in/log", "in/pages", "prom"].map { root + "/" + $0 })

        try files.remove("b.yaml")
        let broken = try JobPlan(path: path, given: [:], now: Date())
        #expect(throws: SpecError.self) {
            try ScheduledLoad(broken, program: "/usr/bin/weir", parameters: [:], folder: files.path("."))
        }
    }

    @Test("a path with a line end fits into neither unit nor crontab, and is told")
    func lineEnds() throws {
        #expect(throws: ScheduleError.self) { try load([("a\nb.yaml", SpecText())]) }
    }
}

extension String {
    fileprivate var realPathOfFolder: String {
        let path = URL(filePath: self).resolvingSymlinksInPath().path(percentEncoded: false)
        return path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
