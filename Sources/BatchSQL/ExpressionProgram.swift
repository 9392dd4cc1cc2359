// SQL expressions over the rows of a batch, compiled once and run for every batch.

import GRDBSQLite
import RowModel

/// A list of SQL expressions over one row schema. `run` evaluates all of them for each row of a batch, in one
/// statement.
public final class ExpressionProgram {
    private let sandbox: ExpressionSandbox
    private let table: BatchTable
    private let statement: OpaquePointer

    /// What is asked of each expression.
    public enum Question: Sendable {
        /// Its value.
        case value
        /// Whether it is true, as 1 or 0: false and null both are not (https://sqlite.org/lang_expr.html#booleanexpr).
        case truth
        /// Whether it is anything but false, as 1 or 0: null is met, as in a CHECK constraint
        /// (https://sqlite.org/lang_createtable.html#ckconst).
        case notFalse

        /// A line break before the closing parenthesis ends a `--` comment.
        fileprivate func column(_ expression: String) -> String {
            switch self {
            case .value: "(\(expression)\n)"
            case .truth: "(\(expression)\n) IS TRUE"
            case .notFalse: "(\(expression)\n) IS NOT FALSE"
            }
        }
    }

    /// Which rows are visited.
    public enum Visit: Sendable {
        case all
        /// Those for which not all of the expressions are what they are asked to be. Rows that pass cost a fraction.
        case unmet
    }

    /// - Parameters:
    ///   - expressions: SQL expressions over the names of `schema`.
    ///   - visit: `unmet` only where the question is not for the value; a single expression's value is then not told.
    ///   - schema: the row's columns at this point of the pipeline.
    /// - Throws: ``ExpressionErrors`` with each expression that does not compile.
    public init(
        _ expressions: [String], asking question: Question = .value, visiting visit: Visit = .all, schema: RowSchema,
        in sandbox: ExpressionSandbox
    ) throws(ExpressionErrors) {
        self.sandbox = sandbox
        do {
            table = try sandbox.makeTable(schema: schema)
        } catch {
            throw ExpressionErrors(error)
        }
        var errors: [ExpressionError] = []
        for (index, expression) in expressions.enumerated() {
            do {
                try Self.check(expression, index: index, table: table, sandbox: sandbox)
            } catch {
                errors.append(error)
            }
        }
        guard errors.isEmpty else { throw ExpressionErrors(errors: errors) }
        let columns = expressions.map(question.column)
        let list = visit == .unmet && columns.count == 1 ? "1" : columns.joined(separator: ", ")
        let rows = visit == .unmet ? " WHERE NOT (\(columns.joined(separator: " AND ")))" : ""
        do {
            statement = try sandbox.prepare("SELECT \(list) FROM \(table.name)\(rows)")
        } catch {
            throw ExpressionErrors(error)
        }
    }

    deinit {
        sqlite3_finalize(statement)
    }

    /// Whether a text holds nothing but blanks and comments.
    public static func isEmpty(_ expression: String) -> Bool {
        ExpressionText.fault(in: expression)?.fault == .empty
    }

    /// Compiles one expression alone, where a WHERE clause also refuses aggregates and window functions: their value
    /// would depend on where a batch ends.
    private static func check(
        _ expression: String, index: Int, table: BatchTable, sandbox: ExpressionSandbox
    ) throws(ExpressionError) {
        if let (fault, offset) = ExpressionText.fault(in: expression) {
            throw ExpressionError(index: index, message: fault.message, offset: offset, unknownColumn: nil)
        }
        let prefix = "SELECT 1 FROM \(table.name) WHERE ("
        let probe: OpaquePointer
        do {
            probe = try sandbox.prepare("\(prefix)\(expression)\n)")
        } catch {
            let offset = error.offset.map { max(0, $0 - prefix.utf8.count) }
            let length = expression.utf8.count
            if let offset, offset > length {
                // SQLite met our own closing parenthesis.
                throw ExpressionError(
                    index: index, message: "the expression ends too early", offset: length, unknownColumn: nil)
            }
            throw ExpressionError(
                index: index, message: sandbox.denial ?? error.message, offset: offset, unknownColumn: error.unknownColumn)
        }
        defer { sqlite3_finalize(probe) }
        guard sqlite3_bind_parameter_count(probe) == 0 else {
            throw ExpressionError(
                index: index, message: "SQL parameters (? and :name) have no value here; use ${name}", offset: nil,
                unknownColumn: nil)
        }
        if let (message, offset) = LiteralArguments.fault(in: expression) {
            throw ExpressionError(index: index, message: message, offset: offset, unknownColumn: nil)
        }
    }

    /// Evaluates the expressions for each row, in order, and visits those that are to be visited.
    ///
    /// `visit` must not grow the batch's arena: the values it sees may point into it.
    /// - Parameters:
    ///   - visit: called with the row's index and its values.
    ///   - refuse: called with the row's index and SQLite's message when an expression fails for that row
    ///     (such as malformed JSON); the run goes on with the next row.
    public func run(
        over batch: RowBatch, visit: (Int, ExpressionValues) -> Void, refuse: (Int, String) -> Void
    ) {
        var next = 0
        while next < batch.rowCount {
            table.expose(batch, from: next)
            next = runUntilFailure(in: batch, visit: visit, refuse: refuse)
        }
        table.withdraw()
    }

    /// Returns the row to go on with: behind the one that failed, or behind the last.
    private func runUntilFailure(
        in batch: RowBatch, visit: (Int, ExpressionValues) -> Void, refuse: (Int, String) -> Void
    ) -> Int {
        defer { sqlite3_reset(statement) }
        sandbox.beginStatement()
        let values = ExpressionValues(statement: statement)
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW:
                visit(table.currentRow, values)
            case SQLITE_DONE:
                return batch.rowCount
            default:
                let row = table.currentRow
                refuse(row, String(cString: sqlite3_errmsg(sandbox.connection)))
                return row + 1
            }
        }
    }
}

/// The values of the expressions for the row at hand. Valid only inside the `visit` call.
public struct ExpressionValues {
    let statement: OpaquePointer

    public func tag(_ index: Int) -> Cell.Tag {
        switch sqlite3_column_type(statement, Int32(index)) {
        case SQLITE_INTEGER: .integer
        case SQLITE_FLOAT: .real
        case SQLITE_TEXT: .text
        case SQLITE_BLOB: .blob
        default: .null
        }
    }

    public func integer(_ index: Int) -> Int64 {
        sqlite3_column_int64(statement, Int32(index))
    }

    public func real(_ index: Int) -> Double {
        sqlite3_column_double(statement, Int32(index))
    }

    /// The bytes of a text or blob value.
    public func bytes(_ index: Int) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(statement, Int32(index))
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, Int32(index))))
    }
}

extension ExpressionText.Fault {
    var message: String {
        switch self {
        case .empty: "an SQL expression is expected"
        case .unbalanced: "unbalanced parenthesis"
        case .unterminated(let what): "unterminated \(what)"
        case .semicolon: "one SQL expression is expected, not statements"
        }
    }
}

extension SQLiteError {
    /// SQLite says what is missing only in its message.
    fileprivate var unknownColumn: String? {
        let prefix = "no such column: "
        return message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : nil
    }
}
