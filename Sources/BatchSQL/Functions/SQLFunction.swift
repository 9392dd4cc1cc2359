// What expressions can call beyond SQLite's own functions; docs/spec.md is their reference.

import GRDBSQLite

/// A scalar function of the expression connection (https://sqlite.org/appfunc.html): deterministic, null if any
/// argument is null. An error is that of the row.
struct SQLFunction {
    let name: String
    let argumentCounts: ClosedRange<Int32>
    /// Gets no null.
    let call: @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void

    static let all: [SQLFunction] = [
        SQLFunction(name: "regexp", argumentCounts: 2...2) { FunctionCall($0, $1, $2)?.regexp() },
        SQLFunction(name: "regexp_extract", argumentCounts: 2...3) { FunctionCall($0, $1, $2)?.regexpExtract() },
        SQLFunction(name: "sha256", argumentCounts: 1...1) { FunctionCall($0, $1, $2)?.sha256() },
        SQLFunction(name: "title_case", argumentCounts: 1...1) { FunctionCall($0, $1, $2)?.titleCase() },
        SQLFunction(name: "split_part", argumentCounts: 3...3) { FunctionCall($0, $1, $2)?.splitPart() },
        SQLFunction(name: "parse_timestamp", argumentCounts: 2...3) { FunctionCall($0, $1, $2)?.parseTimestamp() },
    ]

    /// Makes all functions known to a connection, which keeps their memory.
    static func register(on connection: OpaquePointer) throws(SQLiteError) {
        let memory = FunctionMemory()
        for function in all {
            for count in function.argumentCounts {
                let code = sqlite3_create_function_v2(
                    connection, function.name, count, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                    Unmanaged.passRetained(memory).toOpaque(), function.call, nil, nil,
                    { Unmanaged<FunctionMemory>.fromOpaque($0!).release() })
                guard code == SQLITE_OK else { throw SQLiteError(connection: connection) }
            }
        }
    }
}
