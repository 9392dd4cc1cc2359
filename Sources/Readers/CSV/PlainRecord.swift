// One CSV record, read the slow and obvious way. Used for headers.

import RowModel

/// The line or record that starts at some offset of a block. The grammar is the one in CSVDecoder.swift.
struct PlainRecord {
    enum Kind: Equatable {
        /// The block ends first.
        case incomplete
        case blank
        case comment
        case fields([[UInt8]])
        /// A record that breaks the rules of quoting.
        case faulty(String)
    }

    /// Most fields: each costs memory beside its text, and a record of delimiters alone would take many times its length.
    static let fieldCapacity = 1 << 18

    private enum State {
        case fieldStart, unquoted, quoted, closing, comment
    }

    let kind: Kind
    /// Bytes in front of its line end.
    let length: Int
    /// Offset behind its line end.
    let end: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isFinal: Bool, dialect: CSVDialect) {
        if let marks = CSVMarks(dialect) {
            self = PlainRecord(bytes, from: start, isFinal: isFinal, comment: dialect.comment, marks: marks)
            return
        }
        var fields: [[UInt8]] = []
        var field: [UInt8] = []
        var fault: String?
        var state = bytes[start] == dialect.comment ? State.comment : .fieldStart
        var offset = start
        while offset < bytes.count {
            let byte = bytes[offset]
            let follower = offset + 1 < bytes.count ? bytes[offset + 1] : nil
            if state != .quoted, byte == 0x0A || byte == 0x0D { break }
            offset += 1
            switch state {
            case .comment: break
            case .quoted:
                if byte == dialect.escape, let follower, follower == dialect.quote || follower == dialect.escape {
                    field.append(follower)
                    offset += 1
                } else if byte == dialect.quote {
                    state = .closing
                } else {
                    field.append(byte)
                }
            case .fieldStart where byte == dialect.quote: state = .quoted
            case .fieldStart, .unquoted, .closing:
                if byte == dialect.delimiter {
                    if fields.count < Self.fieldCapacity {
                        fields.append(field)
                    } else {
                        fault = fault ?? "it has more than \(Self.fieldCapacity.grouped) columns"
                    }
                    field = []
                    state = .fieldStart
                    continue
                }
                if state == .closing { fault = fault ?? "text follows a closing quote in column \(fields.count + 1)" }
                if byte == dialect.quote { fault = fault ?? "a quote stands inside the unquoted column \(fields.count + 1)" }
                field.append(byte)
                state = .unquoted
            }
        }
        fields.append(field)

        length = offset - start
        let isAtEnd = offset == bytes.count
        // A quote or a CR as the last byte may be half of a pair.
        if !isFinal, isAtEnd || (bytes[offset] == 0x0D && offset + 1 == bytes.count) {
            kind = .incomplete
            end = start
            return
        }
        if state == .quoted { fault = "a quote opens and never closes" }
        if state == .comment {
            kind = .comment
        } else if offset == start {
            kind = .blank
        } else if let fault {
            kind = .faulty(fault)
        } else {
            kind = .fields(fields)
        }
        end = isAtEnd ? offset : bytes[offset...].starts(with: [0x0D, 0x0A]) ? offset + 2 : offset + 1
    }
    private init(kind: Kind, length: Int, end: Int) {
        self.kind = kind
        self.length = length
        self.end = end
    }

    /// The same for a dialect with marks of several bytes.
    private init(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isFinal: Bool, comment: UInt8?, marks: CSVMarks
    ) {
        let incomplete = PlainRecord(kind: .incomplete, length: bytes.count - start, end: start)
        if bytes[start] == comment {
            let end = marks.nextRecordEnd(bytes, from: start, isFinal: isFinal)
            if let end {
                self = PlainRecord(kind: .comment, length: end.position - start, end: end.position + end.length)
            } else {
                self = incomplete
            }
            return
        }
        let first = marks.mark(bytes, at: start, isFinal: isFinal)
        if first.kind == .undecided {
            self = incomplete
            return
        }
        if first.kind == .recordEnd {
            self = PlainRecord(kind: .blank, length: 0, end: start + first.length)
            return
        }
        var fields: [[UInt8]] = []
        var fault: String?
        var position = start
        while true {
            guard let field = marks.field(bytes, from: position, isFinal: isFinal) else {
                self = incomplete
                return
            }
            let column = fields.count + 1
            switch field.fault {
            case .unclosedQuote: fault = "a quote opens and never closes"
            case .textBehindQuote: fault = fault ?? "text follows a closing quote in column \(column)"
            case .bareQuote: fault = fault ?? "a quote stands inside the unquoted column \(column)"
            default: break
            }
            if fields.count <= Self.fieldCapacity {
                fields.append(marks.text(of: field, in: bytes))
            } else {
                fault = fault ?? "it has more than \(Self.fieldCapacity.grouped) columns"
            }
            position = field.end + field.mark.length
            if field.mark.kind == .delimiter { continue }
            let kind = fault.map(Kind.faulty) ?? .fields(fields)
            self = PlainRecord(kind: kind, length: field.end - start, end: position)
            return
        }
    }
}

extension CSVMarks {
    /// A field's text, its escapes resolved.
    fileprivate func text(of field: Field, in bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        var position = field.value.lowerBound
        while position < field.textEnd {
            if field.isEscaped, bytes[position] == escape, position + 1 < field.textEnd,
                bytes[position + 1] == quote || bytes[position + 1] == escape
            {
                position += 1
            }
            text.append(bytes[position])
            position += 1
        }
        return text
    }
}
