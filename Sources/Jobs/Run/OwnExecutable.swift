// The program that runs, as a child is to be started from it.

import Foundation
import RowModel

enum OwnExecutable {
    /// On Linux the kernel's own link to it: also right when the file was replaced meanwhile, as by an upgrade.
    static let path: String = {
        let link = "/proc/self/exe"
        if access(link, X_OK) == 0 { return link }
        let first = CommandLine.arguments.first ?? "weir"
        return first.contains("/") ? first.realPath ?? first : first
    }()
}
