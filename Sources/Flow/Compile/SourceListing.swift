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
        case .command(let arguments): [.command(SourceCommand(arguments.map(\.value), in: absolute(folder)))]
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
        var files: [SourceInput] = []
        var seen: Set<[UInt64]> = []
        for pattern in patterns {
            for path in try paths(pattern.value, relativeTo: folder) {
                let file = try inputFile(path)
                // By the file, not by its name: latest.csv may be a link to the night it is about.
                if seen.insert([file.status.device, file.status.inode]).inserted { files.append(file.input) }
            }
        }
        return files
    }

    private static func paths(_ pattern: String, relativeTo folder: String) throws(FlowError) -> [String] {
        let path = SpecRelativePath.resolve(pattern, relativeTo: folder)
        if FileManager.default.fileExists(atPath: path) || !pattern.contains(where: "*?[".contains) { return [path] }
        var found = glob_t()
        defer { globfree(&found) }
        switch glob(escapingFolder(of: path, pattern: pattern), 0, nil, &found) {
        case 0:
            // glob(3) sorts by the locale's collation; C's is set, so by bytes.
            return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
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

    private static func inputFile(_ path: String) throws(FlowError) -> (input: SourceInput, status: FileStatus) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw errno == ENOENT || errno == ENOTDIR
                ? .missing(path: path) : .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .folder(path: path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        guard access(path, R_OK) == 0 else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        let found = FileStatus(status)
        let identity = InputIdentity(path: path.realPath ?? absolute(path), size: found.size, modified: found.modified)
        return (SourceInput(name: path, identity: identity, origin: .file(found)), found)
    }

    private static func absolute(_ path: String) -> String {
        URL(filePath: path.isEmpty ? "." : path).standardizedFileURL.path(percentEncoded: false)
    }
}
