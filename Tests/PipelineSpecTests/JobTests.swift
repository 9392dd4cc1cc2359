// Job files: what is decoded, what is refused, and where.

import Foundation
import TestSupport
import Testing

@testable import PipelineSpec

@Suite("job files")
struct JobTests {
    private static let head = "weir: 1\njob: j\njournal: j.sqlite\n"

    private func load(_ text: String, environment: [String: String] = [:]) throws -> JobSpec {
        try JobSpec.parse(bytes: Array(text.utf8), path: "j.yaml", environment: environment)
    }

    /// What is wrong with a job whose part begins in line 4.
    private func faults(_ part: String) -> [String] {
        do {
            _ = try load(Self.head + part)
            return []
        } catch {
            return (error as? SpecError)?.diagnostics.map { $0.description.replacing("j.yaml:", with: "").replacing(" error:", with: "") } ?? ["\(error)"]
        }
    }

    @Test("a pipeline is called by its file, and takes what the job says for all unless it says otherwise")
    func shared() throws {
        let job = try load(
            Self.head + """
                retries: { attempts: 3, delay: 5m }
                timeout: 4h
                verify: counts
                pipelines:
                  - in/orders.yaml
                  - { spec: events.yml, after: orders, verify: none, timeout: 90s, retries: { attempts: 2 }, wait_for: 30m }
                  - { spec: x.json, name: third one, after: [events, orders] }
                """)
        #expect(job.pipelines.map(\.name) == ["orders", "events", "third one"])
        #expect(job.pipelines.map(\.after) == [[], [0], [1, 0]])
        #expect(job.pipelines.map(\.verify) == [.counts, .none, .counts])
        #expect(job.pipelines.map(\.timeout) == [14_400, 90, 14_400])
        #expect(job.pipelines.map(\.waitFor) == [nil, 1800, nil])
        #expect(job.pipelines.map(\.retries) == [RetrySpec(attempts: 3, delay: 300), RetrySpec(attempts: 2, delay: 60), RetrySpec(attempts: 3, delay: 300)])
        #expect(job.concurrency == 1 && job.timeZone == nil && job.onFailure.isEmpty)
    }

    @Test("days, words and texts are told apart")
    func parameters() throws {
        let job = try load(
            Self.head + """
                params:
                  a: yesterday
                  b: today
                  c: "3 days ago"
                  d: { date: 1 day ago, format: "%Y%m%d" }
                  e: { text: yesterday }
                  f: 5
                  g: ""
                  h: ${env:SECRET}
                pipelines: [a.yaml]
                """, environment: ["SECRET": "x"])
        #expect(job.parameters.map(\.value) == [
            .day(ago: 1, format: "%F"), .day(ago: 0, format: "%F"), .day(ago: 3, format: "%F"), .day(ago: 1, format: "%Y%m%d"),
            .text("yesterday"), .text("5"), .text(""), .text("x"),
        ])
        #expect(job.parameters.map(\.isFromEnvironment) == [false, false, false, false, false, false, false, true])
    }

    @Test("what is wrong is told with its place and what may be meant")
    func diagnostics() {
        #expect(faults("piplines: [a.yaml]") == [
            "1:1: missing key \"pipelines\"", "4:1: unknown key \"piplines\"; did you mean \"pipelines\"?",
        ])
        #expect(faults("pipelines: []") == ["4:12: pipelines must not be empty; write a list of specs such as - orders.yaml or - { spec: events.yaml, after: orders }"])
        #expect(faults("pipelines: [a.yaml, b/a.yaml]") == [
            "4:21: duplicate pipeline \"a\"; the first is at 4:13; give one of them another name"
        ])
        #expect(faults("pipelines: [orders.yaml, { spec: b.yaml, after: order }]") == [
            "4:49: unknown pipeline \"order\" in after; pipelines are orders, b; did you mean \"orders\"?"
        ])
        #expect(faults("pipelines: [{ spec: a.yaml, after: a }]") == [
            "4:36: \"a\" comes after \"a\", so none of them could begin"
        ])
        #expect(faults("pipelines: [{ spec: a.yaml, after: b }, { spec: b.yaml, after: c }, { spec: c.yaml, after: b }]") == [
            "4:64: \"b\" comes after \"c\", which comes after \"b\", so none of them could begin"
        ])
        #expect(faults("params: { day: yesteday }\npipelines: [a.yaml]") == [
            "4:16: params.day is nearly a day; write { text: yesteday } if \"yesteday\" is what you mean; did you mean \"yesterday\"?"
        ])
        #expect(faults("params: { day: 3 day ago, e: { date: soon } }\npipelines: [a.yaml]") == [
            "4:38: params.e.date must be today, yesterday or a text such as 3 days ago, not \"soon\""
        ])
        #expect(faults("params: { day: { date: today, format: \"%H\" } }\npipelines: [a.yaml]").first?.hasPrefix("4:39: params.day.format: unknown directive %H") == true)
        #expect(faults("params: { day: { date: today, format: x } }\npipelines: [a.yaml]").first?.contains("the same every day") == true)
        #expect(faults("time_zone: Europe/Berln\npipelines: [a.yaml]").first?.hasSuffix("did you mean \"Europe/Berlin\"?") == true)
        #expect(faults("on_failure: mail me\npipelines: [a.yaml]").first?.contains("no shell takes it apart") == true)
        #expect(faults("retries: 3\npipelines: [a.yaml]") == ["4:10: retries must be a mapping, not \"3\""])
        #expect(faults("concurrency: 0\npipelines: [a.yaml]") == ["4:14: concurrency must be a whole number from 1 to 64, not \"0\""])
        #expect(faults("verify: all\npipelines: [a.yaml]") == ["4:9: verify must be none, counts or deep, not \"all\""])
        #expect(faults("pipelines: [{ spec: a.yaml, concurrency: 2 }]") == [
            "4:29: unknown key \"concurrency\" in an entry of pipelines; it belongs in the top level of a job"
        ])
        #expect(faults("pipelines: [a.yaml]\nmaintenance: { backup: { keep: 7 } }") == ["5:16: missing key \"folder\" in maintenance.backup"])
        #expect(faults("pipelines: [\"${day}.yaml\"]").first?.contains("a job file can only use ${env:…}") == true)
    }

    @Test("a job is told from a spec by its key, and by nothing else")
    func kind() throws {
        let folder = try TemporaryFolder()
        func isJob(_ text: String) throws -> Bool { JobSpec.isJob(path: try folder.write("f.yaml", text)) }
        #expect(try isJob(Self.head))
        #expect(try isJob("{\"job\": 1}"))
        #expect(try !isJob("weir: 1\nname: job\nsource: { job: 1 }"))
        #expect(try !isJob("- job: 1"))
        #expect(try !isJob("job: [") && !isJob("") && !JobSpec.isJob(path: folder.path("none.yaml")))
    }

    @Test("any bytes are decoded or refused, also those of a job with a few of them changed")
    func mutations() throws {
        var random = SeededGenerator()
        let text = try #require(JobExample.all().first).text
        for _ in 0..<300 {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8("{}[]:,- \"'\n#&*ax5".utf8.randomElement(using: &random)!)
            }
            do {
                let job = try JobSpec.parse(bytes: bytes, path: "j.yaml")
                #expect(Set(job.pipelines.map(\.name)).count == job.pipelines.count, "WEIR_SEED=\(random.seed)")
            } catch {
                #expect(!error.diagnostics.isEmpty, "WEIR_SEED=\(random.seed)")
            }
        }
    }
}

/// The YAML blocks of docs/jobs.md; what is a part of a job has one around it.
struct JobExample {
    var text: String

    static func all() throws -> [JobExample] {
        try ReferencePage.blocks(of: "docs/jobs.md").filter { $0.language == "yaml" }.map { block in
            let isWhole = block.text.contains("job:")
            return JobExample(text: block.text + (isWhole ? "" : "weir: 1\njob: j\njournal: j.sqlite\n"))
        }
    }
}

@Suite("definition of job files")
struct JobDefinitionTests {
    private static func uses() throws -> [(document: Document, use: KeyUse)] {
        var seen: Set<String> = []
        return try JobExample.all().flatMap { example in
            let document = try Document(yaml: example.text)
            return KeyUse.all(in: document, of: .job).filter { seen.insert($0.name).inserted }.map { (document, $0) }
        }
    }

    private func complaints(_ document: Document) -> [String] {
        do {
            _ = try JobSpec.parse(bytes: Array(document.text.utf8), path: "j.yaml")
            return []
        } catch {
            return error.diagnostics.map(\.message)
        }
    }

    private static func schemaCheck() throws -> SchemaCheck { SchemaCheck(try Document(yaml: JobSpec.jsonSchema)) }

    @Test("every YAML example of docs/jobs.md decodes, and meets the schema")
    func examples() throws {
        let check = try Self.schemaCheck()
        let examples = try JobExample.all()
        #expect(examples.count >= 4)
        for example in examples {
            let document = try Document(yaml: example.text)
            #expect(complaints(document) == [], "\(example.text)")
            #expect(check.faults(document) == [], "\(example.text)")
        }
    }

    @Test("every key of the definition is shown by an example")
    func shown() throws {
        let defined = Set(SpecValue.mapping(.job).keySets.flatMap { keys in keys.keys.map { "\(keys.path): \($0)" } })
        #expect(defined.subtracting(try Self.uses().map(\.use.name)) == [])
        #expect(Set(KeySet.searchedInJobs.map(\.path)) == Set(SpecValue.mapping(.job).keySets.map(\.path)))
    }

    @Test("a value of the wrong kind, another key and a missing one are refused by decoder and schema")
    func wrong() throws {
        let check = try Self.schemaCheck()
        for (document, use) in try Self.uses() {
            let wrong = document.replacing(use.path[...], with: .array([.array([.array([])])]))
            #expect(complaints(wrong) != [], "\(use.name)")
            #expect(check.faults(wrong) != [], "\(use.name)")
            let other = document.replacing(use.path.dropLast() + [.key("no_such_key")], with: .string("x"))
            #expect(complaints(other).contains { $0.contains("no_such_key") }, "\(use.name)")
            #expect(check.faults(other) != [], "\(use.name)")
            guard use.key.isRequired else { continue }
            let missing = document.replacing(use.path[...], with: nil)
            #expect(complaints(missing).contains { $0.contains("missing key \"\(use.key.name)\"") }, "\(use.name)")
            #expect(check.faults(missing) != [], "\(use.name)")
        }
    }

    @Test("bounds and words of the definition are the decoder's")
    func bounds() throws {
        let check = try Self.schemaCheck()
        for (document, use) in try Self.uses() {
            if let words = use.key.value.words {
                for word in words { #expect(complaints(document.replacing(use.path[...], with: .string(word))) == [], "\(use.name): \(word)") }
                #expect(check.faults(document.replacing(use.path[...], with: .string("no_such_word"))).contains(use.path))
            }
            guard let numbers = use.key.value.numbers else { continue }
            for number in [numbers.lowerBound - 1, numbers.upperBound + 1] {
                let outside = document.replacing(use.path[...], with: .number("\(number)"))
                #expect(complaints(outside) != [] && check.faults(outside).contains(use.path), "\(use.name): \(number)")
            }
            for number in [numbers.lowerBound, numbers.upperBound] {
                #expect(complaints(document.replacing(use.path[...], with: .number("\(number)"))) == [], "\(use.name): \(number)")
            }
        }
    }
}
