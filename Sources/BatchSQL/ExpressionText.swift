// Is this text one SQL expression and nothing else?

/// A lexical look at an expression before it is put between parentheses, so that it can't close them and go on with SQL
/// of its own. Tokens as in https://sqlite.org/lang_expr.html and https://sqlite.org/lang_comment.html.
struct ExpressionText {
    enum Fault: Equatable {
        case empty
        case unbalanced
        case unterminated(String)
        case semicolon
    }

    /// The first fault and its byte offset, or nil if the text is lexically closed in itself.
    static func fault(in text: String) -> (fault: Fault, offset: Int)? {
        let bytes = Array(text.utf8)
        var depth = 0
        var position = 0
        var hasToken = false
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
                guard let end = endOfQuoted(bytes, from: position, quote: byte) else {
                    return (.unterminated(byte == UInt8(ascii: "'") ? "string" : "name"), position)
                }
                position = end
                hasToken = true
                continue
            case UInt8(ascii: "["):
                guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "]")) else {
                    return (.unterminated("name"), position)
                }
                position = end
                hasToken = true
            case UInt8(ascii: "-") where bytes[position...].starts(with: [0x2D, 0x2D]):
                position = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
                continue
            case UInt8(ascii: "/") where bytes[position...].starts(with: [0x2F, 0x2A]):
                guard let end = endOfComment(bytes, from: position + 2) else { return (.unterminated("comment"), position) }
                position = end
                continue
            case UInt8(ascii: "("):
                depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if depth < 0 { return (.unbalanced, position) }
            case UInt8(ascii: ";"):
                return (.semicolon, position)
            case 0x09, 0x0A, 0x0C, 0x0D, 0x20:
                break
            default:
                hasToken = true
            }
            position += 1
        }
        if depth > 0 { return (.unbalanced, bytes.count) }
        return hasToken ? nil : (.empty, 0)
    }

    /// The offset behind a quoted token in which the quote is escaped by doubling.
    private static func endOfQuoted(_ bytes: [UInt8], from start: Int, quote: UInt8) -> Int? {
        var position = start + 1
        while position < bytes.count {
            if bytes[position] == quote {
                if position + 1 < bytes.count, bytes[position + 1] == quote {
                    position += 2
                    continue
                }
                return position + 1
            }
            position += 1
        }
        return nil
    }

    private static func endOfComment(_ bytes: [UInt8], from start: Int) -> Int? {
        var position = start
        while position + 1 < bytes.count {
            if bytes[position] == UInt8(ascii: "*"), bytes[position + 1] == UInt8(ascii: "/") { return position + 2 }
            position += 1
        }
        return nil
    }
}
