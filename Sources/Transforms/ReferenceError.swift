// What can be wrong with what a lookup refers to.

import BatchSQL
import RowModel

public enum ReferenceError: WeirError, Equatable {
    /// Rows would be multiplied, or one of the two chosen by chance.
    case duplicateKey(reference: String, key: String, columns: [String], first: Int, second: Int)
    case unfit(reference: String, record: Int, column: String, reason: String)
    /// A record that can't be decoded.
    case refused(reference: String, Reject)
    case missing(path: String)
    case noTable(path: String, table: String)
    case unreadable(path: String, SQLiteError)

    public var exitCode: ExitCode {
        switch self {
        case .duplicateKey, .unfit, .refused: .badData
        case .missing, .noTable: .noInput
        case .unreadable(_, let error): error.isBusy ? .tryAgain : .noInput
        }
    }

    public var description: String {
        switch self {
        case .duplicateKey(let reference, let key, let columns, let first, let second):
            "\(reference): records \(first.grouped) and \(second.grouped) have the same \(columns.joined(separator: ", ")), \(key); "
                + "a lookup needs one record for each key, so leave one out or compare more columns"
        case .unfit(let reference, let record, let column, let reason):
            "\(reference): record \(record.grouped): \(column) \(reason)"
        case .refused(let reference, let reject):
            "\(reference): record \(reject.record.grouped) (byte \(reject.byteOffset.grouped)): "
                + (reject.column.map { "\($0): " } ?? "") + "\(reject.reason); what a lookup refers to has to be whole"
        case .missing(let path):
            "\(path): no such file; check lookup.from"
        case .noTable(let path, let table):
            "\(path): has no table or view \"\(table)\"; check lookup.from"
        case .unreadable(let path, let error):
            "\(path): can't be read: \(error.message)"
        }
    }
}
