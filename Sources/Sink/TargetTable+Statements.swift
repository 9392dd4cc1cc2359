// SQL of the spec that is run around a load.

import BatchSQL
import GRDB
import RowModel

extension TargetTable {
    /// Runs statements of the spec within the caller's transaction. They can change everything in the database but
    /// `countedTables` and the ledger.
    /// - Throws: ``SinkError/statementFailed(place:key:message:)``, or what has befallen the database itself.
    func run(_ statements: [TargetPlan.StatementPlan], countedTables: [String], in db: Database) throws {
        if statements.isEmpty { return }
        let permitted = StatementGuard(countedTables: countedTables)
        // GRDB's authorizer is gone afterwards, by which it hears of changes of the schema.
        defer { db.clearSchemaCache() }
        for statement in statements {
            do {
                try permitted.run(statement.text.value, on: db.sqliteConnection!)
            } catch {
                if let code = error.code.map({ ResultCode(rawValue: $0) }), !code.isForStatement {
                    throw DatabaseError(resultCode: code, message: error.message)
                }
                throw SinkError.statementFailed(
                    place: plan.place(of: statement.text, offset: error.offset), key: statement.key,
                    message: error.message)
            }
        }
    }
}

extension ResultCode {
    /// Whether a statement is to blame, and not the disk, the lock or an interruption.
    fileprivate var isForStatement: Bool {
        switch primaryResultCode {
        case .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG, .SQLITE_RANGE, .SQLITE_AUTH: true
        default: false
        }
    }
}
