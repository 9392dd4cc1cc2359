// What a terminal says of itself.

import Foundation

/// Columns and lines of a terminal.
struct TerminalSize: Equatable {
    var width: Int
    var height: Int

    /// What terminals have been like since the VT100.
    static let usual = TerminalSize(width: 80, height: 24)

    /// Of the terminal behind a file descriptor now (ioctl_tty(2), TIOCGWINSZ); the usual size where it says none.
    init(of file: Int32) {
        var size = winsize()
        guard ioctl(file, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            self = .usual
            return
        }
        self.init(width: Int(size.ws_col), height: Int(size.ws_row))
    }

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}

/// Whether the process may write to its terminal: a job in the background would be stopped for it where the terminal
/// is set so (`stty tostop`), and would draw over what the shell shows.
func isInForeground(of file: Int32) -> Bool {
    let group = tcgetpgrp(file)
    return group < 0 || group == getpgrp()
}
