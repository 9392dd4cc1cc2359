// bench micro

import ArgumentParser
import RowModel

struct Micro: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures the loops that run for every row or cell, on data of its own in memory.",
        discussion: "Prints a line for each: its name, nanoseconds, and for what (row or cell), separated by tabs.")

    @Option(help: "This loop alone; may be given more than once.")
    var only: [String] = []

    @Option(help: "Exactly so many passes over the loop's data, once, for a profiler that counts.")
    var passes: Int?

    @Flag(help: "Print the loops' names and how many units one pass has, and measure nothing.")
    var list = false

    func validate() throws {
        if let passes, passes < 1 { throw ValidationError("--passes must be at least 1") }
        let known = HotLoop.all.map(\.name)
        for name in only where !known.contains(name) {
            throw ValidationError("no loop '\(name)'; there are: \(known.joined(separator: ", "))")
        }
    }

    func run() throws {
        for loop in HotLoop.all where only.isEmpty || only.contains(loop.name) {
            let ready = try loop.prepare()
            if list {
                print("\(loop.name)\t\(ready.units)\t\(loop.unit)")
            } else {
                let nanoseconds = try median(of: ready)
                print("\(loop.name)\t\((nanoseconds * 100).rounded() / 100)\t\(loop.unit)")
            }
        }
    }

    private func median(of loop: HotLoop.Ready) throws -> Double {
        if let passes { return try loop.nanoseconds(passes: passes) }
        let warm = try loop.nanoseconds(passes: 1) * Double(loop.units)
        let enough = max(1, Int(50e6 / max(warm, 1)))
        let times = try (0..<7).map { _ in try loop.nanoseconds(passes: enough) }.sorted()
        return times[times.count / 2]
    }
}
