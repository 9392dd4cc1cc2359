// Which shard this process is to load, as the engine that has started it says.

import RowModel

/// The index of an array job's task: each engine has its own name for it.
public enum ShardIndex {
    /// Slurm (sbatch --array), Kubernetes (an Indexed Job), AWS Batch (an array job).
    public static let variables = ["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX"]

    /// - Throws: ``ShardError`` if no variable, or none that makes sense, says which it is.
    public static func index(in environment: [String: String]) throws(ShardError) -> Int {
        let given = variables.compactMap { name in environment[name].map { (name, $0) } }
        guard let first = given.first else { throw .noIndex }
        for (name, value) in given {
            guard let index = Int(value), index >= 0 else { throw .badIndex(variable: name, value: value) }
            guard value == first.1 else { throw .twoIndexes(first.0, name) }
        }
        return Int(first.1)!
    }
}
