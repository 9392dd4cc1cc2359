// Two paths, one name.

/// Two paths that flattening would give the same column name, as SQLite compares names.
public struct NameCollision: Sendable, Equatable, CustomStringConvertible {
    public var name: String
    public var paths: [String]

    public init(name: String, paths: [String]) {
        self.name = name
        self.paths = paths
    }

    public var description: String {
        "the paths \(paths.map { "\"\($0)\"" }.joined(separator: " and ")) would both be the column \"\(name)\""
    }
}
