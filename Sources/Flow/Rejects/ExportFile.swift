// A file that is there whole or not at all.

import Foundation
import RowModel

/// Written under a temporary name in the same folder, and renamed when it is complete; gzip if its name ends in `.gz`.
final class ExportFile {
    private static let bufferBytes = 64 << 10

    private let path: String
    private let temporaryPath: String
    private let overwrites: Bool
    private let descriptor: Int32
    private let deflater: GzipDeflater?
    private var buffer: [UInt8] = []
    private var isRenamed = false

    /// - Parameter overwrites: whether a file of this name may be replaced.
    /// - Throws: ``RejectError``
    init(path: String, overwrites: Bool) throws(RejectError) {
        self.path = path
        self.overwrites = overwrites
        temporaryPath = "\(path).weir-\(getpid())"
        try Self.checkPlace(path, overwrites: overwrites)
        if path.asciiLowercased.hasSuffix(".gz") {
            guard let made = GzipDeflater() else { throw .cannotWrite(path: path, reason: "no memory to deflate it") }
            deflater = made
        } else {
            deflater = nil
        }
        descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: String(cString: strerror(errno))) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if !isRenamed { unlink(temporaryPath) }
    }

    private static func checkPlace(_ path: String, overwrites: Bool) throws(RejectError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG else { throw .outputIsNoFile(path: path) }
        if !overwrites { throw .outputExists(path: path) }
    }

    func write(_ bytes: some Sequence<UInt8>) throws(RejectError) {
        buffer += bytes
        if buffer.count >= Self.bufferBytes { try flush(isLast: false) }
    }

    /// Puts the file in its place.
    func finish() throws(RejectError) {
        try flush(isLast: true)
        guard fsync(descriptor) == 0 else { throw failure() }
        // A link is refused where something is there already, however late it came; some file systems have none.
        if !overwrites {
            if link(temporaryPath, path) == 0 { return }
            if errno == EEXIST { throw .outputExists(path: path) }
        }
        try Self.checkPlace(path, overwrites: overwrites)
        guard rename(temporaryPath, path) == 0 else { throw failure() }
        isRenamed = true
    }

    private func flush(isLast: Bool) throws(RejectError) {
        defer { buffer.removeAll(keepingCapacity: buffer.capacity <= 4 * Self.bufferBytes) }
        guard let deflater else { return try put(buffer[...]) }
        do {
            try deflater.add(buffer, isLast: isLast) { try put($0) }
        } catch {
            throw error as? RejectError ?? .cannotWrite(path: path, reason: "\(error)")
        }
    }

    private func put(_ bytes: ArraySlice<UInt8>) throws(RejectError) {
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

    private func failure() -> RejectError { .cannotWrite(path: path, reason: String(cString: strerror(errno))) }
}
