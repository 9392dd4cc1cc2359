// A word in the command of a crontab(5), which passes through cron and then through a shell.

import RowModel

extension String {
    /// As the shell behind any cron takes it for this one word.
    ///
    /// To cron a `%` is the command's end unless a backslash stands in front of it. Debian's leaves that backslash to the shell, cronie
    /// takes it away, and one of two backslashes with it. So each `%` stands outside of quotes, where the shell takes `\%` and `%` for
    /// the same, and no backslash follows another.
    var crontabWord: String {
        guard contains(where: { $0 == "%" || $0 == "\\" }) else { return shellWord }
        var word = "'"
        var previous: Unicode.Scalar?
        for scalar in unicodeScalars {
            switch scalar {
            case "%": word += #"'\%'"#
            case "'": word += #"'\''"#
            case "\\" where previous == "\\": word += #"''\"#
            default: word.unicodeScalars.append(scalar)
            }
            previous = scalar
        }
        return word + "'"
    }
}
