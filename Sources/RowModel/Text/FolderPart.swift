// The folder of a path, as text. (Foundation's deletingLastPathComponent traps on paths of one character on Linux.)

extension String {
    /// What stands in front of the last `/`: "" for a name alone, "/" for one in the root.
    public var folderPart: String {
        guard let slash = lastIndex(of: "/") else { return "" }
        return slash == startIndex ? "/" : String(self[..<slash])
    }
}
