// Why no plan is made.

import RowModel

public enum PlanningError: WeirError, Equatable {
    /// A file is not what it was when it was listed.
    case changed(path: String)
    /// Shards of another plan are where those of this one would go.
    case hasShards(path: String, folder: String)
    /// What the plan would take the place of is none.
    case isNoPlan(path: String)
    case cannotCreate(path: String, reason: String)
    case cannotWrite(path: String, reason: String)

    public var exitCode: ExitCode {
        switch self {
        case .changed: .badData
        case .hasShards, .isNoPlan, .cannotCreate: .cannotCreate
        case .cannotWrite: .ioError
        }
    }

    public var description: String {
        switch self {
        case .changed(let path):
            "\(path): has changed while it was planned; plan again once nothing changes it any more"
        case .hasShards(let path, let folder):
            "\(path): another plan is there, and \(folder) has shards of it; give the new plan another name, or take its place with --force"
        case .isNoPlan(let path):
            "\(path): is there already, and is no plan; give the plan another name, or take its place with --force"
        case .cannotCreate(let path, let reason): "\(path): can't be created: \(reason)"
        case .cannotWrite(let path, let reason): "\(path): writing failed: \(reason)"
        }
    }
}
