// How systemd takes a line apart, written down once more from systemd.syntax(7), systemd.unit(5) and systemd.service(5).

/// The words of a command line, or nil where systemd would refuse it.
/// - Parameter variables: whether `$$` stands for `$`, as in all words but the program.
func systemdWords(_ line: String, variables: Bool = true) -> [String]? {
    var words: [String] = []
    var scalars = Array(line.unicodeScalars)[...]
    while true {
        scalars = scalars.drop { $0 == " " }
        guard !scalars.isEmpty else { return words }
        var word = String.UnicodeScalarView()
        var isQuoted = false
        while let scalar = scalars.popFirst() {
            if scalar == " ", !isQuoted { break }
            switch scalar {
            case "\"": isQuoted.toggle()
            case "\\":
                guard let next = scalars.popFirst() else { return nil }
                if next == "x" {
                    guard let value = UInt8(String(String.UnicodeScalarView(scalars.prefix(2))), radix: 16) else { return nil }
                    scalars = scalars.dropFirst(2)
                    word.append(Unicode.Scalar(value))
                } else if next == "\\" || next == "\"" {
                    word.append(next)
                } else {
                    return nil
                }
            case "'" where !isQuoted: return nil
            case "%":
                guard scalars.popFirst() == "%" else { return nil }
                word.append("%")
            case "$" where variables:
                guard scalars.popFirst() == "$" else { return nil }
                word.append("$")
            default: word.append(scalar)
            }
        }
        guard !isQuoted else { return nil }
        words.append(String(word))
    }
}
