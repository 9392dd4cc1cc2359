// Where a service manager looks for units, and putting them there.

import Foundation
import RowModel

public struct UnitFolder: Sendable, Equatable {
    public let path: String

    public init(path: String) {
        self.path = path
    }

    /// A user's own: `$XDG_CONFIG_HOME/systemd/user`, or `~/.config/systemd/user` (systemd.unit(5)).
    /// - Throws: `ScheduleError.noHome`
    public static func ofUser(environment: [String: String]) throws(ScheduleError) -> UnitFolder {
        UnitFolder(path: try configurationFolder(environment: environment) + "/systemd/user")
    }

    public static let ofMachine = UnitFolder(path: "/etc/systemd/system")

    /// Where a user's settings are (XDG Base Directory Specification).
    /// - Throws: `ScheduleError.noHome`
    public static func configurationFolder(environment: [String: String]) throws(ScheduleError) -> String {
        // A relative path there is invalid and to be ignored.
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return folder }
        guard let home = environment["HOME"], home.hasPrefix("/") else { throw .noHome }
        return (home == "/" ? "" : home) + "/.config"
    }

    /// Puts units in their place, each whole or not at all, and none if one of them may not be replaced.
    ///
    /// - Parameter overwrites: also what was changed by hand or is there for something else.
    /// - Returns: the paths.
    /// - Throws: ``ScheduleError``
    public func install(_ units: [UnitFile], overwrites: Bool) throws(ScheduleError) -> [String] {
        if !overwrites {
            for unit in units { try checkIsReplaceable(unit) }
        }
        try Self.make(folder: path)
        var paths: [String] = []
        for unit in units { paths.append(try write(unit)) }
        return paths
    }

    private func checkIsReplaceable(_ unit: UnitFile) throws(ScheduleError) {
        let place = "\(path)/\(unit.name)"
        guard let bytes = FileManager.default.contents(atPath: place) else {
            // A folder, or one that can't be read: writing will say so, unless a rename would replace it.
            if (try? FileManager.default.destinationOfSymbolicLink(atPath: place)) != nil { throw .changedByHand(path: place) }
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard UnitFile.isAsMade(text) else { throw .changedByHand(path: place) }
        let (other, own) = (UnitFile.subject(of: text), UnitFile.subject(of: unit.text))
        if let other, other != own { throw .taken(path: place, by: other) }
    }

    private func write(_ unit: UnitFile) throws(ScheduleError) -> String {
        let place = "\(path)/\(unit.name)"
        let temporary = "\(path)/.\(unit.name).\(getpid())"
        do {
            try Data(unit.text.utf8).write(to: URL(filePath: temporary))
        } catch {
            unlink(temporary)
            throw .cannotWrite(path: place, reason: error.localizedDescription)
        }
        guard chmod(temporary, 0o644) == 0, rename(temporary, place) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(temporary)
            throw .cannotWrite(path: place, reason: reason)
        }
        return place
    }

    /// Makes a folder and those on the way to it.
    public static func make(folder: String) throws(ScheduleError) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .cannotWrite(path: folder, reason: error.localizedDescription)
        }
    }
}
