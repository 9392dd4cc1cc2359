// SQLite's result codes and messages as a Swift error, taken where the C call failed.

import GRDBSQLite

/// An error that SQLite reported on a raw connection (https://sqlite.org/rescode.html).
public struct SQLiteError: Error, Sendable, Equatable {
    /// The extended result code.
    public let code: Int32
    public let message: String
    /// Where in the SQL text the error is, in bytes, if SQLite knows (https://sqlite.org/c3ref/errcode.html).
    public let offset: Int?

    /// Whether there is no room for what was to be written.
    public var isDiskFull: Bool { code & 0xff == SQLITE_FULL }
    /// Whether another connection stands in the way.
    public var isBusy: Bool { code & 0xff == SQLITE_BUSY || code & 0xff == SQLITE_LOCKED }

    public init(connection: OpaquePointer) {
        code = sqlite3_extended_errcode(connection)
        message = String(cString: sqlite3_errmsg(connection))
        let offset = sqlite3_error_offset(connection)
        self.offset = offset >= 0 ? Int(offset) : nil
    }

    init(code: Int32, message: String) {
        self.code = code
        self.message = message
        offset = nil
    }
}
