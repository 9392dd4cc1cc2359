// A timer and its service for systemd (systemd.timer(5), systemd.service(5), systemd.exec(5)).

import Foundation
import RowModel

/// Who runs a unit.
public enum UnitScope: Sendable, Equatable {
    /// The user's own manager, systemctl --user.
    case user
    /// The machine's, as this user.
    case system(runAs: String)

    /// How its manager is spoken to.
    public var systemctl: String { self == .user ? "systemctl --user" : "systemctl" }
}

/// The two files of a timer.
public struct SystemdUnits: Sendable, Equatable {
    public let name: UnitName
    public let scope: UnitScope
    public let service: UnitFile
    public let timer: UnitFile

    /// - Parameters:
    ///   - load: what is started.
    ///   - settings: file with the environment; read only if the load needs one.
    public init(_ load: ScheduledLoad, timing: Timing, name: UnitName, scope: UnitScope, environmentFile: String) {
        self.name = name
        self.scope = scope
        let specs = load.specs.joined(separator: " ")
        service = UnitFile(
            name: name.service, subject: specs, scope: scope,
            body: ServiceText(load: load, scope: scope, name: name, environmentFile: environmentFile).text)
        timer = UnitFile(
            name: name.timer, subject: specs, scope: scope,
            body: """
                [Unit]
                Description=\("weir run \(load.name), \(timing.words)".systemdLine)

                [Timer]
                OnCalendar=\(timing.onCalendar)
                # A time that passed while the machine was off is made up for.
                Persistent=true

                [Install]
                WantedBy=timers.target

                """)
    }

    public var files: [UnitFile] { [service, timer] }
}

/// The service: what is run, and what it may touch.
private struct ServiceText {
    let load: ScheduledLoad
    let scope: UnitScope
    let name: UnitName
    let environmentFile: String

    var text: String {
        ([unit, service, memory, sandbox] + (scope == .user ? [] : [machineSandbox]))
            .map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private var unit: [String] {
        var lines = ["[Unit]", "Description=\("weir run \(load.name)".systemdLine)"]
        if scope != .user {
            let mounts = ([load.workingFolder] + load.writtenFolders).map(\.systemdWord)
            lines.append("RequiresMountsFor=\(mounts.joined(separator: " "))")
            if load.startsPrograms { lines += ["Wants=network-online.target", "After=network-online.target"] }
        }
        return lines
    }

    private var service: [String] {
        var lines = ["[Service]", "Type=oneshot"]
        if case .system(let user) = scope { lines.append("User=\(user)") }
        let words = [load.command[0].systemdWord] + load.command.dropFirst().map(\.systemdArgument)
        lines += ["ExecStart=\(words.joined(separator: " "))", "WorkingDirectory=\(load.workingFolder.systemdLine)"]
        if !load.environmentNames.isEmpty {
            lines += [
                "# The spec asks for \(load.environmentNames.joined(separator: ", ")): lines of NAME=value, readable by nobody else.",
                "EnvironmentFile=-\(environmentFile.systemdLine)",
            ]
        }
        return lines + [
            "SyslogIdentifier=\(name.text)",
            "# SIGTERM, to weir alone at first, has it commit what was read and end; the next run goes on there.",
            "KillMode=mixed", "TimeoutStopSec=5min",
        ]
    }

    private var memory: [String] {
        let mebibytes = load.memoryBytes >> 20
        return ["MemoryHigh=\(mebibytes / 4 * 3)M", "MemoryMax=\(mebibytes)M", "OOMPolicy=continue"]
    }

    private var sandbox: [String] {
        // Beside a user's manager the others work in a user namespace only.
        var lines = scope == .user ? ["PrivateUsers=yes"] : []
        lines += ["ProtectSystem=strict", "ProtectHome=read-only"]
        if load.startsPrograms { lines.append("# What the spec's programs write elsewhere has to be added.") }
        var writable = load.writtenFolders
        if load.usesTemporaryFolders {
            writable += ["/tmp", "/var/tmp"]
        } else {
            lines.append("PrivateTmp=yes")
        }
        lines.append("ReadWritePaths=\(writable.map(\.systemdWord).joined(separator: " "))")
        lines += [
            "NoNewPrivileges=yes", "LockPersonality=yes", "RestrictRealtime=yes", "RestrictSUIDSGID=yes",
            "SystemCallArchitectures=native", "SystemCallFilter=@system-service", "SystemCallErrorNumber=EPERM",
        ]
        return lines
            + (load.startsPrograms
                ? ["RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK"]
                : ["RestrictAddressFamilies=AF_UNIX", "PrivateNetwork=yes", "MemoryDenyWriteExecute=yes"])
    }

    /// What only the machine's manager can do.
    private var machineSandbox: [String] {
        [
            "CapabilityBoundingSet=", "PrivateDevices=yes", "ProtectClock=yes", "ProtectControlGroups=yes",
            "ProtectHostname=yes", "ProtectKernelLogs=yes", "ProtectKernelModules=yes", "ProtectKernelTunables=yes",
            "ProtectProc=invisible", "RestrictNamespaces=yes", "RemoveIPC=yes",
        ]
    }
}
