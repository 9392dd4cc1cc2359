// The file beside a database that says which run has it.

import Foundation
import RowModel

/// Held by flock(2) for as long as a run lives. What it says means nothing unless it is held.
public enum LockFile {
    /// Beside the file itself, so that it is the same by whatever link the database is reached.
    public static func path(ofDatabase database: String) -> String { target(of: database) + ".weir-lock" }

    /// The real path of a database that need not be there yet: a link to nowhere stands for the file that SQLite will
    /// make there.
    private static func target(of database: String, links: Int = 0) -> String {
        if let path = database.realPath { return path }
        let folder = database.folderPart
        if links < 40, let link = try? FileManager.default.destinationOfSymbolicLink(atPath: database) {
            return target(of: link.hasPrefix("/") || folder.isEmpty ? link : "\(folder)/\(link)", links: links + 1)
        }
        guard let realFolder = (folder.isEmpty ? "." : folder).realPath else { return database }
        return (realFolder == "/" ? "" : realFolder) + "/" + (database.split(separator: "/").last ?? "")
    }

    /// Who holds it, such as `pid 123, since 2026-11-19T02:00:00Z`; nil if nobody does. Writes nothing.
    static func holder(ofDatabase database: String) -> String? {
        let descriptor = open(path(ofDatabase: database), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // Taken for a moment only; a run that begins in it tries again.
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return nil }
        return text(of: descriptor)
    }

    public static func text(of descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 200)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : "just started"
    }
}
