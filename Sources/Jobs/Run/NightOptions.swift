// How a night is run.

/// What the command line says of a night.
public struct NightOptions: Sendable {
    public var restarts: Bool
    /// Nothing is written: no journal, no verification, no commands.
    public var isDry: Bool
    public var isQuiet: Bool
    public var toolVersion: String

    public init(restarts: Bool = false, isDry: Bool = false, isQuiet: Bool = false, toolVersion: String) {
        self.restarts = restarts
        self.isDry = isDry
        self.isQuiet = isQuiet
        self.toolVersion = toolVersion
    }
}
