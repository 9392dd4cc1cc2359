// Why a spec can't be used.

import RowModel

/// A spec that can't be read, or everything that is wrong with it.
public enum SpecError: WeirError, Equatable {
    /// The file is missing, a folder, or may not be read.
    case unreadable(path: String, reason: String)
    /// Everything wrong with the spec, at least one fault.
    case invalid([Diagnostic])

    /// The faults in the order of the file; none for an unreadable file.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .unreadable: []
        case .invalid(let diagnostics): diagnostics.inFileOrder()
        }
    }

    public var exitCode: ExitCode {
        switch self {
        case .unreadable: .noInput
        case .invalid: .usage
        }
    }

    /// One line for each fault.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path): error: \(reason)"
        case .invalid: diagnostics.map(\.description).joined(separator: "\n")
        }
    }
}
