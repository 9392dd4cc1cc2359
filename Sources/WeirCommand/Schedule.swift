// weir schedule

import ArgumentParser
import Flow
import Foundation
import Jobs
import PipelineSpec
import RowModel
import Schedule

struct ScheduleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Print or install a timer that runs a job or specs: systemd's, or a line for cron.",
        discussion: """
            All is checked first; inputs need not be there yet. The service may write only where the databases are. With \
            --install its files go to the user's own units, and the timer is started if systemd's user manager answers.

            Example: weir schedule pipelines/nightly.yaml --at 02:00 --every mon..fri --install
            """)

    @OptionGroup var options: SpecOptions

    @Option(help: ArgumentHelp("The time of day.", valueName: "hh:mm"))
    var at: String

    @Option(help: ArgumentHelp("day, or days such as mon..fri or tue,sat.", valueName: "days"))
    var every = "day"

    @Option(help: ArgumentHelp("The time zone of --at, such as Europe/Berlin. Default: the job's, else the machine's.", valueName: "zone"))
    var timeZone: String?

    @Option(help: ArgumentHelp("What the timer is called. Default: weir- and the job's or pipeline's name.", valueName: "name"))
    var name: String?

    @Flag(help: "Print a line for a crontab instead of systemd's units.")
    var cron = false

    @Flag(help: "For the machine's manager instead of the user's; prints what root is to install, unless called as root.")
    var system = false

    @Option(help: ArgumentHelp("With --system, who the load runs as. Default: who calls this.", valueName: "user"))
    var runAs: String?

    @Flag(help: "Put the units in place, and start the timer.")
    var install = false

    @Option(help: ArgumentHelp("With --install, put the units into this folder, and start nothing.", valueName: "folder"))
    var into: String?

    @Flag(help: "With --install, also replace a unit that was changed by hand or starts something else.")
    var force = false

    func validate() throws {
        if cron, install || system { throw ValidationError("--cron prints a line; leave --install and --system out") }
        if into != nil, !install { throw ValidationError("--into says where --install puts units") }
        if force, !install { throw ValidationError("--force is for --install") }
        if runAs != nil, !system { throw ValidationError("--run-as is for --system; a user's own units run as that user") }
    }

    mutating func run() throws {
        let scope = try scope()
        // What is wrong with the time is told before what is wrong with a spec.
        var timing = try Timing(at: at, every: every, zone: timeZone)
        let program = OwnProgram.path
        let current = FileManager.default.currentDirectoryPath
        let load: ScheduledLoad
        if let job = try options.onlyJob {
            let plan = try checked(job: job)
            load = try ScheduledLoad(plan, program: program, parameters: options.values, folder: current)
            if timeZone == nil { timing = try Timing(at: at, every: every, zone: plan.job.timeZone) }
        } else {
            load = try ScheduledLoad(checkedSpecs(), program: program, parameters: options.values, folder: current)
        }
        if cron { return printToStandardOutput(try CrontabLine(load, timing: timing).text) }
        let unitName = try name.map { try UnitName($0) } ?? UnitName(for: load.name)
        let environment = ProcessInfo.processInfo.environment
        let units = SystemdUnits(
            load, timing: timing, name: unitName, scope: scope,
            environmentFile: (system ? "/etc" : try UnitFolder.configurationFolder(environment: environment))
                + "/weir/\(unitName.text).env")
        let folder = try into.map { UnitFolder(path: $0) } ?? (system ? .ofMachine : .ofUser(environment: environment))
        guard install else { return printToStandardOutput(units.text(for: folder, missing: load.missingFolders)) }
        if scope == .user { try load.missingFolders.forEach { try UnitFolder.make(folder: $0) } }
        try folder.install(units.files, overwrites: force).forEach { printToStandardOutput($0) }
        if into == nil { try start(units, of: load) }
    }

    private func scope() throws -> UnitScope {
        guard system else { return .user }
        let user = runAs ?? NSUserName()
        let isName = user.utf8.allSatisfy { $0 > UInt8(ascii: " ") && $0 < 0x7F && $0 != UInt8(ascii: "%") }
        guard isName, !user.isEmpty else { throw ScheduleError.user(user) }
        return .system(runAs: user)
    }

    /// All faults at once.
    private func checkedSpecs() throws -> [PipelineSpec] {
        try sparingInputs { _ = try PipelineCompiler.compile(paths: options.specs, parameters: options.values) }
        return try options.specs.map { try PipelineSpec.load(path: $0, parameters: options.values) }
    }

    private func checked(job path: String) throws -> JobPlan {
        let plan = try JobPlan(path: path, given: options.values, now: NightClock.now)
        try sparingInputs { _ = try JobCheck(plan) }
        return plan
    }

    /// An input that is not there yet is told, and no reason not to schedule the load that waits for it. (A spec that is not there
    /// fails what comes next.)
    private func sparingInputs(_ check: () throws -> Void) throws {
        do {
            try check()
        } catch let error as any WeirError where error.exitCode == .noInput {
            printToStandardError("note: \(error.description)")
        }
    }

    private func start(_ units: SystemdUnits, of load: ScheduledLoad) throws {
        guard units.scope == .user, UserManager.answers else {
            return printToStandardOutput("to start it:\n" + units.steps(missing: load.missingFolders).joined(separator: "\n"))
        }
        try UserManager.enable(units.name.timer)
        printToStandardOutput("\(units.name.timer) is started; systemctl --user list-timers shows when it comes next")
        if !UserManager.lingers(user: NSUserName()) {
            printToStandardOutput("for nights on which you are not logged in: loginctl enable-linger")
        }
    }
}
