// Shards on the engines that people have, as they really are, on loopback: engines/NAME/test.

import Foundation
import TestSupport
import Testing

@Suite("engines")
struct EngineTests {
    @Test(
        "Slurm: tasks are killed and requeued in the middle, and the merge behind the array has what one machine loads",
        .enabled("Slurm can't be had here") { try await canBeHad("slurm") })
    func slurm() async throws {
        try await rehearse("slurm", mode: "append")
    }

    @Test(
        "Spark: a worker is killed in the middle of its task, an attempt that was given up goes on, and the proof holds",
        .enabled("Spark can't be had here") { try await canBeHad("spark") })
    func spark() async throws {
        try await rehearse("spark", mode: "upsert", "--keys", "5000")
    }

    @Test(
        "Kubernetes: the manifests meet its schemas, and what their pods run loads, proves and merges",
        .enabled("the schemas of Kubernetes can't be had here") { try await canBeHad("kubernetes") })
    func kubernetes() async throws {
        try await rehearse("kubernetes", mode: "ignore", "--keys", "5000")
    }

    private func rehearse(_ engine: String, mode: String, _ more: String...) async throws {
        let end = try await Self.run(
            Self.script("test", of: engine), ["--weir", WeirBinary.path, "--mode", mode, "--seconds", "1800"] + more)
        #expect(end.exitCode == 0, "\(end)")
    }

    /// Installs what is missing, and prints why that is impossible.
    private static func canBeHad(_ engine: String) async throws -> Bool {
        let end = try await run(script("install", of: engine))
        guard end.exitCode == 77 else { return true }
        print(end.errors)
        return false
    }

    /// Not in line with the programs of other tests: it takes minutes, most of which it waits.
    private static func run(_ program: String, _ arguments: [String] = []) async throws -> ProgramEnd {
        try await RunningProgram(program, arguments).wait()
    }

    private static func script(_ name: String, of engine: String) -> String {
        SharedFolder.repository.appending(path: "engines/\(engine)/\(name)").path(percentEncoded: false)
    }
}
