// Writing to a pipe that nobody reads any more.

import Foundation
import Testing

@testable import Readers

/// Signals of the test's own thread that have arrived; each arrives on the thread that wrote.
nonisolated(unsafe) private var brokenPipes = 0

@Suite("quiet writes", .serialized) struct QuietWriteTests {
    @Test("a broken pipe is an error code, and no signal, though the process asks for it")
    func brokenPipe() {
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        QuietWrite.prepare(ends[1])
        let before = signal(SIGPIPE) { _ in brokenPipes += 1 }
        defer {
            signal(SIGPIPE, before)
            close(ends[1])
        }
        let bytes: [UInt8] = [1, 2, 3]
        #expect(bytes.withUnsafeBytes { QuietWrite.write($0, to: ends[1]) } == 3)
        close(ends[0])
        brokenPipes = 0
        let (count, code) = bytes.withUnsafeBytes { (QuietWrite.write($0, to: ends[1]), errno) }
        #expect(count == -1 && code == EPIPE && brokenPipes == 0)
        #if !canImport(Darwin)
            // What it would have been.
            #expect(bytes.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) } == -1 && brokenPipes == 1)
        #endif
    }
}
