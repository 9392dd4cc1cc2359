// An input file that is watched for changes from its listing to the end of reading it.

import Readers

/// An open input file and what it was when the run began.
struct GuardedFile {
    let source: FileByteSource
    private let name: String
    private let listed: FileStatus
    private let needsRestart: Bool

    /// Opens the file.
    /// - Parameter needsRestart: whether rows of what it was may stand in the way of a run that reads what it has
    ///   become.
    /// - Throws: ``FlowError/changedWhileRead(path:_:needsRestart:)`` if it is not the listed one any more,
    ///   ``ReadError`` if it can't be opened.
    init(_ name: String, listed: FileStatus, needsRestart: Bool) throws {
        self.name = name
        self.listed = listed
        self.needsRestart = needsRestart
        // What has come to stand there may be a FIFO, which would make its opener wait.
        if let change = InputChange(from: listed, to: FileStatus(path: name)) {
            throw FlowError.changedWhileRead(path: name, change, needsRestart: needsRestart)
        }
        source = try FileByteSource(path: name)
        try check()
    }

    /// Looks at the open file and at what its name stands for now: a file that was renamed over is still whole when it is
    /// read, and one that was written to still has its name.
    /// - Parameter bytes: how many were read, once that is known.
    /// - Throws: ``FlowError/changedWhileRead(path:_:needsRestart:)``
    func check(read bytes: Int? = nil) throws(FlowError) {
        let looks = [FileStatus(path: name), source.status]
        for now in looks {
            if let change = InputChange(from: listed, to: now) {
                throw .changedWhileRead(path: name, change, needsRestart: needsRestart)
            }
        }
        guard let bytes, bytes != listed.size else { return }
        throw .changedWhileRead(
            path: name, bytes > listed.size ? .grew(from: listed.size, to: bytes) : .shrank(from: listed.size, to: bytes),
            needsRestart: needsRestart)
    }
}
