// Files that are there whole or not at all.

import Foundation
import TestSupport
import Testing

@testable import Flow

@Suite struct ExportFileTests {
    private static func names(in folder: TemporaryFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path(""))
    }

    @Test(
        "what was written is what gunzip gives back, however it was portioned",
        arguments: ["out.csv", "out.csv.gz", "OUT.GZ"])
    func wholeContent(_ name: String) async throws {
        var random = SeededGenerator()
        let seed = random.seed
        let folder = try TemporaryFolder()
        let portions = (0..<40).map { _ in
            (0..<Int.random(in: 0...20_000, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        let file = try ExportFile(path: folder.path(name), overwrites: false)
        for portion in portions { try file.write(portion) }
        try file.finish()
        if name != "out.csv" {
            let end = try await Program.run("gzip", ["-dfS", name.hasSuffix("GZ") ? ".GZ" : ".gz", folder.path(name)])
            #expect(end.exitCode == 0, "\(end)")
        }
        let plain = name == "OUT.GZ" ? "OUT" : "out.csv"
        #expect(try folder.bytes(plain) == Array(portions.joined()), "seed \(seed)")
    }

    @Test("nothing is left of a file that was not finished")
    func unfinished() throws {
        let folder = try TemporaryFolder()
        do {
            let file = try ExportFile(path: folder.path("out.csv"), overwrites: false)
            try file.write(Array("half".utf8))
        }
        #expect(try Self.names(in: folder) == [])
    }

    @Test("a file that is there stays, unless it is to be replaced, and then until the new one is whole")
    func existing() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("out.csv", "old")
        #expect(throws: RejectError.outputExists(path: path)) { try ExportFile(path: path, overwrites: false) }
        do {
            let file = try ExportFile(path: path, overwrites: true)
            try file.write(Array("new".utf8))
            #expect(try folder.bytes("out.csv") == Array("old".utf8))
            try file.finish()
        }
        #expect(try folder.bytes("out.csv") == Array("new".utf8))
        #expect(try Self.names(in: folder) == ["out.csv"])
    }

    @Test("a file that came while this one was written stays too")
    func late() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("out.csv")
        do {
            let file = try ExportFile(path: path, overwrites: false)
            try folder.write("out.csv", "another's")
            #expect(throws: RejectError.outputExists(path: path)) { try file.finish() }
        }
        #expect(try folder.bytes("out.csv") == Array("another's".utf8))
        #expect(try Self.names(in: folder) == ["out.csv"])
    }

    @Test("folders, devices and places that are not there are refused")
    func places() throws {
        let folder = try TemporaryFolder()
        #expect(throws: RejectError.outputIsNoFile(path: "/dev/null")) {
            try ExportFile(path: "/dev/null", overwrites: true)
        }
        let path = folder.path("no/out.csv")
        #expect(throws: RejectError.cannotCreate(path: path, reason: "No such file or directory")) {
            try ExportFile(path: path, overwrites: false)
        }
    }
}
