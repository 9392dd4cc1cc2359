// Why something can't be scheduled.

import RowModel

public enum ScheduleError: WeirError, Equatable {
    case time(String)
    case days(String, suggestion: String?)
    case zone(TimeFormatError)
    case name(String)
    case user(String)
    /// A path or value that can't stand in a unit or a crontab.
    case unwritable(String, place: String)
    case readsStdin(spec: String)
    /// A unit of this name is not as `weir schedule` made it.
    case changedByHand(path: String)
    /// A unit of this name starts something else.
    case taken(path: String, by: String)
    case noHome
    case cannotWrite(path: String, reason: String)
    case systemctl(arguments: String, reason: String)

    public var exitCode: ExitCode {
        switch self {
        case .time, .days, .zone, .name, .user, .unwritable, .readsStdin, .changedByHand, .taken: .usage
        case .noHome, .cannotWrite, .systemctl: .cannotCreate
        }
    }

    public var description: String {
        switch self {
        case .time(let text):
            "--at takes a time of day from 00:00 to 23:59, not '\(text)'"
        case .days(let text, let suggestion):
            "--every takes day, or days such as mon..fri or tue,sat, not '\(text)'"
                + (suggestion.map { "; did you mean '\($0)'?" } ?? "")
        case .zone(let error):
            "--time-zone: \(error.message)" + (error.suggestion.map { "; did you mean '\($0)'?" } ?? "")
        case .name(let text):
            "--name takes letters, digits and - _ . : for a unit's name, at most \(UnitName.longest), not '\(text)'"
        case .user(let text):
            "--run-as takes the name of a user, not '\(text)'"
        case .unwritable(let text, let place):
            "\(text.debugDescription): can't stand in \(place), since it has line ends or other control characters; rename it"
        case .readsStdin(let spec):
            "\(spec): reads stdin, and nothing is piped into what a timer starts; write it to a file, or make it a source.command"
        case .changedByHand(let path):
            "\(path): was changed by hand since it was made; --force replaces it (systemctl edit keeps such changes in files of "
                + "their own)"
        case .taken(let path, let other):
            "\(path): is there for \(other); give another --name, or --force to replace it"
        case .noHome:
            "neither XDG_CONFIG_HOME nor HOME says where units go; give the folder with --into"
        case .cannotWrite(let path, let reason):
            "\(path): can't be written: \(reason)"
        case .systemctl(let arguments, let reason):
            "systemctl \(arguments) failed: \(reason); the units are in place"
        }
    }
}
