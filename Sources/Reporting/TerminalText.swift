// Text from outside on its way to a terminal.

extension String {
    /// With control characters shown as escapes, so that a file name or value can't move the cursor or change colours.
    public var terminalSafe: String {
        var safe = ""
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x0A, 0x09: safe.unicodeScalars.append(scalar)
            case 0..<0x20, 0x7F..<0xA0: safe += "\\u{\(String(scalar.value, radix: 16))}"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }
}
