// The folder that a database's copies are kept in.

import Foundation
import RowModel

/// Knows which files in it are copies of this database, and touches no others.
struct BackupFolder {
    let path: String
    let name: BackupName
    /// Its real path.
    let database: String

    /// - Parameter database: as it is named; its copies are called like the file it stands for.
    init(path: String, of database: String) {
        self.path = path
        self.database = database.realPath ?? database
        name = BackupName(ofDatabase: self.database)
    }

    func file(_ name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }

    /// What the system says has gone wrong with a file that it was asked for last.
    func failure(_ name: String) -> MaintenanceError {
        let (path, code) = (file(name), errno)
        let message = String(cString: strerror(code))
        return switch code {
        case ENOSPC, EDQUOT, EFBIG: .diskFull(path: path)
        case EIO: .inputOutput(path: path, message: message)
        default: .cannotMakeBackup(path: path, message: message)
        }
    }

    /// Makes the folder where it is missing, sees to it that the copies there are this database's, and removes what a backup that was
    /// cut off has left.
    func prepare() throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw MaintenanceError.cannotMakeFolder(path: path, message: error.localizedDescription)
        }
        try claim()
        for partial in try files().filter(name.isPartial) { unlink(file(partial)) }
    }

    /// Two databases of the same name would remove each other's copies.
    private func claim() throws {
        let note = file(name.noteFile)
        if let owner = try? String(contentsOfFile: note, encoding: .utf8), !owner.isEmpty {
            if owner == database { return }
            // What is no longer there was moved.
            if FileManager.default.fileExists(atPath: owner) {
                throw MaintenanceError.folderOfAnother(path: file(name.file("…")), database: owner, note: note)
            }
        }
        let isWritten = FileManager.default.createFile(atPath: note, contents: Data(database.utf8))
        guard isWritten else { throw failure(name.noteFile) }
    }

    /// - Returns: how many were removed.
    func removeSurplus(behind new: String, keep: Int) throws -> Int {
        let surplus = name.surplus(among: try files(), behind: new, keep: keep)
            .filter { FileStatus(file($0))?.isRegular == true }
        for copy in surplus where unlink(file(copy)) != 0 && errno != ENOENT {
            throw MaintenanceError.cannotRemoveBackup(path: file(copy), message: String(cString: strerror(errno)))
        }
        return surplus.count
    }

    /// Makes sure that a new name is there after a power cut. A file system that can't says so, and has nothing to sync.
    func sync() {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private func files() throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw MaintenanceError.cannotMakeBackup(path: path, message: error.localizedDescription)
        }
    }
}
