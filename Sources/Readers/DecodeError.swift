// What makes a decoder refuse a whole input. InputReader adds the input's name and throws it as a ReadError.

/// Why no record, or no further record, of an input can be decoded.
///
/// Records count from 1; offsets are bytes of the decoded input from 0.
public enum DecodeError: Error, Sendable, Equatable {
    /// The dialect contradicts itself.
    case invalidDialect(String)
    /// A column's `from` is not a path.
    case invalidPath(String)
    /// The input ended before its header.
    case noHeader
    /// The header can't be read as a record.
    case unreadableHeader(byteOffset: Int, reason: String)
    /// The header was read and does not suit the columns.
    case header([HeaderProblem])
    /// A record with the wrong number of fields, under `ragged: fail`.
    case ragged(record: Int, byteOffset: Int, fields: Int, expected: Int)
    /// A bug of ours: the decoder neither used its bytes nor could use more.
    case stalled(byteOffset: Int)
    /// A bug of ours: an error that no decoder should throw.
    case unexpected(String)
}

/// What is wrong with one name of a header. Fields count from 1.
public enum HeaderProblem: Sendable, Equatable {
    case missing(column: String, from: String, nearMiss: String?)
    case duplicate(name: String, fields: [Int])
    case empty(field: Int)
    /// A name that no column asks for, under `extra_columns: fail`.
    case extra(name: String, field: Int)
}

extension HeaderProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missing(let column, let from, let nearMiss):
            let wanted = column == from ? "column \"\(column)\"" : "column \"\(column)\" (from \"\(from)\")"
            return "\(wanted) is not in the header" + (nearMiss.map { "; did you mean \"\($0)\"?" } ?? "")
        case .duplicate(let name, let fields):
            return "\"\(name)\" names \(fields.count) columns: " + fields.map(String.init).joined(separator: ", ")
        case .empty(let field):
            return "column \(field) has no name"
        case .extra(let name, let field):
            return "column \(field), \"\(name)\", is not in the spec (`extra_columns: ignore` or `capture` would allow it)"
        }
    }
}

extension DecodeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidDialect(let reason):
            "the CSV dialect can't be used: \(reason)"
        case .invalidPath(let reason): reason
        case .noHeader:
            "holds no header: it is empty, or nothing but blank, comment and skipped lines; fetch it again, or say `header: false`"
        case .unreadableHeader(let offset, let reason):
            "the header (byte \(offset.grouped)) can't be read: \(reason)"
        case .header(let problems):
            "the header does not suit the spec: " + problems.map(\.description).joined(separator: "; ")
        case .ragged(let record, let offset, let fields, let expected):
            "record \(record.grouped) (byte \(offset.grouped)): \(fields.counted("field")) instead of \(expected.grouped), "
                + "and the spec says `ragged: fail`; `ragged: reject` would set such records aside"
        case .unexpected(let reason): "\(reason); this is a bug, please report it"
        case .stalled(let offset):
            "decoding stands still at byte \(offset.grouped); this is a bug, please report it"
        }
    }
}
