// Where a shard is loaded before anybody sees it.

import Foundation
import Ledger
import RowModel

/// A database in a folder for what may be lost, under a name that no other attempt at the shard has. It is removed with
/// the last reference to it; what a killed attempt has left, the next one on the machine removes.
public final class ScratchDatabase {
    private static let lockSuffix = ".attempt"

    public let path: String
    /// Says that the attempt is alive, from before there is a database until it is published: the run's own lock is let go with
    /// the run.
    private var lock: HeldLock?

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
        do throws(HeldLock.Refusal) {
            lock = try HeldLock(path: path + Self.lockSuffix)
        } catch {
            let reason =
                switch error {
                case .held(let holder): "another attempt has it (\(holder))"
                case .cannotMake(let reason): reason
                }
            throw .cannotCreate(path: path, reason: reason)
        }
    }

    deinit { remove() }

    public func remove() {
        Self.remove(path)
        lock = nil
    }

    private static func remove(_ path: String) {
        for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
        unlink(LockFile.path(ofDatabase: path))
    }

    private static func removeLeftovers(of name: String, in folder: String) {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for file in files where file.hasPrefix(name + "-") && file.hasSuffix(".sqlite" + lockSuffix) {
            // Whoever is alive holds the lock.
            guard let lock = try? HeldLock(path: "\(folder)/\(file)") else { continue }
            remove("\(folder)/\(file.dropLast(lockSuffix.count))")
            withExtendedLifetime(lock) {}
        }
    }
}
