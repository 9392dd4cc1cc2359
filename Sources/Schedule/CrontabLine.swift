// The same for cron.

import RowModel

/// What goes into a crontab(5), with what is to be known about it.
public struct CrontabLine: Sendable, Equatable {
    public let text: String

    /// - Throws: `ScheduleError.unwritable` for what no line can hold.
    public init(_ load: ScheduledLoad, timing: Timing) throws(ScheduleError) {
        for word in load.command where word.hasControls { throw .unwritable(word, place: "a crontab") }
        var lines = ["# weir run \(load.name), \(timing.words)"]
        if !load.environmentNames.isEmpty {
            lines.append("# The spec asks for \(load.environmentNames.joined(separator: ", ")): set them above, as NAME=value.")
        }
        if let zone = timing.zone {
            lines += [
                "# cronie goes by CRON_TZ for all lines below it; Debian's cron does not, and goes by the machine's own zone.",
                "CRON_TZ=\(zone)",
            ]
        }
        let words = ["cd", load.workingFolder, "&&", "exec"] + load.command
        let command = words.map { $0 == "&&" ? $0 : $0.crontabWord }.joined(separator: " ")
        text = (lines + ["\(timing.cronFields) \(command)"]).joined(separator: "\n")
    }
}
