// Recounts of files that several tables were loaded from.

import Synchronization

/// What files were found to hold, so that each is counted once for all the tables of a pipeline.
public final class RecountMemory: Sendable {
    private struct Key: Hashable {
        let path: String
        let reading: InputReading
    }

    private let known = Mutex<[Key: Result<Recount, RecountError>]>([:])

    public init() {}

    /// The recount of an input, made by `count` where it is not known.
    func recount(_ input: InputRecord, _ count: () -> Result<Recount, RecountError>) -> Result<Recount, RecountError> {
        let key = Key(path: input.identity.path, reading: input.reading)
        if let result = known.withLock({ $0[key] }) { return result }
        let result = count()
        known.withLock { $0[key] = result }
        return result
    }
}
