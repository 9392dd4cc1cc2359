// SQL statements as a text of the spec has them, one behind the other.

import GRDBSQLite

/// Statements, compiled one by one: each may need what the one before has made.
struct SQLText {
    private let bytes: [CChar]
    /// Where the next statement begins.
    private var start = 0

    init(_ text: String) {
        bytes = Array(text.utf8CString)
    }

    /// Compiles the next statement, which the caller finalizes.
    /// - Parameter lead: bytes of the text that do not stand in the spec.
    /// - Returns: nil at the end.
    mutating func next(on connection: OpaquePointer, behind lead: Int = 0) throws(SQLTextError) -> OpaquePointer? {
        while bytes[start] != 0 {
            var statement: OpaquePointer?
            let (code, end) = bytes.withUnsafeBufferPointer { buffer in
                var tail: UnsafePointer<CChar>?
                let code = sqlite3_prepare_v2(connection, buffer.baseAddress! + start, -1, &statement, &tail)
                return (code, tail.map { $0 - buffer.baseAddress! } ?? start)
            }
            guard code == SQLITE_OK else {
                throw SQLTextError(SQLiteError(connection: connection), behind: start - lead)
            }
            start = end
            // Nothing but blanks and comments compiles to nothing.
            if let statement { return statement }
        }
        return nil
    }
}

/// SQL of a spec that can't be compiled or run.
public struct SQLTextError: Error, Sendable, Equatable {
    public let message: String
    /// SQLite's extended result code; nil for what SQLite would take, and Weir does not.
    public let code: Int32?
    /// Where in the text it is, in bytes of UTF-8, if known.
    public let offset: Int?

    init(_ message: String) {
        self.message = message
        code = nil
        offset = nil
    }

    init(_ error: SQLiteError, behind start: Int = 0) {
        message = error.message
        code = error.code
        offset = error.offset.map { $0 + start }
    }

    /// The column that is not there, if that is what is wrong.
    public var unknownColumn: String? { name(behind: "no such column: ") }

    /// Whether a table is not there.
    public var isForUnknownTable: Bool { name(behind: "no such table: ") != nil }

    /// Whether it may be right in another database: all but what SQLite can't parse and Weir does not take.
    public var needsTheDatabase: Bool {
        guard code != nil else { return false }
        return !["syntax error", "incomplete input", "unrecognized token"].contains { message.contains($0) }
    }

    private func name(behind lead: String) -> String? {
        message.hasPrefix(lead) ? String(message.dropFirst(lead.count)) : nil
    }
}
