// Verdicts on single shards, kept as files until they are combined.

import Foundation
import RowModel

/// A folder with a verdict for each shard, written by whoever has verified it: a task on the engine, say.
public struct VerdictFolder: Sendable {
    public let path: String

    public init(path: String) {
        self.path = path
    }

    private func file(_ shard: Int) -> String {
        "\(path.hasSuffix("/") ? String(path.dropLast()) : path)/\(ShardName.stem(shard)).verdict.json"
    }

    /// Keeps a verdict; an older one makes room.
    /// - Throws: ``ShardError``
    public func save(_ verdict: ShardVerdict) throws {
        let path = file(verdict.shard)
        do {
            try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
        } catch {
            throw ShardError.cannotMakeFolder(path: self.path, reason: error.localizedDescription)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            try encoder.encode(verdict).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw ShardError.cannotWrite(path: path, reason: error.localizedDescription)
        }
    }

    /// The verdict on a shard, if it is about the file that is there now.
    /// - Parameter tables: of the plan's spec.
    func verdict(
        on assignment: ShardAssignment, plan: PlanReader, tables: [String], database: String, depth: ProofDepth
    ) -> ShardVerdict {
        var fresh = ShardVerdict(
            plan: plan.digest, shard: assignment.shard, depth: depth, file: .init(path: database),
            units: assignment.units.count, bytes: assignment.bytes)
        guard fresh.file != nil else { return fresh }
        let path = file(assignment.shard)
        guard let data = FileManager.default.contents(atPath: path) else {
            fresh.problems = ["it has no verdict yet (\(path)); weir verify-counts --shard \(assignment.shard) --verdicts makes it"]
            return fresh
        }
        guard let kept = try? JSONDecoder().decode(ShardVerdict.self, from: data) else {
            fresh.problems = ["its verdict makes no sense (\(path)); verify it again"]
            return fresh
        }
        let stale: String? =
            if kept.version != ShardVerdict.version { "another version of weir has made it" }
            else if kept.plan != plan.digest { "it is about a shard of another plan" }
            else if kept.shard != assignment.shard { "it is about shard \(kept.shard)" }
            else if kept.file != fresh.file { "the shard has changed since" }
            else if kept.depth < depth { "it was not verified as deep as that" }
            else if (kept.units, kept.bytes) != (fresh.units, fresh.bytes) || !kept.tables.allSatisfy(\.isPossible)
                || kept.isBalanced && kept.tables.map(\.table) != tables
            { "it makes no sense" }
            else { nil }
        guard let stale else { return kept }
        fresh.problems = ["its verdict does not count (\(path)): \(stale); verify it again"]
        return fresh
    }
}
