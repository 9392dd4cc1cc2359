// An input file that is watched for changes from its listing to the end of reading it.

import Readers

/// An open input file and what it was when the run began.
struct GuardedFile {
    let source: FileByteSource
    private let name: String
    private let listed: FileStatus
    /// What a change of it is to be told as.
    private let failure: (InputChange) -> FlowError

    /// Opens the file.
    /// - Parameters:
    ///   - needsRestart: whether rows of what it was may stand in the way of a run that reads what it has become.
    ///   - isPlanned: whether a plan says what the file is, so that no run loads what it has become.
    /// - Throws: ``FlowError/changedWhileRead(path:_:needsRestart:)``, or ``FlowError/changedSincePlanned(path:)``, if it is not the
    ///   listed one any more, ``ReadError`` if it can't be opened.
    init(_ name: String, listed: FileStatus, needsRestart: Bool, isPlanned: Bool = false) throws {
        self.name = name
        self.listed = listed
        failure = {
            isPlanned ? .changedSincePlanned(path: name) : .changedWhileRead(path: name, $0, needsRestart: needsRestart)
        }
        // What has come to stand there may be a FIFO, which would make its opener wait.
        if let change = InputChange(from: listed, to: FileStatus(path: name)) { throw failure(change) }
        source = try FileByteSource(path: name)
        try check()
    }

    /// Looks at the open file and at what its name stands for now: a file that was renamed over is still whole when it is
    /// read, and one that was written to still has its name.
    /// - Parameter bytes: how many were read, once that is known.
    /// - Throws: as ``init(_:listed:needsRestart:isPlanned:)`` of a file that has changed.
    func check(read bytes: Int? = nil) throws(FlowError) {
        let looks = [FileStatus(path: name), source.status]
        for now in looks {
            if let change = InputChange(from: listed, to: now) { throw failure(change) }
        }
        guard let bytes, bytes != listed.size else { return }
        throw failure(bytes > listed.size ? .grew(from: listed.size, to: bytes) : .shrank(from: listed.size, to: bytes))
    }
}
