import Testing

@testable import PipelineSpec

@Suite struct DocumentationTests {
    @Test("every YAML example of the reference loads, alone if whole, else in a spec around it")
    func examples() throws {
        let examples = try SpecExample.ofReference()
        #expect(examples.count >= 4)
        for example in examples {
            #expect(
                faults(example.text, parameters: example.parameters, environment: SpecExample.environment) == [],
                "\(example.text)")
        }
    }

    @Test("the errors that the reference shows are the errors of its example")
    func errors() throws {
        let blocks = try ReferencePage.blocks()
        let index = try #require(blocks.firstIndex { $0.language == "yaml wrong" })
        let error = #expect(throws: SpecError.self) {
            try PipelineSpec.parse(text: blocks[index].text, path: "orders.yaml")
        }
        #expect(error.map { $0.description + "\n" } == blocks[index + 1].text)
        #expect(error?.exitCode == .usage)
    }

    @Test("the pipelines that come with the repository load")
    func pipelines() throws {
        let specs = try SpecExample.pipelineFiles()
        #expect(!specs.isEmpty)
        for spec in specs { _ = try PipelineSpec.load(path: spec.path) }
    }
}
