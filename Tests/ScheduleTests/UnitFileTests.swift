import Foundation
import RowModel
import TestSupport
import Testing

@testable import Schedule

@Suite("units and their places")
struct UnitFileTests {
    private let unit = UnitFile(name: "a.service", subject: "/in/a.yaml", body: "[Service]\nExecStart=/bin/true\n")

    @Test("a unit knows itself, and any change to it")
    func checksum() {
        #expect(UnitFile.isAsMade(unit.text))
        #expect(UnitFile.subject(of: unit.text) == "/in/a.yaml")
        let scalars = Array(unit.text)
        for index in scalars.indices {
            var changed = scalars
            changed[index] = changed[index] == "x" ? "y" : "x"
            #expect(!UnitFile.isAsMade(String(changed)), "\(String(changed))")
            var shorter = scalars
            shorter.remove(at: index)
            #expect(!UnitFile.isAsMade(String(shorter)), "\(String(shorter))")
        }
        #expect(!UnitFile.isAsMade(""))
        #expect(!UnitFile.isAsMade("[Service]\nExecStart=/bin/true\n"))
    }

    @Test("units are put in place, put there again, and not over what is not theirs")
    func installation() throws {
        let files = try TemporaryFolder()
        let folder = UnitFolder(path: files.path("new/systemd/user"))
        let other = UnitFile(name: "a.timer", subject: "/in/a.yaml", body: "[Timer]\n")
        let paths = try folder.install([unit, other], overwrites: false)
        #expect(paths == [folder.path + "/a.service", folder.path + "/a.timer"])
        #expect(try String(contentsOfFile: paths[0], encoding: .utf8) == unit.text)
        let later = UnitFile(name: "a.service", subject: "/in/a.yaml", body: "[Service]\nExecStart=/bin/false\n")
        _ = try folder.install([later, other], overwrites: false)
        #expect(try String(contentsOfFile: paths[0], encoding: .utf8) == later.text)

        let foreign = UnitFile(name: "a.timer", subject: "/in/b.yaml", body: "[Timer]\n")
        #expect(throws: ScheduleError.taken(path: paths[1], by: "/in/a.yaml")) {
            try folder.install([unit, foreign], overwrites: false)
        }
        try Data((later.text + "Nice=5\n").utf8).write(to: URL(filePath: paths[0]))
        #expect(throws: ScheduleError.changedByHand(path: paths[0])) { try folder.install([unit, other], overwrites: false) }
        #expect(try String(contentsOfFile: paths[0], encoding: .utf8) == later.text + "Nice=5\n")
        _ = try folder.install([unit, foreign], overwrites: true)
        #expect(try String(contentsOfFile: paths[0], encoding: .utf8) == unit.text)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a.service", "a.timer"])
    }

    @Test("a link that leads nowhere, as masked units are, is nothing that was made here")
    func masked() throws {
        let files = try TemporaryFolder()
        let path = files.path("a.service")
        for target in ["/dev/null", "/nowhere/at/all"] {
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
            #expect(throws: ScheduleError.changedByHand(path: path)) {
                try UnitFolder(path: path.folderPart).install([unit], overwrites: false)
            }
            try files.remove("a.service")
        }
    }

    @Test("a folder that can't be made is an error with its path")
    func noFolder() throws {
        let files = try TemporaryFolder()
        try files.write("file", "")
        let error = #expect(throws: ScheduleError.self) {
            try UnitFolder(path: files.path("file/units")).install([unit], overwrites: false)
        }
        #expect(error?.exitCode == .cannotCreate)
        #expect(error?.description.contains(files.path("file/units")) == true)
    }

    @Test(
        "where a user's units are",
        arguments: [
            (["XDG_CONFIG_HOME": "/x", "HOME": "/h"], "/x/systemd/user"), (["HOME": "/h"], "/h/.config/systemd/user"),
            (["XDG_CONFIG_HOME": "relative", "HOME": "/h"], "/h/.config/systemd/user"), ([:], nil),
        ] as [([String: String], String?)])
    func userFolder(_ environment: [String: String], _ path: String?) {
        #expect((try? UnitFolder.ofUser(environment: environment))?.path == path)
    }

    @Test(
        "names of units, as given and as made of a pipeline's",
        arguments: [("weir-nightly", true), ("a.b_c:d", true), ("", false), ("a b", false), ("a/b", false), ("-a", false), ("é", false)])
    func names(_ text: String, _ isName: Bool) {
        #expect(((try? UnitName(text)) != nil) == isName)
        let made = UnitName(for: text)
        #expect((try? UnitName(made.text)) == made)
    }
}
