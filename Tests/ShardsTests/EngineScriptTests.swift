// What `weir plan --for` prints: whatever things are called, it says what it means.

import Foundation
import TestSupport
import Testing
import Yams

@testable import Shards

@Suite("engine scripts")
struct EngineScriptTests {
    private static func load(_ name: String, folders: Set<String> = ["/data/in"], parameters: [String: String] = [:]) -> EngineLoad {
        EngineLoad(
            pipeline: name, specPath: "/data/\(name).yaml", planPath: "/data/\(name).json", shardFolder: "/data/\(name).shards",
            database: "/data/\(name).sqlite", shards: 12, parameters: parameters, folders: folders, toolVersion: "9")
    }

    private static let hostile = ["it's", "a \"b\" $c `d` \\e", "ä: {x}, #y", "new\nline", "-x", "%s !", "$$(HOSTNAME) $(JOB_COMPLETION_INDEX)$$", "\u{7f}\u{85}\u{9b}\u{2028}\u{2029}\u{feff}"]

    @Test("the manifest is YAML: two jobs with the same volume, and commands of exactly these words", arguments: hostile + ["plain"])
    func manifest(name: String) throws {
        let load = Self.load(name, parameters: ["p": "it's \"q\""])
        let jobs = try Yams.load_all(yaml: load.script(for: .kubernetes)).map { try #require($0 as? [String: Any]) }
        try #require(jobs.count == 2 && jobs.allSatisfy { $0["kind"] as? String == "Job" && $0["apiVersion"] as? String == "batch/v1" })
        let specs = try jobs.map { try #require($0["spec"] as? [String: Any]) }
        #expect(specs[0]["completionMode"] as? String == "Indexed" && specs[0]["completions"] as? Int == 12)
        #expect(specs[0]["backoffLimitPerIndex"] as? Int == 6 && specs[1]["suspend"] as? Bool == true)
        let pods = try specs.map { try #require(($0["template"] as? [String: Any])?["spec"] as? [String: Any]) }
        #expect(pods.allSatisfy { $0["restartPolicy"] as? String == "Never" })
        let containers = try pods.map { try #require(($0["containers"] as? [[String: Any]])?.first) }
        #expect(containers.allSatisfy { $0["image"] as? String == "weir:9" })
        let commands = containers.compactMap { $0["command"] as? [String] }.map { $0.map(Self.expanded) }
        #expect(commands[0] == load.load + ["--scratch", "/weir-scratch"] && load.load.suffix(2) == ["--set", "p=it's \"q\""])
        #expect(try Self.words(commands[1][2].replacing("&& exec ", with: "; ")) == Self.words(ofAll: [load.proof, load.merge]))
        let names = try jobs.map { try #require(($0["metadata"] as? [String: Any])?["name"] as? String) }
        for name in names { #expect(name.wholeMatch(of: /[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?/) != nil, "\(name)") }
    }

    /// As Kubernetes does it with every word of a command, for variables that there are.
    private static func expanded(_ word: String) -> String {
        word.replacing(/\$(\$|\([A-Z_]+\))/) { $0.1 == "$" ? "$" : "expanded" }
    }

    @Test("a plan of more shards than Kubernetes starts at once says how many at a time, and after how many failures it is given up")
    func manyShards() throws {
        func job(_ shards: Int) throws -> [String: Any] {
            var load = Self.load("x")
            load.shards = shards
            let job = try #require(try Yams.load_all(yaml: load.script(for: .kubernetes)).first { _ in true } as? [String: Any])
            return try #require(job["spec"] as? [String: Any])
        }
        let (most, more) = try (job(100_000), job(100_001))
        #expect(most["parallelism"] as? Int == 100_000 && most["maxFailedIndexes"] == nil)
        #expect(more["completions"] as? Int == 100_001 && more["parallelism"] as? Int == 10_000 && more["maxFailedIndexes"] as? Int == 10_000)
    }

    private static func words(ofAll commands: [[String]]) -> [String] { commands.flatMap { Array($0.dropFirst()) } }

    /// What a shell makes of a script that calls weir: all words that weir is given.
    private static func words(_ script: String) throws -> [String] {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "weir() { for word; do printf '%s\\0' \"$word\"; done; }\n\(script)"]
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("a pod has a name, however long that of the pipeline is and whatever its index")
    func podName() throws {
        var load = Self.load(String(repeating: "long ", count: 30))
        load.shards = 1_000_000
        let jobs = try Yams.load_all(yaml: load.script(for: .kubernetes)).compactMap { ($0 as? [String: Any])?["metadata"] as? [String: Any] }
        let names = jobs.compactMap { $0["name"] as? String }
        try #require(names.count == 2)
        // https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode
        #expect("\(names[0])-999999".wholeMatch(of: /[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?/) != nil, "\(names)")
        #expect(names[1].count <= 63)
    }

    @Test("scripts hand on every word as it is", arguments: hostile)
    func scripts(name: String) throws {
        let load = Self.load(name, parameters: ["p": name])
        // The engines do as little as they can: run what they are given, and say a number.
        let slurm = """
            sbatch() {
                for word; do
                    case $word in
                        --wrap=*) eval "$(printf %s "${word#--wrap=}" | sed 's/exec //g')" >&3;;
                        --parsable) echo 17;;
                    esac
                done
            }

            """
        #expect(try Self.words("exec 3>&1\n" + slurm + load.script(for: .slurm)) == Self.words(ofAll: [load.load, load.proof, load.merge]))
        let spark = "spark_submit() { shift; weir run \"$@\"; }\n"
        let script = load.script(for: .spark).replacing("spark-submit \"$@\"", with: "spark_submit")
        let given = ["weir", "run", "--spec", load.specPath, "--plan", load.planPath, "--into", load.shardFolder] + load.setting
        #expect(try Self.words(spark + script) == Self.words(ofAll: [given, load.proof, load.merge]))
    }

    @Test("what is mounted holds every folder, and is never the root")
    func mounts() {
        #expect(Self.load("x", folders: ["/data/a/b", "/data/a", "/data/a/c/d"]).mountedFolders == ["/data/a"])
        #expect(Self.load("x", folders: ["/data/ab", "/data/a"]).mountedFolders == ["/data"])
        #expect(Self.load("x", folders: ["/b/x", "/a", "/b"]).mountedFolders == ["/a", "/b"])
        let text = Self.load("x", folders: ["/b/x", "/a"]).script(for: .kubernetes)
        #expect(text.contains("mountPath: \"/b\", subPath: \"b\""))
    }
}
