// Runs the programs of a pipeline's stages while an input goes through them.

import Readers
import Transforms

/// One program for each stage that needs one, for the length of one input.
struct StagePrograms {
    let stages: [TransformStage]
    let wake: ReadWake
    /// nil where nobody watches.
    var progress: RunProgress?
    /// Told of what a program writes to stderr.
    let show: @Sendable (String) -> Void

    /// Starts the programs and calls `body`, which takes an input through the stages.
    /// - Returns: once all have ended well.
    /// - Throws: ``ReadError`` for a program that can't be started or has ended badly, or what `body` throws; then all
    ///   are killed.
    func run(_ body: () async throws -> Void) async throws {
        try await run(stages[...], body)
    }

    private func run(_ stages: ArraySlice<TransformStage>, _ body: () async throws -> Void) async throws {
        guard let stage = stages.first else { return try await body() }
        guard case .emitting(let transform) = stage.work, let needy = transform as? any ProgramStage else {
            return try await run(stages.dropFirst(), body)
        }
        let (show, progress, label, name) = (show, progress, needy.command.programName, needy.programName)
        let process = CommandProcess(needy.command, name: name, isGivenInput: true, wake: wake) { line in
            show("\(label): \(line)")
        }
        defer { progress?.noteReader { $0.programs.removeLast() } }
        progress?.noteReader { $0.programs.append(nil) }
        try await process.run { output, id in
            progress?.noteReader { $0.programs[$0.programs.count - 1] = id }
            try needy.attach(output) { waits in
                progress?.noteReader { $0.awaitedProgram = waits ? "\(name) (pid \(id))" : nil }
            }
            try await run(stages.dropFirst(), body)
            progress?.noteReader { $0.awaitedProgram = "\(name) (pid \(id))" }
        }
        progress?.noteReader { $0.awaitedProgram = nil }
    }
}
