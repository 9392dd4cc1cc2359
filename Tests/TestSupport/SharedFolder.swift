// Where tests find the real files and conformance suites that are not part of the repository.

import Foundation

/// The folder `shared` beside the repository. Tests that read from it are skipped, saying so, where it is absent.
public enum SharedFolder {
    public static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// `WEIR_SHARED` names it for a checkout that stands elsewhere.
    public static let url: URL = {
        if let path = ProcessInfo.processInfo.environment["WEIR_SHARED"] { return URL(filePath: path) }
        return repository.deletingLastPathComponent().appending(path: "shared")
    }()

    public static let isPresent = FileManager.default.fileExists(atPath: url.path)
}
