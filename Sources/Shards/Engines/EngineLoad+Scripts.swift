// The scripts for engines that are asked from a shell.

import RowModel

extension EngineLoad {
    /// An array job, and a job behind it that proves and merges.
    ///
    /// It waits for the array's end, however that is: the proof says what is missing (sbatch(1), `--dependency`).
    var slurmScript: String {
        let name = "weir-\(pipeline)"
        return """
            #!/bin/sh
            # Loads \(shards.counted("shard")) by an array job; another job proves that they are the whole, and then merges them.
            # MaxArraySize in slurm.conf (1001 unless it says more) has to be at least \(shards).
            set -eu
            load=$(sbatch --parsable --requeue --job-name=\(name.shellWord) --array=0-\(shards - 1) \\
              --wrap=\("exec \(load.shellCommand)".shellWord))
            sbatch --requeue --job-name=\("\(name)-merge".shellWord) --dependency="afterany:${load%%;*}" \\
              --wrap=\("\(proof.shellCommand) && exec \(merge.shellCommand)".shellWord)
            """
    }

    /// A task for each shard.
    var sparkScript: String {
        let arguments = ["--spec", specPath, "--plan", planPath, "--into", shardFolder] + setting
        return """
            #!/bin/sh
            # Loads \(shards.counted("shard")), a task each, proves that they are the whole, and merges them. Its arguments are spark-submit's,
            # such as --master spark://host:7077; engines/spark of weir's sources has weir_on_spark.py.
            set -eu
            spark-submit "$@" "${WEIR_ON_SPARK:-weir_on_spark.py}" \(arguments.shellCommand)
            \(proof.shellCommand)
            \(merge.shellCommand)
            """
    }
}
