// How the process ends: what goes to stderr, and the exit code of DESIGN's table.

import ArgumentParser
import Foundation
import Reporting
import RowModel

/// Prints the error and exits. ArgumentParser's own errors (usage, --help, --version) keep its texts; usage errors are
/// 64.
func end(with error: any Error) -> Never {
    if let error = error as? any WeirError {
        printToStandardError(error.description)
        end(with: error.exitCode)
    }
    Weir.exit(withError: error)
}

func end(with code: RowModel.ExitCode) -> Never {
    exit(code.rawValue)
}

/// For a process with a thread that can't be freed: nothing is cleared up, and the next one finds the database as after a
/// crash.
@Sendable func endAtOnce(with error: any WeirError) {
    printToStandardError("failed: \(error.description)")
    _exit(error.exitCode.rawValue)
}

func printToStandardError(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text.terminalSafe + "\n").utf8))
}

/// Prints to stdout. A reader that has gone away is no error of ours; a full disk is one, and ends the process.
func printToStandardOutput(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    var written = 0
    while written < bytes.count {
        let count = bytes[written...].withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
        if count >= 0 {
            written += count
        } else if errno == EPIPE {
            return
        } else if errno != EINTR {
            printToStandardError("stdout: can't be written: \(String(cString: strerror(errno)))")
            end(with: .ioError)
        }
    }
}
