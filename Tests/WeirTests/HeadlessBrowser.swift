// A browser without a window, as the judge of a page.

import Foundation
import TestSupport

/// Chromium, where it is installed.
enum HeadlessBrowser {
    static let path: String? = ["chromium", "chromium-browser", "google-chrome"].lazy
        .flatMap { name in
            (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map {
                "\($0)/\(name)"
            }
        }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    struct Visit {
        /// The page as it is once it is loaded.
        var document: String
        /// What the page had to say in the console, such as a script's error or a policy that was broken.
        var console: [String]
    }

    /// Loads a file, with a network in which no name is known.
    static func visit(_ page: String) async throws -> Visit {
        let profile = try TemporaryFolder()
        let end = try await Program.run(
            path ?? "chromium",
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-logging=stderr",
                "--v=0",
                "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=\(profile.path("profile"))", "--dump-dom",
                URL(filePath: page).absoluteString,
            ])
        guard end.exitCode == 0 else { throw Failure(end: end) }
        return Visit(
            document: end.output, console: end.errors.components(separatedBy: "\n").filter { $0.contains(":CONSOLE") })
    }

    struct Failure: Error, CustomStringConvertible {
        var end: ProgramEnd
        var description: String { "the browser failed: \(end)" }
    }
}
