// The stages of a run alone, and the loops inside them. For `make bench`: no product, and nobody's tool.

import ArgumentParser

@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures parts of Weir alone.",
        subcommands: [ReaderAlone.self, WriterAlone.self, Micro.self])
}
