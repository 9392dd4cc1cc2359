// weir plan

import ArgumentParser
import PipelineSpec
import Reporting
import Shards

struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Share the inputs of a spec out among machines, each of which loads a shard of its own.",
        discussion: """
            The plan says which shard loads which inputs, or parts of inputs; it is the same for the same inputs. Then \
            `weir run SPEC --plan plan.json --shard I` loads one shard, `weir verify-counts --plan plan.json` proves all of \
            them, and `weir merge` makes one database of them.

            Example: weir plan pipelines/orders.yaml --shards 8 -o plan.json
            """)

    /// More would be no plan that anyone wants; each is a file.
    private static let mostShards = 1_000_000

    @Argument(help: "A pipeline spec (YAML).", completion: .file(extensions: ["yaml", "yml", "json"]))
    var spec: String

    @OptionGroup var parameters: ParameterOptions

    @Option(help: ArgumentHelp("How many shards there are to be.", valueName: "n"))
    var shards: Int

    @Option(name: .shortAndLong, help: ArgumentHelp("The plan.", valueName: "plan.json"), completion: .file(extensions: ["json"]))
    var output: String

    @Option(help: ArgumentHelp(
        "Which large inputs are divided: none, auto (what can be divided unread: NDJSON, plain or BGZF), or prove (also CSV and gzip of several members, which are read once for it).",
        valueName: "none|auto|prove"))
    var split = Splitting.auto

    @Flag(help: "Take the place of whatever is there, even of a plan that has shards.")
    var force = false

    @Flag(help: "Print the figures as JSON on stdout, instead of as text on stderr.")
    var json = false

    func validate() throws {
        guard 1...Self.mostShards ~= shards else {
            throw ValidationError("--shards takes a number from 1 to \(Self.mostShards), not \(shards)")
        }
        if JobSpec.isJob(path: spec) { throw ValidationError("\(spec) is a job; plan the specs in it one by one") }
    }

    mutating func run() throws {
        let pipeline = try PipelineSpec.load(path: spec, parameters: parameters.values)
        let plan = try ShardPlanner(pipeline, shards: shards, splitting: split, toolVersion: Weir.version).plan()
        let outcome = try PlanFile.write(plan, to: output, force: force)
        if json {
            printToStandardOutput(plan.figures.json(plan: output, outcome))
        } else {
            printToStandardError(plan.figures.text(plan: output, outcome))
        }
    }
}

extension Splitting: ExpressibleByArgument {}
