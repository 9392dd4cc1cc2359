// What can go wrong with bringing shards together, apart from writing.

import Flow
import Ledger
import RowModel

public enum MergeError: WeirError, Equatable {
    /// It has no plan, as the shards of one bring it along.
    case noPlan(folder: String)
    /// Shards of the plan that are not in the folder.
    case missing(folder: String, shards: [Int])
    /// What stands in a shard's place is none of the plan's.
    case notThisShard(path: String, reason: String)
    /// A shard's ledger does not balance, or is not what the plan gives to it.
    case unbalanced(path: String, problems: [String])
    /// The plan does not give each input to one shard.
    case plan(path: String, problems: [String])
    /// A shard that the merge had looked at is not there any more.
    case gone(path: String)
    /// Another database has taken the place of a shard that the merge had looked at.
    case replaced(path: String)
    /// What was taken is not what the shards' ledgers said together.
    case notAllTaken(table: String, imbalances: [Imbalance])
    /// All was merged, and is not what it was then.
    case changedSince(database: String, problems: [String])
    /// The target is among the shards.
    case intoShards(path: String)
    /// Another run into the target did not end well.
    case unfinished(run: Int64, pipeline: String, table: String)
    /// A merge of other shards did not come to its end.
    case unfinishedMerge(run: Int64, folder: String, database: String)
    /// Inputs of the plan that the target has rows of.
    case loadedAlready(database: String, inputs: [String], count: Int)
    /// The whole has more rejects than the spec bears; nil for a single table.
    case tooManyRejects(table: String?, rejects: Int, records: Int)
    case unreadable(path: String, reason: String)
    case interrupted(Interruption.Cause, replaces: Bool)

    public var exitCode: ExitCode {
        switch self {
        case .noPlan, .missing, .gone: .noInput
        case .notThisShard, .unbalanced, .plan, .replaced, .notAllTaken, .changedSince: .unbalanced
        case .intoShards: .usage
        case .unfinished, .unfinishedMerge, .loadedAlready, .tooManyRejects: .badData
        case .unreadable: .ioError
        case .interrupted(.termination, _): .terminated
        case .interrupted: .interrupted
        }
    }

    public var description: String {
        switch self {
        case .noPlan(let folder):
            "\(folder): has no \(ShardName.plan), so these are no shards that weir run --plan has put there; name the folder that they are in, "
                + "or their plan (--plan)"
        case .missing(let folder, let shards):
            "\(folder): \(shards.count == 1 ? "shard" : "\(shards.count.grouped) shards are missing:") \(Self.list(shards))"
                + "\(shards.count == 1 ? " is missing" : ""); weir run --shard loads \(shards.count == 1 ? "it" : "them"). Nothing was taken"
        case .notThisShard(let path, let reason):
            "\(path): is not this plan's shard: \(reason). Nothing was taken"
        case .unbalanced(let path, let problems):
            "\(path): does not balance: \(Self.bounded(problems).joined(separator: "; ")). Nothing was taken; load that shard anew"
        case .plan(let path, let problems):
            "\(path): \(Self.bounded(problems).joined(separator: "; "))"
        case .gone(let path):
            "\(path): was there when the merge began, and is gone; what is committed stays. Put it back, or load that shard anew, and "
                + "merge again"
        case .replaced(let path):
            "\(path): is not what it was when the merge began; what is committed stays. weir verify-counts --plan says what it is now; "
                + "put that shard back, or load it anew, and merge again"
        case .notAllTaken(let table, let imbalances):
            "table \"\(table)\": what was taken is not what the shards' ledgers said: "
                + "\(imbalances.map(\.description).joined(separator: "; ")). Merge into another database, and find out what has "
                + "changed the shards meanwhile"
        case .changedSince(let database, let problems):
            "\(database): all shards were merged into it, and it does not balance any more: "
                + "\(Self.bounded(problems).joined(separator: "; ")). Find out what has changed it, or merge into another database"
        case .intoShards(let path):
            "\(path): would be among the shards; bring them together in a database somewhere else (-o)"
        case .unfinished(let run, let pipeline, let table):
            "run \(run) of pipeline \"\(pipeline)\" did not end well and has left rows in table \"\(table)\"; finish it with weir run, or "
                + "take them out with weir run --restart, and merge again"
        case .unfinishedMerge(let run, let folder, let database):
            "run \(run) brings other shards together and did not come to its end; finish it first with `weir merge \(folder.shellWord) -o "
                + "\(database.shellWord)`"
        case .loadedAlready(let database, let inputs, let count):
            "\(database): has loaded \(count.counted("input")) of the plan already: \(inputs.joined(separator: ", "))"
                + "\(count > inputs.count ? " and \((count - inputs.count).grouped) more" : ""); their rows would be there twice. Take another "
                + "database, or a plan without them"
        case .tooManyRejects(let table, let rejects, let records):
            "\(table.map { "table \"\($0)\": " } ?? "")\(rejects.grouped) of \(records.counted("record")) in all shards are rejects, which is "
                + "more than rejects.max; nothing was taken. weir rejects list SHARD shows them"
        case .unreadable(let path, let reason):
            "\(path): reading failed: \(reason); what is committed is safe"
        case .interrupted(let cause, let replaces):
            "interrupted by \(cause); the same weir merge \(replaces ? "begins anew" : "goes on behind what is committed")"
        }
    }

    private static func list(_ shards: [Int]) -> String {
        let most = 10
        let names = shards.prefix(most).map(String.init).joined(separator: ", ")
        return shards.count > most ? "\(names) and \((shards.count - most).grouped) more" : names
    }

    private static func bounded(_ problems: [String]) -> [String] {
        let most = 10
        return problems.count <= most ? problems : problems.prefix(most) + ["and \((problems.count - most).grouped) more"]
    }
}
