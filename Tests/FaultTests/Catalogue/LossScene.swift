// The stages on which losses are played: a small pipeline, not yet run, run once or twice, or broken off.

import TestSupport
import Testing

extension Loss.Scene {
    /// 1,000 records in three gzip members, of which one is dropped and one rejected; later 501 plain ones, of which one is rejected.
    static let first = numberedCSV(1...1000)
    static let second = numberedCSV(1001...1500) + "x,refused\n"
    /// Rows of the first input.
    static let rows = 998

    /// Whether the run is still to come.
    var isBeforeRun: Bool { self == .inputBefore || self == .inside || self == .unfinished }

    /// The folder as it is before the loss.
    func folder(more: [String]) async throws -> PipelineFolder {
        let folder = try PipelineFolder(spec(more: more))
        try folder.files.write("in.csv.gz", bytes: Self.members(Self.parts(Self.first)))
        switch self {
        case .inputBefore, .inside:
            break
        case .inputAfter, .table, .rejects:
            try await load(folder)
        case .lineage, .ledger, .backup:
            try await load(folder)
            if self == .backup { try await folder.database.execute("VACUUM INTO '\(folder.files.path("yesterday.sqlite"))'") }
            try folder.files.write("more.csv", Self.second)
            try await load(folder)
        case .upsert:
            try await load(folder)
            try folder.files.write("more.csv", "id,name\n" + (901...1100).map { "\($0),newer \($0)\n" }.joined())
            try await load(folder)
        case .shards, .verdicts, .merged:
            try await loadShards(folder)
        case .unfinished:
            // Five batches are committed by then.
            let end = try await folder.run(environment: ["WEIR_TEST_FAULT": "cut-channel:7"])
            try #require(end.exitCode == 70, "\(end)")
            try #require(try await folder.database.integer("SELECT count(*) FROM rows") == 248)
        }
        return folder
    }

    /// Shard 0 has `more.csv`, shard 1 has `in.csv.gz`, shard 2 has `last.csv`.
    private func loadShards(_ folder: PipelineFolder) async throws {
        try folder.files.write("more.csv", Self.second)
        try folder.files.write("last.csv", numberedCSV(1501...1600))
        try await folder.succeed("plan", "spec.yaml", "--shards", "3", "-o", "plan.json")
        for shard in 0..<3 {
            try await folder.succeed("run", "spec.yaml", "--plan", "plan.json", "--shard", "\(shard)", "--scratch", "scratch")
            guard self == .verdicts else { continue }
            try await folder.succeed(
                "verify-counts", "--plan", "plan.json", "plan.shards", "--shard", "\(shard)", "--verdicts", "verdicts")
        }
        if self == .merged { try await folder.succeed("merge", "plan.shards", "-o", "out.sqlite") }
    }

    private func load(_ folder: PipelineFolder) async throws {
        let end = try await folder.run()
        try #require(end.exitCode == 0, "\(end)")
    }

    private func spec(more: [String]) -> SpecText {
        var spec = SpecText(files: "\"*.csv*\"")
        spec.source = ["format: csv"]
        // The derived column has no type, so that it keeps whatever it is given.
        spec.transforms = ["filter: id <> 5", "assert: { that: id <> 6, message: six }", "derive: { twice: id * 2 }"]
        spec.sink = ["commit: { rows: 100 }"]
        if self == .lineage { spec.sink.append("lineage: true") }
        if self == .upsert { spec.sink += ["lineage: true", "mode: upsert", "key: id"] }
        spec.more = more + ["flow: { batch_rows: 50, batch_bytes: 4KiB }"]
        if !more.contains(where: { $0.hasPrefix("rejects:") }) { spec.more.append("rejects: { max: 2 }") }
        return spec
    }

    /// A gzip file of a member for each text, with a comment in the first one's header (RFC 1952, FCOMMENT).
    static func members(_ texts: [String], commentBytes: Int = 300) -> [UInt8] {
        var bytes = texts.flatMap { Gzip.member(Array($0.utf8)) }
        bytes[3] |= 0x10
        bytes.insert(contentsOf: Array(repeating: UInt8(ascii: "x"), count: commentBytes) + [0], at: 10)
        return bytes
    }

    /// A text in three parts, cut behind lines.
    static func parts(_ text: String) -> [String] {
        let lines = text.split(separator: "\n").map { "\($0)\n" }
        let third = lines.count / 3
        return [lines[..<third], lines[third..<(2 * third)], lines[(2 * third)...]].map { $0.joined() }
    }
}

extension PipelineFolder {
    func succeed(_ arguments: String...) async throws {
        let end = try await WeirBinary.run(arguments, in: files.url)
        try #require(end.exitCode == 0, "\(end)")
    }

    /// What the proof over all shards says.
    func prove(_ more: String...) async throws -> ProgramEnd {
        try await WeirBinary.run(["verify-counts", "--plan", "plan.json", "plan.shards"] + more, in: files.url)
    }

    func shard(_ number: Int) -> SQLiteShell { SQLiteShell(files.path(Self.shardName(number))) }

    static func shardName(_ number: Int) -> String { "plan.shards/shard-0000\(number).sqlite" }

    /// Changes the bytes of the gzipped input.
    func changeInput(_ change: ([UInt8]) -> [UInt8]) throws {
        try files.write("in.csv.gz", bytes: change(try files.bytes("in.csv.gz")))
    }

    /// Puts other contents in place of the gzipped input's.
    func replaceInput(_ change: (String) -> String) throws {
        try files.write("in.csv.gz", bytes: Loss.Scene.members(Loss.Scene.parts(change(Loss.Scene.first))))
    }

    /// The same, and the file is as long and as old as before.
    func replaceInputUnnoticed(_ change: (String) -> String) async throws {
        let parts = Loss.Scene.parts(change(Loss.Scene.first))
        let size = try files.size("in.csv.gz")
        let bytes = Loss.Scene.members(parts, commentBytes: size - Loss.Scene.members(parts, commentBytes: 0).count)
        try files.write("copy", "")
        _ = try await Program.run("touch", ["-r", "in.csv.gz", "copy"], in: files.url)
        try files.write("in.csv.gz", bytes: bytes)
        _ = try await Program.run("touch", ["-r", "copy", "in.csv.gz"], in: files.url)
    }
}
