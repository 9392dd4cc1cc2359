// --metrics of a job: what its journal has of the night.

import Foundation
import Ledger
import PipelineSpec
import Reporting
import RowModel

extension MetricsRecord {
    /// What `body` returns. Where it throws, no night is begun, and the file says so of the job.
    func noting<Result>(job file: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            writeFailure(ofJob: file, error)
            throw error
        }
    }

    /// Says of a job that its night could not be begun.
    func writeFailure(ofJob file: String, _ error: any Error) {
        guard path != nil, let error = error as? any WeirError else { return }
        let name = (try? JobSpec.load(path: file).name) ?? URL(filePath: file).deletingPathExtension().lastPathComponent
        _ = write { MetricsPage.text(ofJob: name, failedWith: error.exitCode.rawValue) }
    }

    /// Tells on stderr if it can't.
    /// - Parameter journal: its path.
    /// - Returns: the exit code then, for a night that has nothing worse to say.
    func write(night id: Int64?, journal: String) -> ExitCode? {
        write {
            try MetricsPage.text(ofNight: id, inJournal: journal)
        }
    }
}
