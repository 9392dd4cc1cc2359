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
}
