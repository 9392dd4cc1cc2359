// Text from outside on its way to a terminal.

extension String {
    /// With control characters shown as escapes, so that a file name or value can't move the cursor or change colours.
    public var terminalSafe: String {
        var safe = ""
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x0A, 0x09: safe.unicodeScalars.append(scalar)
            case 0..<0x20, 0x7F..<0xA0: safe += scalar.escape
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }

    /// The same for what is to stay on one line: line ends are escapes too, and so are marks that change the direction of
    /// the text behind them.
    var lineSafe: String {
        var safe = ""
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: safe += scalar.escape
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }
}

extension Unicode.Scalar {
    fileprivate var escape: String { "\\u{\(String(value, radix: 16))}" }
}
