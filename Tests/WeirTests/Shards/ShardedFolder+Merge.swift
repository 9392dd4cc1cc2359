// The shards of a folder in one database, beside what one machine makes of the same spec.

import Foundation
import TestSupport
import Testing

extension ShardedFolder {
    var merged: SQLiteShell { SQLiteShell(files.path("all.sqlite")) }

    func merge(_ more: String..., environment: [String: String] = [:]) async throws -> ProgramEnd {
        try await WeirBinary.run(["merge", "plan.shards", "-o", "all.sqlite"] + more, environment: environment, in: files.url)
    }

    /// The spec, with its table in the merged database: for everything that is asked of that one.
    func writeMergedSpec() throws {
        let spec = String(decoding: try files.bytes("spec.yaml"), as: UTF8.self)
        try files.write("all.yaml", spec.replacing("out.sqlite", with: "all.sqlite"))
    }

    func verifyMerged() async throws -> ProgramEnd {
        try writeMergedSpec()
        return try await folder.weir("verify-counts", "all.yaml", "--deep")
    }

    /// Expects what a run on one machine has left in `out.sqlite`, to the last entry of the ledger.
    func expectSameAsOneMachine(tables: [String] = ["rows"], sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let (found, expected) = (try await merged.contents(ofTables: tables), try await folder.database.contents(ofTables: tables))
        for (found, expected) in zip(found, expected) { #expect(found == expected, sourceLocation: sourceLocation) }
    }
}
