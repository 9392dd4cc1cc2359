// weir verify-counts of a job file.

import Jobs
import PipelineSpec
import RowModel

extension VerifyCounts {
    /// What is verified: the specs named, and those of a job with the parameters of tonight.
    func specs() throws -> [PipelineSpec] {
        guard let job = try options.onlyJob else {
            return try options.specs.map { try PipelineSpec.load(path: $0, parameters: options.values) }
        }
        let plan = try JobPlan(path: job, given: options.values, now: NightClock.now)
        let faults = plan.pipelines.compactMap(\.fault)
        guard faults.isEmpty else { throw JobError(problems: faults) }
        return plan.pipelines.compactMap(\.spec)
    }
}
