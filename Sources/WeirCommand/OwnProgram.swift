// Where this program is, for whoever starts it again.

import Foundation
import RowModel

enum OwnProgram {
    /// An absolute path: the one by which it was called, if it leads here, so that an upgrade behind a link is followed.
    static var path: String {
        let own = "/proc/self/exe".realPath ?? Bundle.main.executablePath ?? CommandLine.arguments[0]
        return called.first { $0.hasPrefix("/") && $0.realPath == own } ?? own
    }

    /// What the name it was called by may mean.
    private static var called: [String] {
        let name = CommandLine.arguments[0]
        if name.contains("/") { return [name] }
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        return folders.map { "\($0)/\(name)" }
    }
}
