import Foundation
import TestSupport
import Testing

@testable import PipelineSpec

@Suite struct DocumentationTests {
    /// A fenced block of docs/spec.md.
    private struct Block {
        var language: String
        var text: String
    }

    private static func blocks() throws -> [Block] {
        let page = try String(contentsOf: SharedFolder.repository.appending(path: "docs/spec.md"), encoding: .utf8)
        var blocks: [Block] = []
        var open: Block?
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("```") else {
                open?.text += line + "\n"
                continue
            }
            if let block = open {
                blocks.append(block)
                open = nil
            } else {
                open = Block(language: String(line.dropFirst(3)), text: "")
            }
        }
        return blocks
    }

    @Test("every YAML example of the reference loads, alone if whole, else in a spec around it")
    func examples() throws {
        let examples = try Self.blocks().filter { $0.language == "yaml" }
        #expect(examples.count >= 4)
        for example in examples {
            var text = example.text
            for (key, part) in [("weir:", Spec.head), ("source:", Spec.source), ("sink:", Spec.sink)]
            where !text.contains(key) {
                text += part
            }
            let parameters = text.contains("folder:") ? ["folder": "in"] : [:]
            #expect(faults(text, parameters: parameters, environment: ["HOME": "/home/me", "WEIR_SALT": "salt"]) == [], "\(example.text)")
        }
    }

    @Test("the errors that the reference shows are the errors of its example")
    func errors() throws {
        let blocks = try Self.blocks()
        let index = try #require(blocks.firstIndex { $0.language == "yaml wrong" })
        let error = #expect(throws: SpecError.self) {
            try PipelineSpec.parse(text: blocks[index].text, path: "orders.yaml")
        }
        #expect(error.map { $0.description + "\n" } == blocks[index + 1].text)
        #expect(error?.exitCode == .usage)
    }

    @Test("the pipelines that come with the repository load")
    func pipelines() throws {
        let folder = SharedFolder.repository.appending(path: "pipelines")
        let specs = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }
        #expect(!specs.isEmpty)
        for spec in specs { _ = try PipelineSpec.load(path: spec.path) }
    }
}
