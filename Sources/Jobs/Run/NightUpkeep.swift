// `maintenance:` of a job, behind its pipelines.

import Flow
import Foundation
import Ledger
import PipelineSpec
import RowModel

/// Maintains the databases of a night one after the other, each by a `weir maintain` of its own, so that one that is damaged
/// or hangs is no danger to the others.
struct NightUpkeep: Sendable {
    private let plan: JobPlan
    private let children: Children
    private let interruption: Interruption
    private let show: @Sendable (String) -> Void

    init(_ plan: JobPlan, _ children: Children, _ interruption: Interruption, _ show: @escaping @Sendable (String) -> Void) {
        self.plan = plan
        self.children = children
        self.interruption = interruption
        self.show = show
    }

    /// - Returns: the signal by which it was interrupted.
    func run(noting book: inout NightBook) async -> Int32? {
        guard let spec = plan.maintenance, !book.isDry else { return nil }
        // What no load has made yet is nothing to maintain.
        for database in plan.databases where FileManager.default.fileExists(atPath: database) {
            let (signals, told) = AsyncStream.makeStream(of: Int32.self)
            let (asked, asking) = AsyncStream.makeStream(of: Int32.self)
            interruption.listen { cause in
                told.yield(cause.signal)
                asking.yield(cause.signal)
            }
            let child = ChildProcess(program: OwnExecutable.path, arguments: Self.arguments(spec, database))
            let outcome = await child.run(signals: signals, children: children) { _ in }
            interruption.listen(nil)
            asking.finish()
            await book.maintained(database, MaintenanceOutcome(outcome, of: database), show)
            for await signal in asked {
                book.upkeepWasCutShort()
                return signal
            }
        }
        return nil
    }

    private static func arguments(_ spec: MaintenanceSpec, _ database: String) -> [String] {
        var arguments = ["maintain", "--json"]
        if spec.integrityCheck != .none { arguments += ["--integrity", spec.integrityCheck.rawValue] }
        if let backup = spec.backup { arguments += ["--backup=\(backup.folder)", "--keep", "\(backup.keep)"] }
        if let days = spec.retentionDays { arguments += ["--prune", "\(days)d"] }
        if spec.optimizes { arguments.append("--optimize") }
        return arguments + ["--", database]
    }
}

/// What `weir maintain --json` has said of a database.
struct MaintenanceOutcome: Sendable {
    private(set) var tasks: [NightMaintenance] = []
    /// 0 if all has gone well.
    let code: Int32

    private struct Summary: Decodable {
        struct Task: Decodable {
            var task: String
            var succeeded: Bool
            var detail: String
            var seconds: Double
        }

        struct Failure: Decodable {
            var message: String
        }

        var tasks: [Task]
        var failure: Failure?
    }

    init(_ outcome: ChildProcess.Outcome, of database: String) {
        code = outcome.end.code
        let summary = outcome.lines.first.flatMap { try? JSONDecoder().decode(Summary.self, from: Data($0.utf8)) }
        tasks = summary?.tasks.map { task in
            NightMaintenance(
                position: 0, database: database, task: task.task, succeeded: task.succeeded, detail: task.detail,
                seconds: task.seconds)
        } ?? []
        guard code != 0, tasks.allSatisfy(\.succeeded) else { return }
        let detail = summary?.failure?.message ?? outcome.said ?? "it ended without a word"
        tasks.append(
            NightMaintenance(
                position: 0, database: database, task: "maintenance", succeeded: false, detail: detail, seconds: 0))
    }
}

extension Interruption.Cause {
    var signal: Int32 {
        switch self {
        case .interrupt: SIGINT
        case .termination, .cancellation: SIGTERM
        }
    }
}
