// Paths as seen from where the user stands.

import Foundation
import TestSupport
import Testing

@testable import Flow

@Suite struct SpecRelativePathTests {
    @Test("a path is taken from the spec's folder", arguments: [
        ("a.csv", "", "a.csv"), ("a.csv", "pipelines", "pipelines/a.csv"), ("/abs/a.csv", "pipelines", "/abs/a.csv"),
        ("./a.csv", "pipelines", "pipelines/a.csv"), ("a.csv", "/abs", "/abs/a.csv"), ("x//y.csv", "p/", "p/x/y.csv"),
        ("../a.csv", ".", "../a.csv"), ("../../a.csv", "", "../../a.csv"), ("a.csv", "/", "/a.csv"),
        // A folder that is not there can't be left: the message shows the path as it is.
        ("../a.csv", "no-such-folder", "no-such-folder/../a.csv"),
    ])
    func resolve(_ path: String, _ folder: String, _ expected: String) {
        #expect(SpecRelativePath.resolve(path, relativeTo: folder) == expected)
    }

    @Test("a real folder and the step out of it cancel out")
    func parent() throws {
        let folder = try TemporaryFolder()
        try folder.write("p/q/spec.yaml", "")
        #expect(SpecRelativePath.resolve("../a.csv", relativeTo: folder.path("p")) == folder.path("a.csv"))
        #expect(SpecRelativePath.resolve("../../a.csv", relativeTo: folder.path("p/q")) == folder.path("a.csv"))
    }

    @Test("behind a symbolic link the step out leads where the file system says")
    func link() throws {
        let folder = try TemporaryFolder()
        try folder.write("real/deep/spec.yaml", "")
        try folder.write("real/a.csv", "right")
        try folder.write("a.csv", "wrong")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("link"), withDestinationPath: folder.path("real/deep"))
        let path = SpecRelativePath.resolve("../a.csv", relativeTo: folder.path("link"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "right")
    }
}
