// From a job file to what runs: parameters, days, databases.

import Foundation
import PipelineSpec
import TestSupport
import Testing

@testable import Jobs

@Suite("plan of a job")
struct JobPlanTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["a", "b"] {
            try folder.write("\(name).yaml", SpecText(name: name, database: "\(name).sqlite", more: ["params: { day: x, \(name)only: y }"]).yaml)
        }
    }

    private func plan(_ job: String, given: [String: String] = [:], at time: String = "2026-11-22T01:00:00Z") throws -> JobPlan {
        let path = try folder.write("job.yaml", "weir: 1\njob: j\njournal: j.sqlite\n" + job)
        return try JobPlan(path: path, given: given, now: try Date.ISO8601FormatStyle().parse(time))
    }

    private func faults(_ job: String, given: [String: String] = [:]) -> [String] {
        do {
            _ = try plan(job, given: given)
            return []
        } catch {
            return (error as? SpecError)?.diagnostics.map { "\($0.mark.line):\($0.mark.column): \($0.message)" + ($0.suggestion.map { " (\($0))" } ?? "") } ?? ["\(error)"]
        }
    }

    @Test("each pipeline gets what it declares: of the job, its own before that, the command line's before all")
    func parameters() throws {
        let job = "params: { day: \"1\", aonly: z }\npipelines: [a.yaml, { spec: b.yaml, params: { day: \"2\" } }]"
        #expect(try plan(job).pipelines.map(\.parameters) == [["day": "1", "aonly": "z"], ["day": "2"]])
        let set = try plan(job, given: ["day": "3", "bonly": "4"])
        #expect(set.pipelines.map(\.parameters) == [["day": "3", "aonly": "z"], ["day": "3", "bonly": "4"]])
        #expect(set.pipelines[0].spec?.parameters["day"] == "3")
    }

    @Test(
        "a day is the calendar's in the zone of the job: across changes of the clock, at midnight, at the year's end",
        arguments: [
            // Clocks are put forward in the night of March 29 at 01:00 UTC, and back on October 25.
            ("Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29", "2026-03-28"),
            ("Europe/Berlin", "2026-03-28T22:59:59Z", "2026-03-28", "2026-03-27"),
            ("Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29", "2026-03-28"),
            ("Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03-30", "2026-03-29"),
            ("Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25", "2026-10-24"),
            ("Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-25", "2026-10-24"),
            ("Europe/Berlin", "2026-10-25T23:00:00Z", "2026-10-26", "2026-10-25"),
            ("Europe/Berlin", "2026-12-31T23:00:00Z", "2027-01-01", "2026-12-31"),
            ("Pacific/Kiritimati", "2027-01-01T09:59:59Z", "2027-01-01", "2026-12-31"),
            ("Pacific/Kiritimati", "2027-01-01T10:00:00Z", "2027-01-02", "2027-01-01"),
            ("America/Los_Angeles", "2028-03-01T07:59:59Z", "2028-02-29", "2028-02-28"),
            ("UTC", "2027-03-01T00:00:00Z", "2027-03-01", "2027-02-28"),
        ])
    func days(zone: String, time: String, today: String, yesterday: String) throws {
        let job = "time_zone: \(zone)\nparams: { day: yesterday }\npipelines: [a.yaml, { spec: b.yaml, params: { day: today } }]"
        #expect(try plan(job, at: time).pipelines.map { $0.parameters["day"] } == [yesterday, today])
    }

    @Test("a day is written as its format says")
    func formats() throws {
        func day(_ value: String) throws -> String? {
            try plan("time_zone: UTC\nparams: { day: \(value) }\npipelines: [a.yaml]", at: "2027-01-03T12:00:00Z").parameters["day"]
        }
        #expect(try day("{ date: 2 days ago, format: \"%Y%m%d\" }") == "20270101")
        #expect(try day("{ date: 2 days ago, format: \"x %-d.%-m.%y %j %G-W%V-%u %a %B %%\" }") == "x 1.1.27 001 2026-W53-5 Fri January %")
        #expect(try day("{ text: today }") == "today")
        #expect(try day("366 days ago") == "2026-01-02")
    }

    @Test("what nobody takes, what is twice and what can't be is told with its place")
    func clashes() throws {
        #expect(faults("params: { dya: x }\npipelines: [a.yaml]") == ["4:11: no pipeline of the job declares a parameter \"dya\" (day)"])
        #expect(faults("pipelines: [{ spec: a.yaml, params: { bonly: x } }]").first?.contains("a.yaml declares no parameter \"bonly\" (aonly)") == true)
        #expect(faults("pipelines: [a.yaml]", given: ["dy": "1"]).first?.hasPrefix("1:1: --set dy=…: no pipeline of the job declares") == true)
        try FileManager.default.createSymbolicLink(atPath: folder.path("link.sqlite"), withDestinationPath: folder.path("a.sqlite"))
        try folder.write("c.yaml", SpecText(name: "a", table: "ROWS", database: "link.sqlite").yaml)
        #expect(faults("pipelines: [a.yaml, c.yaml]").first?.contains("is in the job twice; the first is a") == true)
        try folder.write("d.yaml", SpecText(name: "d", database: "./x/../j.sqlite").yaml)
        try FileManager.default.createDirectory(atPath: folder.path("x"), withIntermediateDirectories: true)
        #expect(faults("pipelines: [d.yaml]").first?.contains("give the journal a file of its own") == true)
        try folder.write("e.yaml", SpecText(source: ["format: csv"], database: "e.sqlite").yaml.replacing("files: in.csv", with: "stdin: true"))
        #expect(faults("pipelines: [e.yaml]").first?.contains("reads stdin, and a job has none to give") == true)
    }

    @Test("a spec that is wrong is part of the plan: its pipeline fails, and the others run")
    func faultySpec() throws {
        try folder.write("wrong.yaml", "weir: 1\nname: w\n")
        let plan = try plan("params: { day: x }\npipelines: [a.yaml, wrong.yaml, gone.yaml]")
        #expect(plan.pipelines.map { $0.fault?.exitCode.rawValue } == [nil, 64, 66])
        #expect(plan.rules.map { $0.database != nil } == [true, false, false])
        #expect(throws: SpecError.self) { try JobCheck(plan) }
    }

    @Test("two paths to one database are one to the schedule")
    func databases() throws {
        try folder.write("sub/c.yaml", SpecText(name: "c", database: "../a.sqlite").yaml)
        let rules = try plan("concurrency: 2\npipelines: [a.yaml, sub/c.yaml, b.yaml]").rules
        #expect(rules[0].database == rules[1].database && rules[0].database != rules[2].database)
    }
}
