// Text from outside as it has to be written in a unit (systemd.syntax(7); systemd.service(5), "Command lines"; systemd.unit(5),
// "Specifiers").

extension String {
    /// Whether the text has what no line of a unit can hold, and no quoting can give it.
    var hasControls: Bool { unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } }

    /// As the whole rest of a line: nothing is quoted there, only specifiers are expanded.
    var systemdLine: String { replacing("%", with: "%%") }

    /// As one word among others, such as a path in ReadWritePaths=.
    var systemdWord: String { systemdQuoted(escapesVariables: false) }

    /// As an argument of a program, in which `$NAME` would be replaced.
    var systemdArgument: String { systemdQuoted(escapesVariables: true) }

    private func systemdQuoted(escapesVariables: Bool) -> String {
        var text = ""
        var isPlain = !isEmpty
        for scalar in unicodeScalars {
            switch scalar {
            case "%": text += "%%"
            case "$" where escapesVariables: text += "$$"
            case "\\", "\"":
                text += "\\\(scalar)"
                isPlain = false
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                text += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
                isPlain = false
            default:
                text.unicodeScalars.append(scalar)
                isPlain = isPlain && (scalar.properties.isAlphabetic || "0123456789-_./:=,@+".unicodeScalars.contains(scalar))
            }
        }
        return isPlain ? text : "\"\(text)\""
    }
}
