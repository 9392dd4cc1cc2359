// Which files a source's patterns mean.

import Foundation
import PipelineSpec
import TestSupport
import Testing

@testable import Flow

@Suite struct SourceListingTests {
    private static func list(_ folder: TemporaryFolder, _ patterns: [String]) throws -> [String] {
        try SourceListing.files(
            patterns.map { Located($0, at: .start) }, relativeTo: folder.url.path(percentEncoded: false)
        ).map { $0.name.replacing(folder.path(""), with: "") }
    }

    private static func folder(_ names: String...) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in names { try folder.write(name, "x") }
        return folder
    }

    @Test("a pattern's files come sorted by bytes, the patterns in the order of the spec")
    func sorted() throws {
        let folder = try Self.folder("b.csv", "a.csv", "B.csv", "a10.csv", "a9.csv", "c.txt", "é.csv")
        #expect(try Self.list(folder, ["*.csv"]) == ["B.csv", "a.csv", "a10.csv", "a9.csv", "b.csv", "é.csv"])
        #expect(try Self.list(folder, ["b.csv", "a*.csv", "c.txt"]) == ["b.csv", "a.csv", "a10.csv", "a9.csv", "c.txt"])
        #expect(try Self.list(folder, ["a?.csv", "[bB].csv"]) == ["a9.csv", "B.csv", "b.csv"])
    }

    @Test("a file that several patterns match is taken once, at its first place")
    func once() throws {
        let folder = try Self.folder("a.csv", "b.csv")
        #expect(try Self.list(folder, ["b.csv", "*.csv", "./b.csv", "x/../a.csv".replacing("x/../", with: "")]) == ["b.csv", "a.csv"])
    }

    @Test("a file that has a second name, such as a link to the latest night, is taken once")
    func links() throws {
        let folder = try Self.folder("day1.csv", "day2.csv")
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: folder.path("latest.csv"), withDestinationPath: "day2.csv")
        try manager.linkItem(atPath: folder.path("day1.csv"), toPath: folder.path("also.csv"))
        #expect(try Self.list(folder, ["*.csv"]) == ["also.csv", "day2.csv"])
    }

    @Test("a file whose name looks like a pattern is taken by its name")
    func literal() throws {
        let folder = try Self.folder("[ab].csv", "a.csv", "what?.csv", "*.csv")
        #expect(try Self.list(folder, ["[ab].csv"]) == ["[ab].csv"])
        #expect(try Self.list(folder, ["what?.csv"]) == ["what?.csv"])
        #expect(try Self.list(folder, ["*.csv"]) == ["*.csv"])
    }

    @Test("a pattern works in a folder whose own name looks like one")
    func literalFolder() throws {
        let folder = try Self.folder("data [1]/x*y/a.csv", "data [1]/x*y/b.csv")
        let inner = folder.path("data [1]/x*y")
        let files = try SourceListing.files([Located("*.csv", at: .start), Located("../x*y/a.csv", at: .start)], relativeTo: inner)
        #expect(files.map { ($0.name as NSString).lastPathComponent } == ["a.csv", "b.csv"])
    }

    @Test("hidden files are not matched by a star")
    func hidden() throws {
        #expect(try Self.list(try Self.folder(".hidden.csv", "a.csv"), ["*.csv"]) == ["a.csv"])
    }

    @Test("what is not a readable file is refused with its path")
    func refused() throws {
        let folder = try Self.folder("a.csv", "folder/b.csv")
        func error(_ pattern: String) -> FlowError? {
            do {
                _ = try Self.list(folder, [pattern])
                return nil
            } catch {
                return error as? FlowError
            }
        }
        #expect(error("none.csv") == .missing(path: folder.path("none.csv")))
        #expect(error("a.csv/x.csv") == .missing(path: folder.path("a.csv/x.csv")))
        #expect(error("none*.csv") == .noMatch(pattern: folder.path("none*.csv")))
        #expect(error("folder") == .folder(path: folder.path("folder")))
        #expect(error("f*") == .folder(path: folder.path("folder")))
        #expect(error("none.csv")?.exitCode == .noInput && error("f*")?.exitCode == .noInput)
    }

    @Test("a link to nowhere is a missing file")
    func danglingLink() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(atPath: folder.path("a.csv"), withDestinationPath: "nowhere")
        #expect(throws: FlowError.missing(path: folder.path("a.csv"))) { try Self.list(folder, ["a.csv"]) }
        #expect(throws: FlowError.missing(path: folder.path("a.csv"))) { try Self.list(folder, ["*.csv"]) }
    }

    @Test("a file's identity is its absolute path, size and time")
    func identity() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.csv", "12345")
        let file = try #require(try SourceListing.files([Located("a.csv", at: .start)], relativeTo: folder.path("")).first)
        #expect(file.identity.path == folder.path("a.csv"))
        #expect(file.identity.size == 5)
        let age = Date.now.timeIntervalSince1970 - Double(file.identity.modified) / 1e9
        #expect(age > -5 && age < 300)
    }

    @Test("of many files each has its own size, and the first that is none is named")
    func many() throws {
        let folder = try TemporaryFolder()
        let count = 5_000
        let name = { (number: Int) in String(format: "n/%05d", number) }
        for number in 0..<count { try folder.write(name(number), String(repeating: "x", count: number % 7)) }
        func list() throws -> ListedFiles { try SourceListing.list([Located("n/*", at: .start)], relativeTo: folder.path("")) }
        let files = try list()
        #expect(files.count == count)
        for number in 0..<count {
            let identity = files.identity(of: number)
            #expect(identity.path == folder.path(name(number)) && identity.size == number % 7)
        }
        for number in [4_321, 2_345, 4_999] {
            try folder.remove(name(number))
            try FileManager.default.createDirectory(atPath: folder.path(name(number)), withIntermediateDirectories: false)
        }
        #expect(throws: FlowError.folder(path: folder.path(name(2_345)))) { try list() }
    }

    @Test("a name that is no UTF-8 is refused at once, since the file could not be found by it again")
    func noText() throws {
        let folder = try Self.folder("a.csv")
        var path = Array(folder.path("").utf8CString.dropLast())
        path += [CChar(bitPattern: 0x2F), CChar(bitPattern: 0xFF), 0]
        let made = open(path, O_CREAT | O_WRONLY, 0o644)
        try #require(made >= 0)
        close(made)
        #expect(throws: FlowError.notText(path: folder.path("\u{FFFD}"))) { try Self.list(folder, ["*"]) }
        #expect(try Self.list(folder, ["a*"]) == ["a.csv"])
    }

    @Test(
        "files of together more bytes than can be counted are refused",
        .enabled(if: FileManager.default.isWritableFile(atPath: "/dev/shm"), "there is no /dev/shm, whose files may be that large"))
    func tooManyBytes() throws {
        let folder = "/dev/shm/weir-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, size) in [("a.csv", Int.max), ("b.csv", 1), ("c.csv", 0)] {
            #expect(FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: nil))
            #expect(truncate("\(folder)/\(name)", off_t(size)) == 0)
        }
        func count(_ patterns: String...) throws -> Int {
            try SourceListing.files(patterns.map { Located($0, at: .start) }, relativeTo: folder).count
        }
        #expect(throws: FlowError.tooManyBytes) { try count("*.csv") }
        #expect(try count("a.csv", "c.csv", "a.*") == 2)
    }
}
