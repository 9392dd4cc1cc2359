// What systemd itself says to the units.

import Foundation
import PipelineSpec
import TestSupport
import Testing

@testable import Schedule

@Suite("units in systemd's eyes", .enabled(if: SystemdAnalyze.isThere, "needs systemd-analyze"))
struct SystemdOpinionTests {
    private let files: TemporaryFolder

    init() throws {
        files = try TemporaryFolder()
    }

    /// Units for a load with paths that need quoting; the program is one that is there.
    private func units(scope: UnitScope, startsPrograms: Bool = false, timing: Timing) throws -> SystemdUnits {
        var spec = SpecText(name: yaml("50% of \"orders\""), files: yaml("${env:TOKEN}.csv"), database: yaml("a b/100%/$x \"y\".sqlite"))
        if startsPrograms {
            spec.origin = "command: [cat, x]"
            spec.source = ["format: csv"]
        }
        let folder = "odd % 'name' $HOME"
        let path = try files.write("\(folder)/spec \"1\".yaml", spec.yaml)
        let pipeline = try PipelineSpec.load(path: path, environment: ["TOKEN": "t"])
        let load = try ScheduledLoad(
            [pipeline], program: "/bin/true", parameters: ["day": "100% \"$day\""], folder: files.path(folder))
        return SystemdUnits(load, timing: timing, name: UnitName(for: load.name), scope: scope, environmentFile: "/etc/weir/x y%.env")
    }

    private func write(_ units: SystemdUnits) throws -> [String] {
        try UnitFolder(path: files.path("units")).install(units.files, overwrites: true)
    }

    @Test("units are sound", arguments: [UnitScope.user, .system(runAs: "root")], [false, true])
    func verify(_ scope: UnitScope, _ startsPrograms: Bool) async throws {
        let paths = try write(units(scope: scope, startsPrograms: startsPrograms, timing: Timing(at: "02:00")))
        let end = try await Program.run(
            "systemd-analyze", ["verify", "--man=no", "--recursive-errors=no"] + (scope == .user ? ["--user"] : []) + paths,
            environment: ["XDG_RUNTIME_DIR": files.path("")])
        // Other units of the machine may have faults of their own.
        let own = (end.errors + end.output).split(separator: "\n").filter { $0.contains("weir-") }
        #expect(own.isEmpty, "\(end)")
        #expect(end.exitCode == 0, "\(end)")
    }

    @Test("a unit with a fault is told, so that silence means something")
    func verifyFinds() async throws {
        let units = try units(scope: .system(runAs: "root"), timing: Timing(at: "02:00"))
        let paths = try write(units)
        let broken = units.service.text.replacing("ProtectSystem=strict", with: "ProtectSystem=strikt")
        try Data(broken.utf8).write(to: URL(filePath: paths[0]))
        let end = try await Program.run("systemd-analyze", ["verify", "--man=no", "--recursive-errors=no"] + paths)
        #expect((end.errors + end.output).contains("strikt"), "\(end)")
    }

    @Test("the machine's manager finds the service well fenced")
    func security() async throws {
        let paths = try write(units(scope: .system(runAs: "daemon"), timing: Timing(at: "02:00")))
        // 100 is an exposure of 10.0; services without settings have 96.
        let end = try await Program.run("systemd-analyze", ["security", "--offline=true", "--threshold=20", "--no-pager", paths[0]])
        #expect(end.exitCode == 0, "\(end)")
    }

    @Test(
        "the calendar has the times that were meant",
        arguments: [
            ("02:00", "day", "UTC", ["2026-11-22 02:00:00", "2026-11-23 02:00:00"]),
            // The 22nd is a Sunday.
            ("02:00", "mon..fri", "UTC", ["2026-11-23 02:00:00", "2026-11-24 02:00:00"]),
            ("05:30", "sat,sun", "UTC", ["2026-11-22 05:30:00", "2026-11-28 05:30:00"]),
            ("02:00", "day", "Europe/Berlin", ["2026-11-22 01:00:00", "2026-11-23 01:00:00"]),
        ])
    func calendar(_ time: String, _ days: String, _ zone: String, _ times: [String]) async throws {
        let timing = try Timing(at: time, every: days, zone: zone)
        let end = try await Program.run(
            "systemd-analyze",
            ["calendar", "--base-time=2026-11-21 12:00:00 UTC", "--iterations=\(times.count)", timing.onCalendar],
            environment: ["TZ": "UTC", "LC_ALL": "C.UTF-8"])
        #expect(end.exitCode == 0, "\(end)")
        for time in times { #expect(end.output.contains("\(time) UTC"), "\(end)") }
    }
}

enum SystemdAnalyze {
    static let isThere: Bool = {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/systemd-analyze") }
    }()
}
