// weir schema

import Foundation
import TestSupport
import Testing

@Suite("weir schema")
struct SchemaTests {
    @Test("it prints one JSON document whose keys are those of a spec, and needs nothing")
    func prints() async throws {
        let end = try await WeirBinary.run(["schema"])
        #expect(end.exitCode == 0 && end.errors.isEmpty)
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(end.output.utf8)) as? [String: Any])
        let properties = try #require(schema["properties"] as? [String: Any])
        #expect(Set(properties.keys).isSuperset(of: ["weir", "name", "params", "source", "transforms", "sink", "sinks", "rejects", "expect", "flow"]))
        #expect(schema["required"] as? [String] == ["weir", "name", "source"])
    }

    @Test("a spec that names its schema is checked and run as any other")
    func modeline() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        let yaml = SpecText().yaml
        try folder.files.write("spec.yaml", "# yaml-language-server: $schema=weir.schema.json\n" + yaml)
        #expect(try await folder.run().exitCode == 0)
    }
}
