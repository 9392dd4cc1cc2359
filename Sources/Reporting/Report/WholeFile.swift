// A file that is there whole or not at all.

import Foundation
import RowModel

/// Writes texts under a temporary name in the same folder, and renames them when they are on the disk. A file of that
/// name makes room.
public enum WholeFile {
    /// - Parameter permissions: those of the file; nil for what the umask leaves.
    /// - Throws: ``WholeFileError``
    public static func write(_ text: String, to path: String, permissions: mode_t? = nil) throws(WholeFileError) {
        try checkPlace(path)
        let temporary = "\(path).weir-\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: String(cString: strerror(errno))) }
        var isClosed = false
        defer { if !isClosed { close(descriptor) } }
        do throws(WholeFileError) {
            try put(Array(text.utf8), into: descriptor, path)
            if let permissions, fchmod(descriptor, permissions) != 0 { throw failure(path) }
            guard fsync(descriptor) == 0 else { throw failure(path) }
            isClosed = true
            guard close(descriptor) == 0, rename(temporary, path) == 0 else { throw failure(path) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private static func checkPlace(_ path: String) throws(WholeFileError) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG { throw .isNoFile(path: path) }
    }

    private static func put(_ bytes: [UInt8], into descriptor: Int32, _ path: String) throws(WholeFileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw failure(path)
            }
        }
    }

    private static func failure(_ path: String) -> WholeFileError {
        .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
}

public enum WholeFileError: WeirError, Equatable {
    case isNoFile(path: String)
    case cannotCreate(path: String, reason: String)
    case cannotWrite(path: String, reason: String)

    public var exitCode: ExitCode {
        switch self {
        case .isNoFile, .cannotCreate: .cannotCreate
        case .cannotWrite: .ioError
        }
    }

    public var description: String {
        switch self {
        case .isNoFile(let path): "\(path): is not a regular file"
        case .cannotCreate(let path, let reason): "\(path): can't be created: \(reason)"
        case .cannotWrite(let path, let reason): "\(path): writing failed: \(reason)"
        }
    }
}
