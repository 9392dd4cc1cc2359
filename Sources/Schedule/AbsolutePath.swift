// Paths as a program started elsewhere needs them.

import Foundation
import RowModel

extension String {
    /// Seen from the root, without links in what is there of it.
    ///
    /// - Parameter folder: an absolute path, to which this one is relative.
    func absolutePath(from folder: String) -> String {
        let path = hasPrefix("/") ? self : folder + "/" + self
        // What is not there yet can't be a link: the nearest that is there is what counts.
        var missing: [String] = []
        var present = path
        while present != "/" {
            if let real = present.realPath {
                return missing.reversed().reduce(real) { $1 == "." ? $0 : $1 == ".." ? $0.folderPart : $0.appendingPart($1) }
            }
            missing.append(String(present.dropFirst(present.folderPart.count).drop { $0 == "/" }))
            present = present.folderPart
            if present.isEmpty { break }
        }
        return missing.reversed().reduce("/") { $0.appendingPart($1) }
    }

    private func appendingPart(_ part: String) -> String {
        part.isEmpty ? self : hasSuffix("/") ? self + part : self + "/" + part
    }

    /// Whether the path is a folder's, or leads to something in it.
    func isWithin(_ folder: String) -> Bool { self == folder || hasPrefix(folder.hasSuffix("/") ? folder : folder + "/") }
}
