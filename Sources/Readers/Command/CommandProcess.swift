// Runs a program while its output is read. The only file that starts one.

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
import Subprocess

/// A program in a process group of its own, as long as somebody reads what it prints. Its stdin is empty, or what it is
/// given.
public struct CommandProcess: Sendable {
    private let command: SourceCommand
    /// What the input is called in errors.
    private let name: String
    /// Whether it has a stdin to be written to.
    private let isGivenInput: Bool
    private let wake: ReadWake
    private let show: @Sendable (String) -> Void

    /// How long a program may take to end after SIGTERM.
    private static let grace = Duration.seconds(2)
    /// Milliseconds that are waited for the end of a program that is about to end.
    private static let patience: Int32 = 2000

    /// - Parameters:
    ///   - isGivenInput: whether ``CommandOutput/exchange(_:into:)`` is to write to its stdin.
    ///   - wake: ends a read that waits, and with it the program.
    ///   - show: told of each line that the program writes to stderr.
    public init(
        _ command: SourceCommand, name: String, isGivenInput: Bool = false, wake: ReadWake,
        show: @escaping @Sendable (String) -> Void
    ) {
        self.command = command
        self.name = name
        self.isGivenInput = isGivenInput
        self.wake = wake
        self.show = show
    }

    /// Runs the program and, at the same time, `body`, which reads its output to the end. The program and all it has
    /// started are killed if `body` fails.
    /// - Parameter body: gets the output and the process's id. Blocks as its caller may.
    /// - Returns: what `body` returns, once the program has ended with status 0.
    /// - Throws: ``ReadError/cannotStart(input:reason:)``, ``ReadError/commandFailed(input:end:bytes:lastLines:)``,
    ///   what `body` throws.
    public func run<Result>(_ body: (CommandOutput, Int32) async throws -> Result) async throws -> Result {
        let (output, errors, input) = try pipes()
        let exit = ReadWake()
        let source = CommandOutput(
            name: name, output: output.reading, errors: errors.reading, input: input.writing, wake: wake, exit: exit,
            show: show)
        let (started, start) = AsyncStream.makeStream(of: Int32.self)
        let (whileRead, readToEnd) = AsyncStream.makeStream(of: Never.self)
        return try await withThrowingTaskGroup(of: TerminationStatus.self) { group in
            // Not on the reader's thread, which waits for the output.
            group.addTask(executorPreference: globalConcurrentExecutor) { [self] in
                defer {
                    start.finish()
                    exit.wake()
                }
                return try await spawn(input.reading, output.writing, errors.writing, start, whileRead)
            }
            do {
                for await process in started {
                    let result = try await body(source, process)
                    readToEnd.finish()
                    try source.awaitExit()
                    try check(await group.next(), source)
                    return result
                }
            } catch let error as ReadError where error.mayFollowFromEnd {
                // Why it has ended says more.
                readToEnd.finish()
                if try source.awaitExit(atMost: Self.patience) { try check(await group.next(), source) }
                source.closePipes()
                throw error
            } catch {
                source.closePipes()
                throw error
            }
            try await group.waitForAll()
            try Task.checkCancellation()
            throw cannotStart("it did not start")
        }
    }

    private typealias Pipe = (reading: Int32, writing: Int32)

    private func pipes() throws(ReadError) -> (output: Pipe, errors: Pipe, input: Pipe) {
        var open: [Int32] = []
        func fail() -> ReadError {
            for descriptor in open where descriptor >= 0 { close(descriptor) }
            return cannotStart("too many open files")
        }
        guard let output = pipeEnds() else { throw fail() }
        open += [output.reading, output.writing]
        guard let errors = pipeEnds() else { throw fail() }
        open += [errors.reading, errors.writing]
        let nothing = isGivenInput ? -1 : Self.openNothing()
        guard let input = isGivenInput ? pipeEnds() : (nothing < 0 ? nil : (nothing, -1)) else { throw fail() }
        return (output, errors, input)
    }

    private static func openNothing() -> Int32 { open("/dev/null", O_RDONLY | O_CLOEXEC) }

    /// - Parameters:
    ///   - start: told of the process's id.
    ///   - whileRead: ends when the output has been read to its end.
    private func spawn(
        _ input: Int32, _ output: Int32, _ errors: Int32, _ start: AsyncStream<Int32>.Continuation,
        _ whileRead: AsyncStream<Never>
    ) async throws -> TerminationStatus {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: Self.grace)
        ]
        let steps = options.teardownSequence
        do {
            return try await Subprocess.run(
                executable, arguments: Arguments(Array(command.arguments.dropFirst())),
                workingDirectory: .init(command.folder), platformOptions: options,
                input: .fileDescriptor(.init(rawValue: input), closeAfterSpawningProcess: true),
                output: .fileDescriptor(.init(rawValue: output), closeAfterSpawningProcess: true),
                error: .fileDescriptor(.init(rawValue: errors), closeAfterSpawningProcess: true)
            ) { execution in
                start.yield(execution.processIdentifier.value)
                start.finish()
                for await _ in whileRead {}
                guard Task.isCancelled else { return }
                await execution.teardown(using: steps)
                // What the program has left behind. Its id can't be another's yet: nobody has asked for its status.
                kill(-execution.processIdentifier.value, SIGKILL)
            }.terminationStatus
        } catch let error as SubprocessError {
            throw cannotStart(reason(error))
        }
    }

    private var executable: Executable {
        let program = command.arguments[0]
        guard program.contains("/") else { return .name(program) }
        return .path(.init(program.hasPrefix("/") ? program : "\(command.folder)/\(program)"))
    }

    private func check(_ status: TerminationStatus?, _ source: CommandOutput) throws(ReadError) {
        let end: String
        switch status {
        case .exited(0), nil: return
        case .exited(let code): end = "exit status \(code)"
        case .signaled(let number): end = "signal \(number)"
        }
        throw .commandFailed(input: name, end: end, bytes: source.bytesRead, lastLines: source.lastLines)
    }

    private func cannotStart(_ reason: String) -> ReadError {
        .cannotStart(input: name, reason: reason)
    }

    private func reason(_ error: SubprocessError) -> String {
        switch error.code {
        case .executableNotFound: "there is no such program; check its name and PATH"
        case .failedToChangeWorkingDirectory: "its folder \(command.folder) can't be entered"
        default: error.underlyingError.map { "\($0)" } ?? error.description
        }
    }
}
