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

func printToStandardError(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text.terminalSafe + "\n").utf8))
}

/// Prints to stdout; a reader that has gone away is no error of ours.
func printToStandardOutput(_ text: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
}
