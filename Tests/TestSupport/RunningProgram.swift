// Other programs: started, fed, waited for, killed.

import Foundation
import Synchronization

/// What a program left behind when it ended.
public struct ProgramEnd: Sendable, CustomStringConvertible {
    public var exitCode: Int32
    /// Ended by a signal, whose number `exitCode` then is.
    public var wasKilled: Bool
    public var output: String
    public var errors: String

    /// For a failed expectation.
    public var description: String {
        "\(wasKilled ? "signal" : "exit code") \(exitCode)\nstdout: \(output)\nstderr: \(errors)"
    }
}

/// A child process. Its stdout and stderr go to files, so that no pipe can fill up while nobody reads.
public final class RunningProgram: @unchecked Sendable {
    private let process = Process()
    private let folder: TemporaryFolder
    private let end: AsyncStream<Void>
    private let input = Pipe()

    /// A child that is started while another's pipes are being made would inherit them.
    private static let starting = Mutex(())

    /// - Parameters:
    ///   - program: an absolute path, or a name to be found by env(1).
    ///   - environment: variables to add to this process's.
    ///   - directory: where it runs.
    public init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], in directory: URL? = nil
    ) throws {
        folder = try TemporaryFolder()
        let isPath = program.hasPrefix("/")
        process.executableURL = URL(filePath: isPath ? program : "/usr/bin/env")
        process.arguments = isPath ? arguments : [program] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.currentDirectoryURL = directory
        try folder.write("stdout", "")
        try folder.write("stderr", "")
        let output = try FileHandle(forWritingTo: folder.url.appending(path: "stdout"))
        let errors = try FileHandle(forWritingTo: folder.url.appending(path: "stderr"))
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = input
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        end = stream
        process.terminationHandler = { _ in continuation.finish() }
        try Self.starting.withLock { _ in try process.run() }
        try? output.close()
        try? errors.close()
    }

    /// Writes to the program's stdin.
    public func type(_ text: String) throws {
        try type(Array(text.utf8))
    }

    public func type(_ bytes: [UInt8]) throws {
        try input.fileHandleForWriting.write(contentsOf: Data(bytes))
    }

    public var output: String { String(decoding: (try? folder.bytes("stdout")) ?? [], as: UTF8.self) }
    public var errors: String { String(decoding: (try? folder.bytes("stderr")) ?? [], as: UTF8.self) }
    public var isRunning: Bool { process.isRunning }
    public var processIdentifier: Int32 { process.processIdentifier }

    public func kill() {
        send(SIGKILL)
    }

    public func send(_ signal: Int32) {
        Foundation.kill(process.processIdentifier, signal)
    }

    /// Closes stdin and waits for the program; a test that is cancelled kills it.
    public func wait() async -> ProgramEnd {
        try? input.fileHandleForWriting.close()
        await withTaskCancellationHandler {
            for await _ in end {}
            // A cancelled task's loop ends at once.
            while process.isRunning { usleep(1000) }
        } onCancel: {
            kill()
        }
        return ProgramEnd(
            exitCode: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
            output: output, errors: errors)
    }
}
