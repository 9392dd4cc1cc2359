// Runs a load again and again, and breaks it off each time.

import Foundation
import TestSupport

/// Strikes runs at random moments: behind a random number of commits, and a random part of the time that a commit takes. Whatever the
/// clock makes of that, every moment is a right one.
struct Disturber {
    let signal: Int32
    var random = SeededGenerator()
    /// Runs that the signal has ended.
    private(set) var strikes = 0
    /// Ends that are neither the signal's nor a good one.
    private(set) var surprises: [ProgramEnd] = []

    init(signal: Int32) {
        self.signal = signal
    }

    /// Starts one run and strikes it.
    /// - Parameter commits: the most commits to wait for.
    /// - Returns: whether the run had come to its end before.
    mutating func strike(_ folder: PipelineFolder, commits: Int) async throws -> Bool {
        let goal = folder.commits + Int.random(in: 0...commits, using: &random)
        let pause = Duration.milliseconds(Int.random(in: 0...12, using: &random))
        let run = try RunningProgram(
            WeirBinary.path, ["run", "spec.yaml"], environment: DisturbedLoad.environment, in: folder.files.url)
        while run.isRunning, folder.commits < goal { try await Task.sleep(for: .milliseconds(1)) }
        try await Task.sleep(for: pause)
        run.send(signal)
        let end = await run.wait()
        if end.wasKilled ? end.exitCode == signal : end.exitCode == 128 + signal {
            strikes += 1
            return false
        }
        if end.exitCode != 0 { surprises.append(end) }
        return end.exitCode == 0
    }
}
