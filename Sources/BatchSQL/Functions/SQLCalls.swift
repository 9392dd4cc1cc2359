// Which functions an expression calls, as far as its text tells.

/// Finds calls of some functions and those of their arguments that are one literal.
enum SQLCalls {
    struct Literal: Equatable {
        var text: String
        var isString: Bool
        /// Of its first byte, behind a string's quote.
        var offset: Int

        /// Where a byte of the text stands; only nearly where a quote is doubled in front of it.
        func offset(of byte: Int) -> Int { offset + byte }
    }

    struct Call: Equatable {
        /// In lower case.
        var function: String
        /// nil for an argument that is more than a literal.
        var arguments: [Literal?]

        func argument(_ index: Int) -> Literal? {
            index < arguments.count ? arguments[index] : nil
        }
    }

    private enum Kind {
        case word, number, string, name, sign
    }

    private struct Token {
        var kind: Kind
        var text: String
        var offset: Int

        func isSign(_ sign: String) -> Bool { kind == .sign && text == sign }
        var literal: Literal? {
            kind == .string || kind == .number ? Literal(text: text, isString: kind == .string, offset: offset) : nil
        }
    }

    /// The operator of `x REGEXP y` counts as a call of regexp with y alone.
    /// - Parameter functions: in lower case.
    static func calls(of functions: Set<String>, in expression: String) -> [Call] {
        let tokens = tokens(of: Array(expression.utf8))
        return tokens.indices.compactMap { index in
            let function = tokens[index].text.lowercased()
            guard tokens[index].kind == .word, functions.contains(function), index + 1 < tokens.count else { return nil }
            if tokens[index + 1].isSign("(") {
                return Call(function: function, arguments: arguments(tokens[(index + 2)...]))
            }
            // A pattern that goes on behind the literal is none to be checked.
            let isWhole = index + 2 == tokens.count || !tokens[index + 2].isSign("|")
            guard function == "regexp", isWhole else { return nil }
            return Call(function: function, arguments: [tokens[index + 1].literal])
        }
    }

    /// - Parameter tokens: those behind the opening parenthesis.
    private static func arguments(_ tokens: ArraySlice<Token>) -> [Literal?] {
        var found: [Literal?] = []
        var current: [Token] = []
        var depth = 0
        for token in tokens {
            if depth == 0, token.isSign(",") || token.isSign(")") {
                found.append(current.count == 1 ? current[0].literal : nil)
                current = []
                if token.isSign(")") { return found }
                continue
            }
            if token.isSign("(") { depth += 1 }
            if token.isSign(")") { depth -= 1 }
            current.append(token)
        }
        return found
    }

    /// Of an expression that is lexically whole (``ExpressionText``).
    private static func tokens(of bytes: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        var position = 0
        while position < bytes.count {
            let start = position
            switch bytes[position] {
            case 0x09, 0x0A, 0x0C, 0x0D, 0x20:
                position += 1
            case UInt8(ascii: "-") where bytes[position...].starts(with: "--".utf8):
                position = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
            case UInt8(ascii: "/") where bytes[position...].starts(with: "/*".utf8):
                position += 2
                while position < bytes.count, !bytes[position...].starts(with: "*/".utf8) { position += 1 }
                position = min(position + 2, bytes.count)
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
                tokens.append(quoted(bytes, &position))
            case UInt8(ascii: "["):
                position = (bytes[position...].firstIndex(of: UInt8(ascii: "]")) ?? bytes.count - 1) + 1
                tokens.append(Token(kind: .name, text: "", offset: start))
            case let byte where isWord(byte):
                while position < bytes.count, isWord(bytes[position]) { position += 1 }
                let text = String(decoding: bytes[start..<position], as: UTF8.self)
                let isNumber = text.utf8.allSatisfy { (48...57).contains($0) }
                tokens.append(Token(kind: isNumber ? .number : .word, text: text, offset: start))
            case let byte:
                tokens.append(Token(kind: .sign, text: String(Unicode.Scalar(byte)), offset: start))
                position += 1
            }
        }
        return tokens
    }

    private static func quoted(_ bytes: [UInt8], _ position: inout Int) -> Token {
        let quote = bytes[position]
        let start = position + 1
        var text: [UInt8] = []
        position += 1
        while position < bytes.count {
            if bytes[position] == quote {
                position += 1
                guard position < bytes.count, bytes[position] == quote else { break }
            }
            text.append(bytes[position])
            position += 1
        }
        let kind = quote == UInt8(ascii: "'") ? Kind.string : .name
        return Token(kind: kind, text: String(decoding: text, as: UTF8.self), offset: start)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte & ~0x20) || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "$") || byte >= 0x80
    }
}
