// weir run of a job file.

import Flow
import Foundation
import Jobs
import Logging
import Reporting
import RowModel

extension Run {
    func run(job path: String) async throws {
        let record = MetricsRecord(path: metrics)
        let plan = try watching.reporting {
            try record.noting(job: path) { try JobPlan(path: path, given: options.values, now: NightClock.now) }
        }
        let interruption = Interruption()
        let children = Children()
        // The pipelines' processes would outlive this one.
        let signals = TerminationSignals(interruption) { number in
            children.killAll()
            _exit(128 + number)
        }
        defer { withExtendedLifetime(signals) {} }
        let logger = watching.logsJSON ? RunConsole.logger(watching) : nil
        let run = NightRun(
            plan,
            options: NightOptions(
                restarts: restart, isDry: dryRun, isQuiet: quiet, watching: watching.arguments,
                logsJSON: watching.logsJSON, toolVersion: Weir.version),
            interruption: interruption, children: children,
            show: { line in
                if let logger { logger.notice("\(line)") } else { printToStandardError(line) }
            },
            relay: { printToStandardError($0) })
        let night: NightSummary
        do {
            night = try await run.run()
        } catch {
            record.writeFailure(ofJob: path, error)
            throw error
        }
        if json { printToStandardOutput(night.json) }
        if let logger {
            logger.notice("\(night.verdict)")
        } else if !quiet {
            printToStandardError(night.text)
        } else if night.exitCode != 0 {
            printToStandardError(night.verdict)
        }
        let failure = record.write(night: night.night, journal: plan.journal)
        let code = night.exitCode.flatMap(ExitCode.init) ?? .bug
        end(with: code == .balanced ? failure ?? code : code)
    }
}
