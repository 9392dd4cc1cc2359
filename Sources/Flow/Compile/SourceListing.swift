// Which inputs a source means: the files of its patterns, a command, or stdin.

import Foundation
import Ledger
import PipelineSpec
import Readers

/// Expands the patterns of a spec, in their order, each one's matches sorted by name.
enum SourceListing {
    /// Paths that are looked under together.
    private static let block = 32_768

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
        guard files.bytes != nil else { throw .tooManyBytes }
        return files
    }

    private static func add(
        _ pattern: String, relativeTo folder: String, to files: inout ListedFiles
    ) throws(FlowError) {
        let path = SpecRelativePath.resolve(pattern, relativeTo: folder)
        if FileManager.default.fileExists(atPath: path) || !pattern.contains(where: "*?[".contains) {
            return try path.utf8CString.withUnsafeBufferPointer { bytes throws(FlowError) in
                try add(bytes.baseAddress!, FileProbe(bytes.baseAddress!), to: &files)
            }
        }
        var found = glob_t()
        defer { globfree(&found) }
        switch glob(escapingFolder(of: path, pattern: pattern), 0, nil, &found) {
        case 0:
            // glob(3) sorts by the locale's collation; C's is set, so by bytes. There is no null among so many paths.
            let paths = UnsafeRawPointer(found.gl_pathv!).assumingMemoryBound(to: UnsafePointer<CChar>.self)
            try add(UnsafeBufferPointer(start: paths, count: Int(found.gl_pathc)), to: &files)
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

    private static func add(
        _ paths: UnsafeBufferPointer<UnsafePointer<CChar>>, to files: inout ListedFiles
    ) throws(FlowError) {
        files.reserve(paths.count)
        for start in stride(from: 0, to: paths.count, by: block) {
            let some = UnsafeBufferPointer(rebasing: paths[start..<min(start + block, paths.count)])
            for (path, probe) in zip(some, FileProbe.all(some)) { try add(path, probe, to: &files) }
        }
    }

    private static func add(
        _ path: UnsafePointer<CChar>, _ probe: FileProbe, to files: inout ListedFiles
    ) throws(FlowError) {
        switch probe {
        case .file(let status, let isLink):
            // Under another name it would not be found again.
            guard isText(path) else { throw .notText(path: String(cString: path)) }
            files.append(path, status, linkedTo: isLink ? target(ofLink: String(cString: path)) : nil)
        case .folder: throw .folder(path: String(cString: path))
        case .noFile: throw .notAFile(path: String(cString: path))
        case .failure(ENOENT), .failure(ENOTDIR): throw .missing(path: String(cString: path))
        case .failure(let code): throw .unreadable(path: String(cString: path), reason: String(cString: strerror(code)))
        }
    }

    private static func isText(_ path: UnsafePointer<CChar>) -> Bool {
        let bytes = UnsafeRawBufferPointer(start: path, count: strlen(path))
        return bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
    }

    private static func target(ofLink path: String) -> String { path.realPath ?? path.absolutePath }
}
