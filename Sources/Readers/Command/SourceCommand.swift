// A program whose output is an input.

import RowModel

/// A program with its arguments, as a spec names it. No shell takes it apart.
public struct SourceCommand: Sendable, Hashable, CustomStringConvertible {
    /// The program first: a name to be found in PATH, or a path as seen from the folder.
    public var arguments: [String]
    /// An absolute path: where the program runs.
    public var folder: String

    public init(_ arguments: [String], in folder: String) {
        self.arguments = arguments
        self.folder = folder
    }

    /// The program as it is called in front of what it says.
    public var programName: String {
        arguments.first?.split(separator: "/").last.map(String.init) ?? ""
    }

    /// As one would type it: arguments in single quotes where a shell would take them apart.
    public var description: String {
        arguments.map(\.shellWord).joined(separator: " ")
    }
}
