// Are the raw records of rejects all there is of them?

import Ledger
import PipelineSpec

extension RejectStore {
    /// Refuses rejects of a stage by which, or in front of which, one record may have become several rows: its other rows
    /// are in the table already. (Behind a program the raw record is not even one of the input's.)
    /// - Throws: ``RejectError/siblingsLoaded(path:run:rejects:stage:)``
    func checkSiblings(of run: RejectedRun, matching filter: RejectFilter) throws {
        let first = run.stages.firstIndex { TransformSpec.Kind(rawValue: $0)?.addsRows ?? false }
        guard let first else { return }
        let found = try openRejects(ofRun: run.record.id, matching: filter, fromStage: first)
        if found == 0 { return }
        throw RejectError.siblingsLoaded(path: path, run: run.record.id, rejects: found, stage: run.stageName(first))
    }
}
