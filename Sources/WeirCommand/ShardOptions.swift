// The arguments of a run that loads one shard of a plan.

import ArgumentParser
import Foundation
import Shards

struct ShardOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Load one shard of this plan (weir plan) into a database of its own.", valueName: "plan.json"),
        completion: .file(extensions: ["json"]))
    var plan: String?

    @Option(
        help: ArgumentHelp(
            "The shard's number, from 0. Default: what the engine says in \(ShardIndex.variables.joined(separator: ", ")).",
            valueName: "number"))
    var shard: Int?

    @Option(
        help: ArgumentHelp("Where finished shards are put. Default: beside the plan, plan.shards for plan.json.", valueName: "folder"),
        completion: .directory)
    var into: String?

    @Option(
        help: ArgumentHelp("Where the shard is loaded before it is put there. Default: $TMPDIR or /tmp.", valueName: "folder"),
        completion: .directory)
    var scratch: String?

    func validate() throws {
        for (name, value) in [("--plan", plan), ("--into", into), ("--scratch", scratch)] where value?.isEmpty == true {
            throw ValidationError("\(name) is empty; is the variable unset that should say it?")
        }
        guard plan == nil else { return }
        for (name, isGiven) in [("--shard", shard != nil), ("--into", into != nil), ("--scratch", scratch != nil)] where isGiven {
            throw ValidationError("\(name) says something about a shard of a plan; name the plan too (--plan)")
        }
    }

    func folder(forPlan plan: String) -> ShardFolder { ShardFolder(path: into ?? ShardFolder.standard(forPlan: plan)) }

    func index() throws -> Int { try shard ?? ShardIndex.index(in: ProcessInfo.processInfo.environment) }

    var scratchFolder: String { scratch ?? ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp" }
}
