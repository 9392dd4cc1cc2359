// The real program.

import Foundation

/// Runs the `weir` that `swift build` made.
public enum WeirBinary {
    /// `WEIR_BINARY` names another.
    public static let path: String =
        ProcessInfo.processInfo.environment["WEIR_BINARY"]
        ?? SharedFolder.repository.appending(path: ".build/debug/weir").path(percentEncoded: false)

    public static func run(
        _ arguments: [String], environment: [String: String] = [:], in directory: URL? = nil
    ) async throws -> ProgramEnd {
        try await Program.run(path, arguments, environment: environment, in: directory)
    }
}
