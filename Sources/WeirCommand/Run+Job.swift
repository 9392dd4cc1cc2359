// weir run of a job file.

import Flow
import Foundation
import Jobs
import Reporting
import RowModel

extension Run {
    func run(job path: String) async throws {
        let plan = try JobPlan(path: path, given: options.values, now: NightClock.now)
        let interruption = Interruption()
        let children = Children()
        // The pipelines' processes would outlive this one.
        let signals = TerminationSignals(interruption) { number in
            children.killAll()
            _exit(128 + number)
        }
        defer { withExtendedLifetime(signals) {} }
        let night = try await NightRun(
            plan,
            options: NightOptions(restarts: restart, isDry: dryRun, isQuiet: quiet, toolVersion: Weir.version),
            interruption: interruption, children: children, show: { printToStandardError($0) }
        ).run()
        if json { printToStandardOutput(night.json) }
        if !quiet {
            printToStandardError(night.text)
        } else if night.exitCode != 0 {
            printToStandardError(night.verdict)
        }
        end(with: night.exitCode.flatMap(ExitCode.init) ?? .bug)
    }
}
