// weir schedule, as a user calls it.

import Foundation
import TestSupport
import Testing

@Suite("weir schedule")
struct ScheduleTests {
    private let folder: PipelineFolder

    init() throws {
        folder = try PipelineFolder(SpecText(name: "orders", database: "db/out.sqlite"), csv: numberedCSV(1...3))
    }

    /// Where links of the temporary folder lead.
    private var root: String { folder.files.url.resolvingSymlinksInPath().path(percentEncoded: false) }

    private func schedule(_ arguments: String..., spec: String = "spec.yaml", systemctl: String = "exit 1") async throws -> ProgramEnd {
        let program = try folder.files.write("bin/systemctl", "#!/bin/sh\necho \"$@\" >> \"$0.log\"\n\(systemctl)\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return try await WeirBinary.run(
            ["schedule", spec] + arguments,
            environment: ["XDG_CONFIG_HOME": folder.files.path("config"), "PATH": folder.files.path("bin") + ":" + path],
            in: folder.files.url)
    }

    private func unit(_ name: String) throws -> String {
        String(decoding: try folder.files.bytes("config/systemd/user/\(name)"), as: UTF8.self)
    }

    @Test("prints a service and a timer with absolute paths, and touches nothing")
    func units() async throws {
        let end = try await schedule("--at", "02:00", "--set=day=1", spec: "./spec.yaml")
        #expect(end.exitCode == 64, "a parameter that the spec does not have: \(end)")
        let printed = try await schedule("--at", "02:00", "--every", "mon..fri", "--time-zone", "Europe/Berlin", spec: "./spec.yaml")
        #expect(printed.exitCode == 0, "\(printed)")
        let lines = printed.output.components(separatedBy: "\n")
        let program = try #require(lines.first { $0.hasPrefix("ExecStart=") })
        #expect(program.hasPrefix("ExecStart=/") && program.hasSuffix("/weir run \(root)/spec.yaml"), "\(program)")
        for line in [
            "OnCalendar=Mon..Fri *-*-* 02:00:00 Europe/Berlin", "Persistent=true", "ProtectSystem=strict", "KillMode=mixed",
            "MemoryMax=1024M", "#   mkdir -p \(root)/db", "#   systemctl --user enable --now weir-orders.timer",
            "# \(folder.files.path("config"))/systemd/user/weir-orders.timer",
        ] { #expect(lines.contains(line), "\(line)\n\(printed.output)") }
        #expect(lines.contains { $0.hasPrefix("ReadWritePaths=\(root)/db") }, "\(printed.output)")
        #expect(!folder.files.exists("config") && !folder.files.exists("db"))
    }

    @Test("a line for cron loads what it is for, whatever is in its path")
    func cron() async throws {
        let odd = "50% 'off' \"x\" $HOME"
        try folder.files.write("\(odd)/spec.yaml", SpecText(name: "o", files: "../in.csv", database: "../o.sqlite").yaml)
        let end = try await schedule("--at", "02:00", "--every", "sat,sun", "--cron", spec: "\(odd)/spec.yaml")
        #expect(end.exitCode == 0, "\(end)")
        let line = try #require(end.output.split(separator: "\n").last)
        #expect(line.hasPrefix("0 2 * * 6,7 "))
        // Debian's cron leaves the backslash in front of a percent sign to the shell.
        let command = line.split(separator: " ", maxSplits: 5)[5]
        let load = try await Program.run("/bin/sh", ["-c", String(command)], in: URL(filePath: "/"))
        #expect(load.exitCode == 0, "\(command)\n\(load)")
        #expect(try await SQLiteShell(folder.files.path("o.sqlite")).integer("SELECT count(*) FROM rows") == 3)
    }

    @Test("installs for the user and makes the databases' folders; without a manager it says how to start the timer")
    func installation() async throws {
        let end = try await schedule("--at", "02:00", "--install")
        #expect(end.exitCode == 0, "\(end)")
        #expect(
            end.output.hasSuffix("to start it:\nsystemctl --user daemon-reload\nsystemctl --user enable --now weir-orders.timer\n"),
            "\(end)")
        #expect(folder.files.exists("db"))
        #expect(try unit("weir-orders.timer").contains("OnCalendar=*-*-* 02:00:00\n"))
        #expect(try unit("weir-orders.service").contains("WorkingDirectory=\(root)"))
        #expect(try String(decoding: folder.files.bytes("bin/systemctl.log"), as: UTF8.self) == "--user show-environment\n")

        let later = try await schedule("--at", "03:00", "--install")
        #expect(later.exitCode == 0, "\(later)")
        #expect(try unit("weir-orders.timer").contains("OnCalendar=*-*-* 03:00:00\n"))
    }

    @Test("a manager that answers starts the timer; one that refuses is an error that says why")
    func manager() async throws {
        let end = try await schedule("--at", "02:00", "--install", systemctl: "exit 0")
        #expect(end.exitCode == 0, "\(end)")
        #expect(
            try String(decoding: folder.files.bytes("bin/systemctl.log"), as: UTF8.self)
                == "--user show-environment\n--user daemon-reload\n--user enable --now weir-orders.timer\n")
        #expect(end.output.contains("weir-orders.timer is started"), "\(end)")

        let refused = try await schedule(
            "--at", "02:00", "--install", systemctl: "case \"$2\" in enable) echo unit is masked >&2; exit 1;; esac")
        #expect(refused.exitCode == 73, "\(refused)")
        #expect(refused.errors.contains("systemctl --user enable --now weir-orders.timer failed: unit is masked"), "\(refused)")
    }

    @Test("a unit that was changed by hand, or is another load's, stays unless it is forced away")
    func conflicts() async throws {
        _ = try await schedule("--at", "02:00", "--install")
        let path = folder.files.path("config/systemd/user/weir-orders.service")
        let made = try unit("weir-orders.service")
        try Data((made + "Nice=5\n").utf8).write(to: URL(filePath: path))
        let changed = try await schedule("--at", "05:00", "--install")
        #expect(changed.exitCode == 64, "\(changed)")
        #expect(changed.errors.contains("\(path): was changed by hand"), "\(changed)")
        #expect(try unit("weir-orders.service") == made + "Nice=5\n")
        #expect(try unit("weir-orders.timer").contains(" 02:00:00"))
        #expect(try await schedule("--at", "05:00", "--install", "--force").exitCode == 0)
        #expect(try unit("weir-orders.service") == made)

        try folder.files.write("other.yaml", SpecText(name: "orders").yaml)
        let other = try await schedule("--at", "05:00", "--install", spec: "other.yaml")
        #expect(other.exitCode == 64, "\(other)")
        #expect(other.errors.contains("is there for \(root)/spec.yaml; give another --name"), "\(other)")
        let named = try await schedule("--at", "05:00", "--install", "--name", "weir-others", spec: "other.yaml")
        #expect(named.exitCode == 0, "\(named)")
        #expect(folder.files.exists("config/systemd/user/weir-others.timer"))
    }

    @Test("for the machine's manager, into a folder")
    func machine() async throws {
        let end = try await schedule(
            "--at", "02:00", "--system", "--run-as", "loader", "--install", "--into", folder.files.path("units"))
        #expect(end.exitCode == 0, "\(end)")
        let service = String(decoding: try folder.files.bytes("units/weir-orders.service"), as: UTF8.self)
        #expect(service.contains("\nUser=loader\n") && service.contains("\nCapabilityBoundingSet=\n"), "\(service)")
        #expect(!service.contains("PrivateUsers"))
        // It would be root's, and the load could not write there.
        #expect(!folder.files.exists("db"))
        let printed = try await schedule("--at", "02:00", "--system", "--run-as", "loader")
        #expect(printed.output.contains("#   install -d -o loader \(root)/db\n"), "\(printed)")
        #expect(!folder.files.exists("bin/systemctl.log"))
    }

    @Test("an input that is not there yet is a note, and no reason not to wait for it every night")
    func missingInput() async throws {
        try folder.files.remove("in.csv")
        let end = try await schedule("--at", "02:00", "--install")
        #expect(end.exitCode == 0, "\(end)")
        #expect(end.errors.contains("note: in.csv: no such file"), "\(end)")
        #expect(folder.files.exists("config/systemd/user/weir-orders.timer"))
    }

    @Test(
        "64: what can't be scheduled is told, and nothing is printed or put in place",
        arguments: [
            (["--at", "25:00"], "--at takes a time of day"), (["--at", "02:00", "--every", "mo"], "--every takes day"),
            (["--at", "02:00", "--time-zone", "Mars/Base"], "unknown time zone"),
            (["--at", "02:00", "--name", "a/b"], "--name takes letters"), ([], "Missing expected argument '--at"),
            (["--at", "02:00", "--cron", "--install"], "leave --install and --system out"),
            (["--at", "02:00", "--into", "x"], "--into says where"), (["--at", "02:00", "--force"], "--force is for --install"),
            (["--at", "02:00", "--run-as", "x"], "--run-as is for --system"),
            (["--at", "02:00", "--system", "--run-as", "a b"], "--run-as takes the name of a user"),
        ])
    func usage(_ arguments: [String], _ message: String) async throws {
        let end = try await WeirBinary.run(
            ["schedule", "spec.yaml"] + arguments, environment: ["XDG_CONFIG_HOME": folder.files.path("config")], in: folder.files.url)
        #expect(end.exitCode == 64, "\(end)")
        #expect(end.errors.contains(message), "\(end)")
        #expect(end.output.isEmpty)
        #expect(!folder.files.exists("config"))
    }

    @Test("64: a spec with faults is not scheduled, and all of them are told")
    func invalidSpec() async throws {
        var spec = SpecText()
        spec.transforms = ["filter: nmae = 'x'", "fliter: id > 0"]
        try folder.write(spec)
        let end = try await schedule("--at", "02:00", "--install")
        #expect(end.exitCode == 64, "\(end)")
        #expect(end.errors.contains("nmae") && end.errors.contains("fliter"), "\(end)")
        #expect(!folder.files.exists("config"))

        spec = SpecText(columns: "{ id: integer }")
        spec.origin = "stdin: true"
        spec.source = ["format: csv"]
        try folder.write(spec)
        let stdin = try await schedule("--at", "02:00")
        #expect(stdin.exitCode == 64, "\(stdin)")
        #expect(stdin.errors.contains("reads stdin"), "\(stdin)")
        let missing = try await schedule("--at", "02:00", spec: "none.yaml")
        #expect(missing.exitCode == 66, "\(missing)")
    }

    @Test("a job by cron and by systemd, by the clocks of its own zone")
    func job() async throws {
        try folder.files.write("job.yaml", """
            weir: 1
            job: nightly
            journal: log/nights.sqlite
            time_zone: Asia/Kolkata
            pipelines: [spec.yaml]

            """)
        let units = try await schedule("--at", "02:00", spec: "job.yaml")
        #expect(units.exitCode == 0, "\(units)")
        let lines = units.output.components(separatedBy: "\n")
        #expect(lines.contains("OnCalendar=*-*-* 02:00:00 Asia/Kolkata"), "\(units)")
        #expect(lines.contains { $0.hasPrefix("ReadWritePaths=\(root)/db \(root)/log") }, "\(units)")
        #expect(lines.contains("#   systemctl --user enable --now weir-nightly.timer"), "\(units)")
        let elsewhere = try await schedule("--at", "02:00", "--time-zone", "UTC", spec: "job.yaml")
        #expect(elsewhere.output.contains("\nOnCalendar=*-*-* 02:00:00 UTC\n"), "\(elsewhere)")

        let cron = try await schedule("--at", "02:00", "--cron", spec: "job.yaml")
        #expect(cron.output.contains("\nCRON_TZ=Asia/Kolkata\n"), "\(cron)")
        let command = try #require(cron.output.split(separator: "\n").last).split(separator: " ", maxSplits: 5)[5]
        let night = try await Program.run("/bin/sh", ["-c", String(command)], in: URL(filePath: "/"))
        #expect(night.exitCode == 0, "\(night)")
        #expect(try await SQLiteShell(folder.files.path("db/out.sqlite")).integer("SELECT count(*) FROM rows") == 3)
        #expect(
            try await SQLiteShell(folder.files.path("log/nights.sqlite")).rows("SELECT job, exit_code FROM _weir_nights") == ["nightly|0"])
    }

    @Test("64: a job with faults, or one of its specs with any, is not scheduled; an input that is late is a note")
    func invalidJob() async throws {
        let job = "weir: 1\njob: nightly\njournal: j.sqlite\npipelines: [spec.yaml]\n"
        try folder.files.write("job.yaml", job + "concurency: 2\n")
        let fault = try await schedule("--at", "02:00", "--install", spec: "job.yaml")
        #expect(fault.exitCode == 64, "\(fault)")
        #expect(fault.errors.contains("did you mean \"concurrency\"?"), "\(fault)")

        try folder.files.write("job.yaml", job)
        try folder.files.remove("in.csv")
        let late = try await schedule("--at", "02:00", spec: "job.yaml")
        #expect(late.exitCode == 0, "\(late)")
        #expect(late.errors.contains("note: in.csv: no such file"), "\(late)")

        try folder.write(SpecText(transforms: ["fliter: id > 0"]))
        let spec = try await schedule("--at", "02:00", "--install", spec: "job.yaml")
        #expect(spec.exitCode == 64, "\(spec)")
        #expect(spec.errors.contains("spec.yaml:") && spec.errors.contains("did you mean \"filter\"?"), "\(spec)")

        try folder.files.remove("spec.yaml")
        let missing = try await schedule("--at", "02:00", "--install", spec: "job.yaml")
        #expect(missing.exitCode == 66, "\(missing)")
        #expect(!folder.files.exists("config"))
        let beside = try await schedule("--at", "02:00", "spec.yaml", spec: "job.yaml")
        #expect(beside.exitCode == 64, "\(beside)")
    }
}
