// weir verify-counts of all shards of a plan, or of one of them.

import ArgumentParser
import Reporting
import Shards

struct PlanProofOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Verify the shards of this plan.", valueName: "plan.json"), completion: .file(extensions: ["json"]))
    var plan: String?

    @Option(help: ArgumentHelp("Verify this shard only.", valueName: "number"))
    var shard: Int?

    @Option(
        help: ArgumentHelp(
            "With --shard, keep the verdict in this folder; without, combine those that are kept there instead of verifying again.",
            valueName: "folder"), completion: .directory)
    var verdicts: String?

    func validate() throws {
        if plan == nil, shard != nil || verdicts != nil {
            throw ValidationError("--shard and --verdicts are about the shards of a plan; name it too (--plan)")
        }
    }
}

extension VerifyCounts {
    func verify(shardsOf path: String, in folder: String) throws {
        let proof = try PlanProof(PlanReader(path: path), folder: ShardFolder(path: folder))
        let verdicts = self.proof.verdicts.map(VerdictFolder.init)
        let depth: ProofDepth = deep ? .deep : .counts
        if let shard = self.proof.shard {
            let verdict = try proof.verdict(onShard: shard, depth: depth)
            try verdicts?.save(verdict)
            printToStandardOutput(json ? jsonText(verdict) : verdict.text)
            if !verdict.isBalanced { end(with: .unbalanced) }
        } else {
            let report = try proof.report(depth: depth, verdicts: verdicts)
            printToStandardOutput(json ? jsonText(PlanSummary(report)) : report.text)
            if !report.isBalanced { end(with: .unbalanced) }
        }
    }
}
