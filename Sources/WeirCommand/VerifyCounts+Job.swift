// weir verify-counts of a job file.

import Jobs
import PipelineSpec
import RowModel

extension VerifyCounts {
    /// What is verified: the specs named, and those of the jobs named with the parameters of tonight.
    func specs() throws -> [PipelineSpec] {
        try options.specs.flatMap { path in
            guard JobSpec.isJob(path: path) else {
                return [try PipelineSpec.load(path: path, parameters: options.values)]
            }
            let plan = try JobPlan(path: path, given: options.values, now: NightClock.now)
            return try plan.pipelines.compactMap { pipeline in
                if let fault = pipeline.fault { throw fault }
                return pipeline.spec
            }
        }
    }
}
