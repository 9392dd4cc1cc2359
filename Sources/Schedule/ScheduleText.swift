// Units as they are shown: each behind the path it belongs at, as systemctl cat does.

import RowModel

extension SystemdUnits {
    /// - Parameters:
    ///   - folder: where they go.
    ///   - missing: folders to be made first.
    public func text(for folder: UnitFolder, missing: [String]) -> String {
        let parts = files.map { "# \(folder.path)/\($0.name)\n\($0.text)" }
        return parts.joined(separator: "\n") + "\n# Once both files are in place (--install puts them there):\n"
            + steps(missing: missing).map { "#   \($0)" }.joined(separator: "\n")
    }

    /// The commands that start the timer once its files are in place.
    ///
    /// - Parameter missing: folders to be made first.
    public func steps(missing: [String]) -> [String] {
        missing.map { folder in
            if case .system(let user) = scope { "install -d -o \(user.shellWord) \(folder.shellWord)" } else { "mkdir -p \(folder.shellWord)" }
        } + ["\(scope.systemctl) daemon-reload", "\(scope.systemctl) enable --now \(name.timer)"]
    }
}
