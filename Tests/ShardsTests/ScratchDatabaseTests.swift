// Databases that nobody sees yet, of several attempts at one shard.

import Foundation
import TestSupport
import Testing

@testable import Shards

@Suite("scratch databases")
struct ScratchDatabaseTests {
    @Test("an attempt leaves alone what another has loaded, and not published yet")
    func alive() throws {
        let folder = try TemporaryFolder()
        let first = try ScratchDatabase(in: folder.path("scratch"), named: "weir-x-shard-00000")
        try Data("rows".utf8).write(to: URL(filePath: first.path))
        let second = try ScratchDatabase(in: folder.path("scratch"), named: "weir-x-shard-00000")
        #expect(FileManager.default.fileExists(atPath: first.path) && first.path != second.path)
        first.remove()
        second.remove()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("scratch")) == [])
    }

    @Test("what a killed attempt has left is removed, and nothing else")
    func leftovers() throws {
        let folder = try TemporaryFolder()
        let left = ["", ".attempt", ".weir-lock", "-journal", "-wal", "-shm"].map { "weir-x-shard-00000-1-2.sqlite\($0)" } + ["weir-x-shard-00000-7-7.sqlite.attempt"]
        let others = ["weir-x-shard-00001-1-2.sqlite", "weir-x-shard-00001-1-2.sqlite.attempt", "other.sqlite", "weir-x-shard-00000-1-2.txt"]
        for name in left + others { try folder.write(name, "x") }
        let scratch = try ScratchDatabase(in: folder.path(""), named: "weir-x-shard-00000")
        scratch.remove()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("")).sorted() == others.sorted())
    }
}
