// Where a shard is loaded before anybody sees it.

import Foundation
import Ledger
import RowModel

/// A database in a folder for what may be lost, under a name that no other attempt at the shard has. It is removed with
/// the last reference to it; what a killed attempt has left, the next one on the machine removes.
public final class ScratchDatabase {
    public let path: String

    /// - Parameter name: what the attempts at one shard have in common.
    /// - Throws: ``ShardError``
    init(in folder: String, named name: String) throws(ShardError) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .cannotMakeFolder(path: folder, reason: error.localizedDescription)
        }
        let folder = folder.realPath ?? folder
        Self.removeLeftovers(of: name, in: folder)
        path = "\(folder)/\(name)-\(getpid())-\(UInt32.random(in: 0...(.max))).sqlite"
    }

    deinit { remove() }

    public func remove() { Self.remove(path) }

    private static func remove(_ path: String) {
        for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
    }

    private static func removeLeftovers(of name: String, in folder: String) {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for file in files where file.hasPrefix(name + "-") && file.hasSuffix(".sqlite") {
            let path = "\(folder)/\(file)"
            // Whoever is alive holds the lock.
            guard let lock = try? HeldLock(path: LockFile.path(ofDatabase: path)) else { continue }
            remove(path)
            withExtendedLifetime(lock) {}
        }
    }
}
