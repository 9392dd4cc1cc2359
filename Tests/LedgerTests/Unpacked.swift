// What a recount sees of a gzip file, as a value that a test can compare.

import TestSupport

@testable import Ledger

/// The content as far as it came, and how it ended.
struct Unpacked {
    private(set) var content: [UInt8] = []
    private(set) var error: RecountError?
    var verdict: String { error?.description ?? "whole" }

    /// - Parameters:
    ///   - bufferBytes: how much is read of the file at a time.
    ///   - nextRoom: the length of the next read of its content, at least 1.
    init(
        _ bytes: [UInt8], in folder: TemporaryFolder, library: DeflateLibrary, bufferBytes: Int = 128 << 10,
        nextRoom: () -> Int = { 1 << 17 }
    ) throws {
        let path = try folder.write("in.gz", bytes: bytes)
        var stream = StreamRecount(.ndjson)
        do throws(RecountError) {
            let file = try RecountedFile(path: path)
            let pieces = GzipPieces(file, inflater: library.makeInflater(), bufferBytes: bufferBytes)
            while true {
                // Of its own, so that the address sanitizer sees a byte too many.
                let room = UnsafeMutableRawBufferPointer.allocate(byteCount: nextRoom(), alignment: 1)
                defer { room.deallocate() }
                guard let piece = try pieces.next(into: room) else { return }
                stream.add(UnsafeRawBufferPointer(rebasing: room[..<piece.count]))
                content += room[..<piece.count]
                try piece.trailer?.check(stream.endPart(), path: path)
            }
        } catch {
            self.error = error
        }
    }
}
