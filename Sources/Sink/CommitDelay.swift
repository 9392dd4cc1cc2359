// A test hook: a sink that is as slow as a test wants it.

import Foundation

/// `WEIR_TEST_COMMIT_DELAY_MS` makes every commit take that much longer, to show that a slow sink holds back the reader
/// and memory stays flat. Not for use.
enum CommitDelay {
    static let seconds: Double =
        (ProcessInfo.processInfo.environment["WEIR_TEST_COMMIT_DELAY_MS"].flatMap(Double.init) ?? 0) / 1000

    static func wait() {
        if seconds > 0 { Thread.sleep(forTimeInterval: seconds) }
    }
}
