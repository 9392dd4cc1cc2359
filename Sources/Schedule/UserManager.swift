// systemd's manager of the user's own units, asked by systemctl(1).

import Foundation

public enum UserManager {
    /// Whether it answers: not so without systemd, or without a session of the user.
    public static var answers: Bool { (try? systemctl(["show-environment"])) != nil }

    /// Has it read the units, and starts a timer now and at each boot.
    /// - Throws: `ScheduleError.systemctl`
    public static func enable(_ timer: String) throws(ScheduleError) {
        try systemctl(["daemon-reload"])
        try systemctl(["enable", "--now", timer])
    }

    /// Whether the user's units run while the user is not logged in, too (loginctl(1), enable-linger).
    public static func lingers(user: String) -> Bool {
        FileManager.default.fileExists(atPath: "/var/lib/systemd/linger/\(user)")
    }

    private static func systemctl(_ arguments: [String]) throws(ScheduleError) {
        let words = ["--user"] + arguments
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["systemctl"] + words
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        do {
            try process.run()
        } catch {
            throw .systemctl(arguments: words.joined(separator: " "), reason: error.localizedDescription)
        }
        let said = (try? errors.fileHandleForReading.readToEnd()) ?? nil
        process.waitUntilExit()
        guard process.terminationStatus == 0, process.terminationReason == .exit else {
            let reason = String(decoding: said ?? Data(), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            throw .systemctl(arguments: words.joined(separator: " "), reason: reason)
        }
    }
}
