// `exec`: rows through a program.

/// `exec: { command: [prog, …], columns: { … }, extra_columns: fail | ignore | capture }`
public struct ExecSpec: Sendable {
    /// The program and its arguments.
    public var command: [Located<String>]
    /// What is taken from the objects that it prints; nil for the columns that it was given.
    public var columns: [ColumnSpec]?
    public var extraColumns: ExtraColumnsSpec

    public init(command: [Located<String>], columns: [ColumnSpec]? = nil, extraColumns: ExtraColumnsSpec = .fail) {
        self.command = command
        self.columns = columns
        self.extraColumns = extraColumns
    }
}
