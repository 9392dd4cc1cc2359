// How a night is run.

/// What the command line says of a night.
public struct NightOptions: Sendable {
    public var restarts: Bool
    /// Nothing is written: no journal, no verification, no commands.
    public var isDry: Bool
    public var isQuiet: Bool
    /// What else each `weir run` is told, such as `-v`.
    public var watching: [String]
    /// Whether stderr is for a program that reads lines of JSON, and nothing may stand in front of them.
    public var logsJSON: Bool
    public var toolVersion: String

    public init(
        restarts: Bool = false, isDry: Bool = false, isQuiet: Bool = false, watching: [String] = [],
        logsJSON: Bool = false, toolVersion: String
    ) {
        self.restarts = restarts
        self.isDry = isDry
        self.isQuiet = isQuiet
        self.watching = watching
        self.logsJSON = logsJSON
        self.toolVersion = toolVersion
    }
}
