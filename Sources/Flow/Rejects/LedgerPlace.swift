// Where a ledger is asked: at the database of a spec, or at a database alone.

import Foundation
import Ledger
import PipelineSpec
import Readers
import RowModel

/// A database, and whose runs in it are meant.
public struct LedgerPlace: Sendable, Equatable {
    public var database: String
    /// nil where the database alone was named: all of them.
    public var pipeline: String?
    /// Empty: all.
    public var tables: [String] = []

    /// What the first bytes of a database are (https://sqlite.org/fileformat.html#magic_header_string).
    private static let magic = Array("SQLite format 3\0".utf8)

    /// - Parameters:
    ///   - path: of a database, which may be missing where it is called one, or else of a spec.
    ///   - parameters: of the spec.
    /// - Throws: ``PipelineSpec/SpecError``; ``RejectError/parametersWithoutSpec(path:)``
    public static func find(_ path: String, parameters: [String: String]) throws -> LedgerPlace {
        guard isDatabase(path) || hasNameOfDatabase(path) else {
            let spec = try PipelineSpec.load(path: path, parameters: parameters)
            return LedgerPlace(
                database: PipelineCompiler.databasePath(of: spec), pipeline: spec.name,
                tables: spec.sinks.map(\.table.value))
        }
        guard parameters.isEmpty else { throw RejectError.parametersWithoutSpec(path: path) }
        return LedgerPlace(database: path)
    }

    /// What is called one is none of a spec, so that a database that is missing or damaged is told as such.
    private static func hasNameOfDatabase(_ path: String) -> Bool {
        ["sqlite", "sqlite3", "db", "db3"].contains(URL(filePath: path).pathExtension.lowercased())
    }

    private static func isDatabase(_ path: String) -> Bool {
        var status = stat()
        // Opening a pipe would wait for its writer.
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let file = FileHandle(forReadingAtPath: path)
        else { return false }
        defer { try? file.close() }
        return (try? file.read(upToCount: magic.count)).map { Array($0) } == magic
    }

    public func runChoice(_ run: Int64?) -> RunChoice { RunChoice(pipeline: pipeline, tables: tables, run: run) }
}
