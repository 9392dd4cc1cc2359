// Paths in a spec are relative to the spec's folder.

import Foundation

public enum SpecRelativePath {
    /// `path` as seen from where the user stands: behind `folder`, with `name/..` taken out where `name` is a real
    /// folder, so that messages say `build/orders.sqlite` and not `pipelines/../build/orders.sqlite`.
    public static func resolve(_ path: String, relativeTo folder: String) -> String {
        if path.hasPrefix("/") || folder.isEmpty { return path }
        let isAbsolute = folder.hasPrefix("/")
        var parts: [Substring] = []
        for part in "\(folder)/\(path)".split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != "..", isRealFolder(parts, isAbsolute) {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
    }

    /// Behind a symbolic link `..` is not where the path says.
    private static func isRealFolder(_ parts: [Substring], _ isAbsolute: Bool) -> Bool {
        var status = stat()
        let path = (isAbsolute ? "/" : "") + parts.joined(separator: "/")
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
