// SQLite's errors, and databases that can't be written.

import Foundation
import GRDB
import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Sink

@Suite struct SinkErrorTests {
    @Test("SQLite's result codes have an exit code and the path in the message", arguments: [
        (ResultCode.SQLITE_BUSY, RowModel.ExitCode.tryAgain), (.SQLITE_BUSY_SNAPSHOT, .tryAgain), (.SQLITE_LOCKED, .tryAgain),
        (.SQLITE_FULL, .ioError), (.SQLITE_IOERR, .ioError), (.SQLITE_IOERR_WRITE, .ioError),
        (.SQLITE_CANTOPEN, .cannotCreate), (.SQLITE_READONLY, .cannotCreate), (.SQLITE_READONLY_DBMOVED, .cannotCreate),
        (.SQLITE_PERM, .cannotCreate), (.SQLITE_NOTADB, .badData), (.SQLITE_CORRUPT, .badData),
        (.SQLITE_CONSTRAINT_UNIQUE, .badData), (.SQLITE_CONSTRAINT_TRIGGER, .badData), (.SQLITE_ERROR, .bug),
    ])
    func codes(_ code: ResultCode, _ exit: RowModel.ExitCode) {
        let error = SinkError(DatabaseError(resultCode: code, message: "SQLite's words"), path: "/d.sqlite", table: "t")
        #expect(error.exitCode == exit)
        #expect(error.description.contains("/d.sqlite") || error.description.contains("table \"t\""))
    }

    private static func openError(_ path: String) throws -> SinkError? {
        let spec = SinkSpec(database: Located(path, at: .start), table: Located("t", at: .start))
        let plan = TargetPlan(spec: spec, databasePath: path, schema: RowSchema(["id": .integer])) { _, _, _ in }
        return sinkError { _ = try SinkWriter([plan]) }
    }

    @Test("the database's folder is made if it is missing")
    func madeFolder() throws {
        let folder = try TemporaryFolder()
        #expect(try Self.openError(folder.path("a/b/d.sqlite"))?.description == nil)
        #expect(folder.exists("a/b/d.sqlite"))
    }

    @Test("a folder in the database's place, a file in the folder's, and a file that is no database are told apart")
    func places() throws {
        let folder = try TemporaryFolder()
        try folder.write("file", "text")
        try folder.write("text.sqlite", String(repeating: "This is no database. ", count: 200))
        #expect(try Self.openError(folder.url.path)?.exitCode == .cannotCreate)
        #expect(try Self.openError(folder.path("file/d.sqlite"))?.exitCode == .cannotCreate)
        #expect(try Self.openError(folder.path("text.sqlite"))?.exitCode == .badData)
        #expect(try folder.bytes("text.sqlite").count == 4200)
    }
}

