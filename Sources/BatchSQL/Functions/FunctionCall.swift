// One call of a function: its arguments and its result.

import GRDBSQLite
import RowModel

/// Valid within the call only.
struct FunctionCall {
    private let context: OpaquePointer
    private let arguments: UnsafeMutableBufferPointer<OpaquePointer?>
    let memory: FunctionMemory

    /// nil, with null as the result, if an argument is null.
    init?(_ context: OpaquePointer?, _ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>?) {
        guard let context else { return nil }
        self.context = context
        arguments = UnsafeMutableBufferPointer(start: values, count: Int(count))
        memory = Unmanaged<FunctionMemory>.fromOpaque(sqlite3_user_data(context)).takeUnretainedValue()
        for argument in arguments where sqlite3_value_type(argument) == SQLITE_NULL {
            sqlite3_result_null(context)
            return nil
        }
    }

    var count: Int { arguments.count }

    /// The bytes of an argument: a blob's own, a text's UTF-8, the text of a number.
    func bytes(_ index: Int) -> UnsafeRawBufferPointer {
        let argument = arguments[index]
        let start = sqlite3_value_type(argument) == SQLITE_BLOB
            ? sqlite3_value_blob(argument) : sqlite3_value_text(argument).map { UnsafeRawPointer($0) }
        return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(argument)))
    }

    /// nil for an argument that is no whole number.
    func integer(_ index: Int) -> Int? {
        guard sqlite3_value_numeric_type(arguments[index]) == SQLITE_INTEGER else { return nil }
        return Int(sqlite3_value_int64(arguments[index]))
    }

    func returnNull() {
        sqlite3_result_null(context)
    }

    func returnTruth(_ value: Bool) {
        sqlite3_result_int(context, value ? 1 : 0)
    }

    func returnText(_ text: UnsafeRawBufferPointer) {
        guard let start = text.baseAddress else {
            return returnEmptyText()
        }
        let characters = start.assumingMemoryBound(to: CChar.self)
        sqlite3_result_text64(context, characters, sqlite3_uint64(text.count), transient, UInt8(SQLITE_UTF8))
    }

    private func returnEmptyText() {
        sqlite3_result_text(context, "", 0, transient)
    }

    /// The row is refused, with the function's name in front.
    func fail(_ function: String, _ message: String) {
        sqlite3_result_error(context, "\(function): \(message)", -1)
    }
}

/// SQLITE_TRANSIENT: SQLite makes a copy (https://sqlite.org/c3ref/c_static.html).
nonisolated(unsafe) private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
