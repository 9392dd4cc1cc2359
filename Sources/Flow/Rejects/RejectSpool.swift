// The raw records of a retry on their way from the ledger to the reader.

import Foundation
import Ledger
import Readers

/// A temporary file without a name, that goes when it is released. The ledger can't be read while the run writes to the
/// database: SQLite lets nobody read once a transaction has begun to spill.
public final class RejectSpool: ByteSource, Sendable, Hashable {
    let selection: RetrySelection
    /// What is in it, and what had to be left out.
    let counts: RetryCounts
    private let descriptor: Int32

    /// - Throws: ``RejectError``, ``Ledger/LedgerError``
    init(_ selection: RetrySelection, from store: RejectStore) throws {
        self.selection = selection
        let folder = FileManager.default.temporaryDirectory
        let path = folder.appending(path: "weir-\(UUID().uuidString)").path(percentEncoded: false)
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw RejectError.cannotCreate(path: path, reason: String(cString: strerror(errno)))
        }
        unlink(path)
        self.descriptor = descriptor
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        do {
            var buffer: [UInt8] = []
            func flush() throws {
                try file.write(contentsOf: buffer)
                buffer.removeAll(keepingCapacity: true)
            }
            counts = try store.content(of: selection) { piece in
                buffer += piece
                if buffer.count >= 64 << 10 { try flush() }
            }
            try flush()
            try file.seek(toOffset: 0)
        } catch {
            close(descriptor)
            if error is LedgerError { throw error }
            throw RejectError.cannotWrite(path: path, reason: error.localizedDescription)
        }
    }

    deinit {
        close(descriptor)
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        while true {
            let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else {
                throw .readFailed(
                    input: "rejects of run \(selection.run)", fileOffset: Int(lseek(descriptor, 0, SEEK_CUR)),
                    reason: String(cString: strerror(errno)))
            }
        }
    }

    public static func == (left: RejectSpool, right: RejectSpool) -> Bool { left === right }
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
