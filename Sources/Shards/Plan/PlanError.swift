// What can be wrong with a plan.

import RowModel

public enum PlanError: WeirError, Equatable {
    case missing(path: String)
    case unreadable(path: String, reason: String)
    case notAPlan(path: String, reason: String)
    /// It is not what `weir plan` has written.
    case changed(path: String)
    case version(path: String, found: Int)
    case noSuchShard(path: String, shard: Int, shards: Int)

    public var exitCode: ExitCode {
        switch self {
        case .missing: .noInput
        case .unreadable: .ioError
        case .notAPlan, .noSuchShard: .usage
        case .changed: .unbalanced
        case .version: .usage
        }
    }

    public var description: String {
        switch self {
        case .missing(let path): "\(path): no such plan; weir plan makes one"
        case .unreadable(let path, let reason): "\(path): the plan can't be read: \(reason)"
        case .notAPlan(let path, let reason): "\(path): this is no plan of weir's: \(reason)"
        case .changed(let path):
            "\(path): the plan was changed since it was made, or is not whole (its digest does not fit); take the plan as it was made, "
                + "or make a new one and load all its shards anew"
        case .version(let path, let found):
            "\(path): the plan has format \(found), this weir reads format \(PlanHeader.version); use the weir that made it"
        case .noSuchShard(let path, let shard, let shards):
            "\(path): the plan has no shard \(shard); its \(shards.counted("shard")) are numbered from 0 to \(shards - 1)"
        }
    }
}
