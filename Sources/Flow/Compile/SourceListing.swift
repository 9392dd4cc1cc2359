// Which inputs a source means: the files of its patterns, a command, or stdin.

import Foundation
import Ledger
import PipelineSpec
import Readers

/// Expands the patterns of a spec, in their order, each one's matches sorted by name.
enum SourceListing {
    /// The inputs of a source, in order.
    static func inputs(_ origin: SourceOrigin, relativeTo folder: String) throws(FlowError) -> [SourceInput] {
        switch origin {
        case .files(let patterns): try files(patterns, relativeTo: folder)
        case .command(let arguments): [.command(SourceCommand(arguments.map(\.value), in: folder.absolutePath))]
        case .stdin: [.stdin]
        }
    }

    /// - Parameters:
    ///   - patterns: paths or glob(7) patterns, relative to `folder`. A path that exists as written is never taken as a
    ///     pattern.
    ///   - folder: the spec's folder.
    /// - Returns: each file once, however many patterns match it.
    /// - Throws: ``FlowError`` for a pattern without a match, a missing or unreadable file, a folder.
    static func files(_ patterns: [Located<String>], relativeTo folder: String) throws(FlowError) -> [SourceInput] {
        let listed = try list(patterns, relativeTo: folder)
        return (0..<listed.count).map { file in
            SourceInput(name: listed.name(of: file), identity: listed.identity(of: file), origin: .file(listed.status(of: file)))
        }
    }

    /// As ``files(_:relativeTo:)``, in little memory.
    static func list(_ patterns: [Located<String>], relativeTo folder: String) throws(FlowError) -> ListedFiles {
        var files = ListedFiles()
        for pattern in patterns { try add(pattern.value, relativeTo: folder, to: &files) }
        files.removeRepetitions()
        return files
    }

    private static func add(
        _ pattern: String, relativeTo folder: String, to files: inout ListedFiles
    ) throws(FlowError) {
        let path = SpecRelativePath.resolve(pattern, relativeTo: folder)
        if FileManager.default.fileExists(atPath: path) || !pattern.contains(where: "*?[".contains) {
            return try add(file: path, to: &files)
        }
        var found = glob_t()
        defer { globfree(&found) }
        switch glob(escapingFolder(of: path, pattern: pattern), 0, nil, &found) {
        case 0:
            files.reserve(Int(found.gl_pathc))
            // glob(3) sorts by the locale's collation; C's is set, so by bytes.
            for match in 0..<Int(found.gl_pathc) {
                if let path = found.gl_pathv[match] { try add(file: String(cString: path), to: &files) }
            }
        case GLOB_NOMATCH:
            throw .noMatch(pattern: path)
        default:
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
    }

    /// Only what the spec says is a pattern: the folder it stands in may have brackets in its name.
    private static func escapingFolder(of path: String, pattern: String) -> String {
        let own = pattern.split(separator: "/").count { $0 != "." && $0 != ".." }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let folder = parts.dropLast(own).map { part in
            part.reduce(into: "") { escaped, character in
                if "*?[\\".contains(character) { escaped += "\\" }
                escaped.append(character)
            }
        }
        return (folder + parts.suffix(own).map(String.init)).joined(separator: "/")
    }

    private static func add(file path: String, to files: inout ListedFiles) throws(FlowError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw failure(path) }
        let isLink = status.st_mode & S_IFMT == S_IFLNK
        if isLink, stat(path, &status) != 0 { throw failure(path) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .folder(path: path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        guard isReadable(path, status) else { throw failure(path) }
        files.append(path, FileStatus(status), linkedTo: isLink ? path.realPath ?? path.absolutePath : nil)
    }

    private static func isReadable(_ path: String, _ status: stat) -> Bool {
        // An owner's bits are not overruled by any list; all else is asked of the kernel.
        if status.st_uid == getuid(), status.st_mode & S_IRUSR != 0 { return true }
        return access(path, R_OK) == 0
    }

    private static func failure(_ path: String) -> FlowError {
        errno == ENOENT || errno == ENOTDIR
            ? .missing(path: path) : .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
}
