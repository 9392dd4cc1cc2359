// Where fuzzed contents lie for those who read files, and where nothing else may appear.

import Foundation
import TestSupport

/// One folder for the life of the process.
enum ScratchFolder {
    private static let removal: Void = {
        atexit { try? FileManager.default.removeItem(at: ScratchFolder.url) }
    }()

    static let url: URL = {
        let url = FileManager.default.temporaryDirectory.appending(path: "weir-fuzz-\(ProcessInfo.processInfo.processIdentifier)")
        try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        _ = removal
        return url
    }()

    /// Lends a file with this content, under a name of its own.
    static func withFile<Result>(_ content: [UInt8], _ use: (String) throws -> Result) throws -> Result {
        let file = url.appending(path: UUID().uuidString)
        do {
            try Data(content).write(to: file)
        } catch {
            throw FuzzFault("no file to fuzz with: \(error)")
        }
        defer { try? FileManager.default.removeItem(at: file) }
        return try use(file.path(percentEncoded: false))
    }
}
