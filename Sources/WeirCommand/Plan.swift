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

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("Print the script or manifest that loads, proves and merges the shards there.", valueName: "slurm|kubernetes|spark"))
    var engine: Engine?

    @Option(help: ArgumentHelp("With --for kubernetes, the container image. Default: weir:\(Weir.version).", valueName: "name"))
    var image: String?

    @Flag(help: "Print the figures as JSON on stdout, instead of as text on stderr.")
    var json = false

    func validate() throws {
        guard 1...PlanHeader.mostShards ~= shards else {
            throw ValidationError("--shards takes a number from 1 to \(PlanHeader.mostShards), not \(shards)")
        }
        if output.isEmpty { throw ValidationError("--output is empty; is the variable unset that should say it?") }
        if json, engine != nil { throw ValidationError("--json and --for both print to stdout; leave one of them out") }
        if image != nil, engine != .kubernetes { throw ValidationError("--image is for --for kubernetes") }
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
        if let engine {
            let load = EngineLoad(plan, pipeline, planPath: output, parameters: parameters.values)
            printToStandardOutput(load.script(for: engine, image: image))
        }
    }
}

extension Splitting: ExpressibleByArgument {}
extension Engine: ExpressibleByArgument {}
