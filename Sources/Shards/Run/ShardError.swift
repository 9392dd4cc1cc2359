// What can go wrong with a shard, apart from loading it.

import RowModel

public enum ShardError: WeirError, Equatable {
    /// Neither --shard nor an engine says which shard it is.
    case noIndex
    case badIndex(variable: String, value: String)
    case twoIndexes(String, String)
    /// The spec would make other rows than the one that was planned with.
    case otherSpec(spec: String, plan: String)
    /// What the environment makes of the plan's own spec is another one.
    case otherEnvironment(plan: String)
    /// The folder has shards of another plan.
    case folderOfAnotherPlan(folder: String)
    /// What stands in the shard's place is none of the plan's.
    case notThisShard(path: String, reason: String)
    /// The shard that is there does not balance.
    case unbalanced(path: String, problems: [String])
    /// What was loaded is not what the plan has given to the shard; it is thrown away.
    case notAsPlanned(shard: Int, problems: [String])
    /// The database that nobody sees yet; what is in it is thrown away.
    case scratch(path: String, reason: String)
    case cannotMakeFolder(path: String, reason: String)
    case cannotCreate(path: String, reason: String)
    case cannotWrite(path: String, reason: String)

    public var exitCode: ExitCode {
        switch self {
        case .noIndex, .badIndex, .twoIndexes, .otherSpec, .otherEnvironment: .usage
        case .folderOfAnotherPlan, .notThisShard, .cannotMakeFolder, .cannotCreate: .cannotCreate
        case .unbalanced, .notAsPlanned: .unbalanced
        case .cannotWrite, .scratch: .ioError
        }
    }

    public var description: String {
        switch self {
        case .noIndex:
            "which shard? Say --shard, or run as a task of an array job: none of \(ShardIndex.variables.joined(separator: ", ")) is set"
        case .badIndex(let variable, let value):
            "\(variable) is \"\(value)\", which is no shard's number; number the tasks of the array job from 0, or say --shard"
        case .twoIndexes(let first, let second):
            "\(first) and \(second) say two different shards; say --shard"
        case .otherSpec(let spec, let plan):
            "\(spec): this spec, with its parameters, makes other rows than the one that \(plan) was made with; take that one, or make "
                + "a new plan and load all its shards"
        case .otherEnvironment(let plan):
            "\(plan): its spec takes values from the environment (${env:…}), and with those of now makes other rows than it was planned with; "
                + "set them as they were then"
        case .folderOfAnotherPlan(let folder):
            "\(folder): the shards there are those of another plan; take another folder (--into), or remove what is there"
        case .notThisShard(let path, let reason):
            "\(path): what is there already is not this shard (\(reason)), and is left as it is; move it away and run again"
        case .unbalanced(let path, let problems):
            "\(path): the shard that is there already does not balance, and is left as it is: \(problems.joined(separator: "; ")); "
                + "find out what has changed it, move it away, and run again"
        case .notAsPlanned(let shard, let problems):
            "shard \(shard): what was loaded is not what was planned, and is thrown away: \(problems.joined(separator: "; "))"
        case .scratch(let path, let reason):
            "\(path): \(reason); nothing is kept of the shard. Make room there, or load it in another folder (--scratch), and run again"
        case .cannotMakeFolder(let path, let reason): "\(path): the folder can't be made: \(reason)"
        case .cannotCreate(let path, let reason): "\(path): can't be created: \(reason)"
        case .cannotWrite(let path, let reason): "\(path): writing failed: \(reason); nothing is left there"
        }
    }
}
