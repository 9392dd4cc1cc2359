// The tool in the hands of somebody who may only look.

import Foundation

/// A user who may read a folder, and not write to it.
public enum Bystander {
    private static let asNobody = ["--reuid=65534", "--regid=65534", "--clear-groups"]
    private static let isRoot = geteuid() == 0

    /// Whether there is one who can run the tool: permissions don't bind root, who needs setpriv(1) to be somebody
    /// else.
    public static func exists() async throws -> Bool {
        if !isRoot { return true }
        return try await Program.run("setpriv", asNobody + [WeirBinary.path, "--version"]).exitCode == 0
    }

    /// Runs the tool in a folder that is closed to writing until it has ended.
    public static func weir(_ arguments: [String], in folder: URL) async throws -> ProgramEnd {
        let path = folder.path(percentEncoded: false)
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: path)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path) }
        if !isRoot { return try await WeirBinary.run(arguments, in: folder) }
        return try await Program.run("setpriv", asNobody + [WeirBinary.path] + arguments, in: folder)
    }
}
