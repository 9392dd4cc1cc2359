// Where a journal is looked at: at the job file that names it, or at the file itself.

import Flow
import Ledger
import PipelineSpec
import RowModel

/// A journal, and whose nights in it are meant.
public struct JournalPlace: Sendable, Equatable {
    public var journal: String
    /// nil where the journal alone was named: those of every job.
    public var job: String?

    /// - Parameter path: of a job file or a journal.
    /// - Returns: nil for anything else.
    /// - Throws: ``PipelineSpec/SpecError`` for a job file that makes no sense.
    public static func find(_ path: String) throws -> JournalPlace? {
        if JournalReader.isJournal(path: path) { return JournalPlace(journal: path) }
        guard JobSpec.isJob(path: path) else { return nil }
        let job = try JobSpec.load(path: path)
        return JournalPlace(
            journal: SpecRelativePath.resolve(job.journal.value, relativeTo: path.folderPart), job: job.name)
    }
}
