// How a file is named to a person.

import Foundation

extension String {
    /// An absolute path as seen from the current folder, if it is below it; else as it is.
    var relativeToCurrentFolder: String {
        let folder = FileManager.default.currentDirectoryPath
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        return hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
