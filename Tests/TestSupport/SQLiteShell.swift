// The sqlite3 shell: another program's look at a database that Weir wrote.

import Foundation

public struct SQLiteShell: Sendable {
    public let path: String

    public init(_ path: String) {
        self.path = path
    }

    public struct Failure: Error, CustomStringConvertible {
        public var sql: String
        public var end: ProgramEnd
        public var description: String { "sqlite3 refused \(sql)\n\(end)" }
    }

    /// What the shell prints for some SQL or a dot command: a line a row, values separated by `|`, NULL as `NULL`.
    public func text(_ sql: String) async throws -> String {
        // Not in line with the other programs: it takes milliseconds, and may be what they wait for.
        let end = try await RunningProgram(
            "sqlite3",
            [
                "-batch", "-bail", "-cmd", ".timeout 5000", "-init", "/dev/null", "-noheader", "-list", "-nullvalue",
                "NULL", path, sql,
            ]
        ).wait()
        guard end.exitCode == 0, end.errors.isEmpty else { throw Failure(sql: sql, end: end) }
        return end.output.hasSuffix("\n") ? String(end.output.dropLast()) : end.output
    }

    /// The lines of ``text(_:)``.
    public func rows(_ sql: String) async throws -> [String] {
        let text = try await text(sql)
        return text.isEmpty ? [] : text.components(separatedBy: "\n")
    }

    public func integer(_ sql: String) async throws -> Int? {
        Int(try await text(sql))
    }

    /// Runs statements for what they do.
    public func execute(_ sql: String) async throws {
        _ = try await text(sql)
    }

    /// `.dump` of one table with its indexes and triggers. The name must not hold `%`, `_` or quotes.
    public func dump(_ table: String) async throws -> String {
        try await text(".dump \(table)")
    }
}
