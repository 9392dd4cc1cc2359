// What makes a decoder refuse a whole input. InputReader adds the input's name and throws it as a ReadError.

import RowModel

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
    /// The elements of a JSON content can't be told apart any more, from record `record` on.
    case notElements(record: Int, byteOffset: Int, reason: String)
    /// So many lines, any of which may be the footer, are too long to be held back.
    case footerTooLong(lines: Int, byteOffset: Int, limit: Int)
    /// A bug of ours: the decoder neither used its bytes nor could use more.
    case stalled(byteOffset: Int)
    /// A bug of ours: an error that no decoder should throw.
    case unexpected(String)
}

/// What is wrong with one name of a header. Fields count from 1.
public enum HeaderProblem: Sendable, Equatable {
    case missing(column: String, from: String, nearMiss: String?)
    case duplicate(name: String, fields: [Int])
    /// Names that differ in the header, and not in what is made of them.
    case collision(name: String, fields: [Int], written: [String])
    /// - Parameter written: what the header has, of which no name is left.
    case empty(field: Int, written: String = "")
    /// A name that no column asks for, under `extra_columns: fail`.
    case extra(name: String, field: Int)
}

extension HeaderProblem: CustomStringConvertible {
    /// Names of the header are shown as excerpts: they may be of any length.
    public var description: String {
        switch self {
        case .missing(let column, let from, let nearMiss):
            let wanted = column == from ? "column \"\(column)\"" : "column \"\(column)\" (from \"\(from)\")"
            let hint = nearMiss.map { "; did you mean \(ValueExcerpt($0.utf8))?" } ?? ""
            return "\(wanted) is not in the header" + hint
        case .duplicate(let name, let fields):
            return "\(ValueExcerpt(name.utf8)) names \(fields.count.grouped) columns: \(Self.list(fields.map(String.init), ", "))"
        case .collision(let name, let fields, let written):
            let columns = zip(fields, written).map { "\($0), \(ValueExcerpt($1.utf8))" }
            return "columns \(Self.list(columns, " and ")) are all called \(ValueExcerpt(name.utf8)) "
                + "once their names are normalised"
        case .empty(let field, let written):
            return written.isEmpty
                ? "column \(field) has no name"
                : "column \(field), \(ValueExcerpt(written.utf8)), has no name once it is normalised"
        case .extra(let name, let field):
            return "column \(field), \(ValueExcerpt(name.utf8)), is not in the spec (`extra_columns: ignore` or `capture` would allow it)"
        }
    }

    /// As many as a person would read.
    static func list(_ items: [String], _ separator: String) -> String {
        let limit = 20
        let shown = items.prefix(limit).joined(separator: separator)
        return items.count <= limit ? shown : "\(shown)\(separator)and \((items.count - limit).grouped) more"
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
            "the header does not suit the spec: " + HeaderProblem.list(problems.map(\.description), "; ")
        case .ragged(let record, let offset, let fields, let expected):
            "record \(record.grouped) (byte \(offset.grouped)): \(fields.counted("field")) instead of \(expected.grouped), "
                + "and the spec says `ragged: fail`; `ragged: reject` would set such records aside"
        case .notElements(let record, let offset, let reason):
            "record \(record.grouped) (byte \(offset.grouped)): \(reason)"
        case .footerTooLong(let lines, let offset, let limit):
            "\(lines.counted("line")) from byte \(offset.grouped) on, which may be the footer of `footer_lines`, are "
                + "longer than \(limit.grouped) bytes, so they can't be held back; a larger `flow.max_record` would allow it"
        case .unexpected(let reason): "\(reason); this is a bug, please report it"
        case .stalled(let offset):
            "decoding stands still at byte \(offset.grouped); this is a bug, please report it"
        }
    }
}
