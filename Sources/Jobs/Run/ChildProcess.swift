// Runs a program to its end beside others. The only file here that starts one.

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
import Readers
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A program in a process group of its own, so that a terminal's Ctrl-C reaches the job alone, which then decides.
struct ChildProcess: Sendable {
    /// A path, or a name to be found by PATH.
    var program: String
    var arguments: [String]
    /// nil for the job's own.
    var folder: String?
    /// What stands in its stdin.
    var input: String = ""

    struct Outcome: Sendable {
        var end: ProcessEnd
        /// Of stdout.
        var lines: [String] = []
        /// Of stderr, the last ones.
        var lastErrors: [String] = []
    }

    /// Lines of stderr that are kept for an error.
    private static let keptErrors = 20

    /// - Parameters:
    ///   - signals: numbers that are sent to it; with a minus, to its whole group.
    ///   - children: told of it while it runs.
    ///   - show: told of each line that it writes to stderr.
    func run(
        signals: AsyncStream<Int32>, children: Children, show: @escaping @Sendable (String) -> Void
    ) async -> Outcome {
        var options = PlatformOptions()
        options.processGroupID = 0
        let stdin: Int32
        do throws(ChildInput.Failure) {
            stdin = try ChildInput.descriptor(of: input)
        } catch {
            return Outcome(end: .notStarted(error.reason))
        }
        do {
            let result = try await Subprocess.run(
                program.contains("/") ? .path(FilePath(program)) : .name(program),
                arguments: Arguments(arguments), workingDirectory: folder.map { FilePath($0) },
                platformOptions: options, input: .fileDescriptor(.init(rawValue: stdin), closeAfterSpawningProcess: true), output: .sequence, error: .sequence
            ) { execution in
                let process = execution.processIdentifier.value
                children.add(process)
                defer { children.remove(process) }
                return try await withThrowingTaskGroup(of: Part.self) { group in
                    group.addTask { .output(try await Self.lines(of: execution.standardOutput)) }
                    group.addTask { .errors(try await Self.show(execution.standardError, show)) }
                    group.addTask {
                        for await number in signals { kill(number < 0 ? -process : process, abs(number)) }
                        return .signals
                    }
                    return try await Self.outcome(of: &group)
                }
            }
            var outcome = result.closureResult
            switch result.terminationStatus {
            case .exited(let code): outcome.end = .exited(code)
            case .signaled(let number): outcome.end = .killed(signal: number)
            }
            return outcome
        } catch let error as SubprocessError {
            return Outcome(end: .notStarted(reason(error)))
        } catch {
            return Outcome(end: .notStarted("\(error)"))
        }
    }

    private enum Part: Sendable {
        case output([String])
        case errors([String])
        case signals
    }

    /// Once both pipes are closed there is nobody to send a signal to.
    private static func outcome(of group: inout ThrowingTaskGroup<Part, any Error>) async throws -> Outcome {
        var outcome = Outcome(end: .exited(0))
        var open = 2
        while open > 0, let part = try await group.next() {
            switch part {
            case .output(let lines): outcome.lines = lines
            case .errors(let lines): outcome.lastErrors = lines
            case .signals: continue
            }
            open -= 1
        }
        group.cancelAll()
        return outcome
    }

    private static func lines(of output: SubprocessOutputSequence) async throws -> [String] {
        var lines = JSONLines()
        for try await buffer in output { buffer.withUnsafeBytes { lines.add($0) } }
        lines.finish()
        return lines.lines
    }

    private static func show(
        _ errors: SubprocessOutputSequence, _ show: (String) -> Void
    ) async throws -> [String] {
        var lines = LastLines(kept: keptErrors)
        for try await buffer in errors { buffer.withUnsafeBytes { lines.add($0) }.forEach(show) }
        lines.finish().forEach(show)
        return lines.last
    }

    private func reason(_ error: SubprocessError) -> String {
        switch error.code {
        case .executableNotFound: "there is no such program as \(program)"
        case .failedToChangeWorkingDirectory: "the folder \(folder ?? "") can't be entered"
        default: error.underlyingError.map { "\($0)" } ?? error.description
        }
    }
}
