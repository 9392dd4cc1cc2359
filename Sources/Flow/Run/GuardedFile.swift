// An input file that is watched for changes from its listing to the end of reading it.

import Readers

/// An open input file and what it was when the run began.
struct GuardedFile {
    let source: FileByteSource
    private let listed: InputFile

    /// Opens the file.
    /// - Throws: ``FlowError/changedWhileRead(path:_:)`` if it is not the listed one any more, ``ReadError`` if it can't be
    ///   opened.
    init(_ file: InputFile) throws {
        listed = file
        do {
            source = try FileByteSource(path: file.name)
        } catch ReadError.cannotOpen(_, .missing) {
            throw FlowError.changedWhileRead(path: file.name, .vanished)
        }
        try check()
    }

    /// Looks at the open file and at what its name stands for now: a file that was renamed over is still whole when it is
    /// read, and one that was written to still has its name.
    /// - Parameter bytes: how many were read, once that is known.
    /// - Throws: ``FlowError/changedWhileRead(path:_:)``
    func check(read bytes: Int? = nil) throws(FlowError) {
        let looks = [FileStatus(path: listed.name), source.status]
        for now in looks {
            if let change = InputChange(from: listed.status, to: now) {
                throw .changedWhileRead(path: listed.name, change)
            }
        }
        guard let bytes, bytes != listed.status.size else { return }
        throw .changedWhileRead(
            path: listed.name,
            bytes > listed.status.size
                ? .grew(from: listed.status.size, to: bytes) : .shrank(from: listed.status.size, to: bytes))
    }
}
