// Maintenance of one database: the tasks in their order, while no run has it.

import Foundation
import GRDB
import Ledger
import PipelineSpec
import RowModel

/// Does what is asked for, in this order: check, backup, retention, optimize. The first that fails ends it: what is damaged is not
/// copied over good copies, and what could not be copied is not pruned.
public struct MaintenanceRun: Sendable {
    private let path: String
    private let spec: MaintenanceSpec

    /// - Parameters:
    ///   - database: it has to be there.
    ///   - spec: a relative folder for backups is taken as the process sees it.
    public init(database: String, _ spec: MaintenanceSpec) {
        path = database
        self.spec = spec
    }

    /// Blocks until all is done. Does not throw: a failure is part of the report.
    public func run() -> MaintenanceReport {
        var report = MaintenanceReport(database: path)
        do {
            guard FileManager.default.fileExists(atPath: path) else { throw MaintenanceError.databaseMissing(path: path) }
            let lock = try lock()
            try withExtendedLifetime(lock) {
                let database = try open()
                for task in tasks { try perform(task, on: database, &report) }
                try? database.close()
            }
        } catch {
            report.failure = failure(for: error)
        }
        return report
    }

    private var tasks: [MaintenanceTask] {
        MaintenanceTask.allCases.filter { task in
            switch task {
            case .integrityCheck: spec.integrityCheck != .none
            case .backup: spec.backup != nil
            case .retention: spec.retentionDays != nil
            case .optimize: spec.optimizes
            }
        }
    }

    private func perform(_ task: MaintenanceTask, on database: DatabaseQueue, _ report: inout MaintenanceReport) throws {
        let start = ContinuousClock().now
        func note(_ succeeded: Bool, _ detail: String) {
            let seconds = (ContinuousClock().now - start).seconds.rounded(toPlaces: 3)
            report.results.append(
                MaintenanceResult(task: task, succeeded: succeeded, detail: detail, seconds: seconds))
        }
        do {
            note(true, try detail(of: task, on: database))
        } catch {
            note(false, failure(for: error).description)
            throw error
        }
    }

    /// Does a task.
    /// - Returns: what was done, in words.
    private func detail(of task: MaintenanceTask, on database: DatabaseQueue) throws -> String {
        switch task {
        case .integrityCheck:
            if let faults = try IntegrityPragma(spec.integrityCheck).faults(of: database) {
                throw MaintenanceError.damaged(path: path, faults: faults)
            }
            return spec.integrityCheck == .full ? "sound" : "sound, as far as the quick check looks"
        case .backup: return try spec.backup.map { try DatabaseBackup(of: path, $0).make(from: database).text } ?? ""
        case .retention:
            return try spec.retentionDays.map { days in
                try LedgerPruning.prune(database, keepingDays: days)?.text(days: days) ?? "no ledger"
            } ?? ""
        case .optimize: return try Analysis.run(on: database).counted("table") + " analyzed"
        }
    }

    private func lock() throws -> HeldLock {
        do {
            return try HeldLock(path: LockFile.path(ofDatabase: path))
        } catch HeldLock.Refusal.held(let holder) {
            throw MaintenanceError.running(path: path, holder: holder)
        } catch HeldLock.Refusal.cannotMake(let reason) {
            throw MaintenanceError.cannotOpen(path: path, message: "its lock file can't be made (\(reason))")
        }
    }

    private func open() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "weir.maintenance"
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(10)
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private func failure(for error: any Error) -> any WeirError {
        switch error {
        case let error as DatabaseError: MaintenanceError(error, path: path)
        case let error as any WeirError: error
        default: MaintenanceError.other(path: path, message: "\(error)")
        }
    }
}

extension LedgerPruning {
    fileprivate func text(days: Int) -> String {
        if runs == 0, sampledRuns == 0 { return "nothing to take out of the ledger that is older than \(days.counted("day"))" }
        var parts: [String] = []
        if runs > 0 {
            parts.append("\(inputs.counted("input")) and \(rejects.counted("reject")) of \(runs.counted("replaced run"))")
        }
        if sampledRuns > 0 { parts.append("samples of \(sampledRuns.counted("run"))") }
        return parts.joined(separator: ", ") + " taken out of the ledger"
    }
}
