// A path as SQLite takes it.

extension String {
    /// The same path, by which SQLite finds the file of that name: else it would take what begins with `file:` for a URI
    /// (https://sqlite.org/uri.html), and `:memory:` for no file at all.
    public var filePath: String { hasPrefix("file:") || hasPrefix(":") ? "./\(self)" : self }
}
