// Puts a plan in its place: whole or not at all, and never under shards that belong to another.

import Foundation
import RowModel

public enum PlanFile {
    public enum Outcome: Sendable, Equatable {
        case written(digest: String)
        /// The same plan was there already.
        case unchanged(digest: String)
    }

    /// - Parameter force: whether it may take the place of any file.
    /// - Throws: ``PlanningError``
    public static func write(_ plan: DraftPlan, to path: String, force: Bool) throws -> Outcome {
        var status = stat()
        let isThere = stat(path, &status) == 0
        if isThere, status.st_mode & S_IFMT != S_IFREG {
            throw PlanningError.cannotCreate(path: path, reason: "something that is no file is there")
        }
        let file = try TemporaryFile(besides: path)
        let digest = try plan.write { try file.write($0) }
        if isThere {
            let old = try? PlanReader(path: path)
            if old?.digest != digest {
                if !force { try checkPlace(path, isPlan: old != nil) }
            } else if (try? old?.check()) != nil {
                return .unchanged(digest: digest)
            }
        }
        try file.publish()
        return .written(digest: digest)
    }

    private static func checkPlace(_ path: String, isPlan: Bool) throws(PlanningError) {
        guard isPlan else { throw .isNoPlan(path: path) }
        let folder = ShardFolder.standard(forPlan: path)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        if names.contains(where: { ShardName.shard(ofDatabase: $0) != nil }) { throw .hasShards(path: path, folder: folder) }
    }
}

/// A file without its final name; removed unless it gets that.
private final class TemporaryFile {
    private let path: String
    private let temporary: String
    private let descriptor: Int32
    private var isPublished = false

    init(besides path: String) throws(PlanningError) {
        self.path = path
        let folder = path.folderPart
        temporary = (folder.isEmpty ? "" : "\(folder)/") + ".\((path as NSString).lastPathComponent).\(UInt64.random(in: 0...(.max)))"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: String(cString: strerror(errno))) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if !isPublished { unlink(temporary) }
    }

    func write(_ bytes: ArraySlice<UInt8>) throws(PlanningError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw failure()
            }
        }
    }

    func publish() throws(PlanningError) {
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw failure() }
        isPublished = true
        // The name too. A file system that can't do this has done it or never will.
        let folder = open(path.folderPart.isEmpty ? "." : path.folderPart, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    private func failure() -> PlanningError { .cannotWrite(path: path, reason: String(cString: strerror(errno))) }
}
