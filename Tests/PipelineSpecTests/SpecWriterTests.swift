// Values written as a spec, and read again.

import RowModel
import Testing

@testable import PipelineSpec

@Suite("specs made of values")
struct SpecWriterTests {
    @Test("every example is what it was once its values are written and read again")
    func roundTrip() throws {
        for example in try SpecExample.all() {
            let spec = try Spec.load(example.text, parameters: example.parameters, environment: SpecExample.environment)
            let again = try PipelineSpec(
                name: spec.name, source: spec.source, transforms: spec.transforms.map(\.value), sinks: spec.sinks,
                rejectLimit: spec.rejectLimit, flow: spec.flow)
            var expected = spec
            expected.path = again.path
            #expect(contents(again) == contents(expected), "\(again.text)")
            let salts = spec.transforms.compactMap { if case .hash(let hash) = $0.value { hash.salt?.value } else { nil } }
            #expect(salts.allSatisfy { !again.text.contains($0) && again.loadIdentity.contains($0) })
        }
    }

    @Test("a text stands for itself, whatever is in it")
    func texts() throws {
        let nasty = "a\"b\\c\n${day} $${x} \u{7F}\u{85}\u{2028} # : - [1, {2}] null ✓ 👍🏽"
        let spec = try PipelineSpec(
            name: "a/b", source: SourceSpec(files: [nasty], format: .ndjson, columns: [ColumnSpec(nasty, .text, from: nasty)]),
            transforms: [.filter(Located(nasty)), .map(MapSpec(column: nasty, values: ["null": nil, nasty: "null", "~": ""]))],
            sinks: [SinkSpec(database: nasty, table: nasty)], folder: "in/here")
        #expect(spec.path == "in/here/a-b" && spec.name == "a/b")
        #expect(spec.source.files.map(\.value) == [nasty] && spec.source.columns?.first?.from?.value == nasty)
        #expect(spec.sink.table.value == nasty && spec.sink.database.value == nasty)
        guard case .map(let map) = spec.transforms[1].value else { return #expect(Bool(false)) }
        #expect(map.values.map(\.old.value) == ["null", nasty, "~"] && map.values.map(\.new.value) == [nil, "null", ""])
    }

    @Test("each change of a transform of a program makes another load, and no other change of the code can be seen")
    func identity() throws {
        func identity(_ transform: CustomTransform, at position: Int = 1) throws -> String {
            var transforms: [TransformSpec] = [.filter("a > 1"), .filter("a > 2")]
            transforms.insert(.custom(transform), at: position)
            return try PipelineSpec(
                name: "n", source: SourceSpec(files: ["a"], format: .ndjson), transforms: transforms,
                sinks: [SinkSpec(database: "d", table: "t")]
            ).loadIdentity
        }
        let one = try identity(CustomTransform("x", version: "1", uses: ["a"], adds: ["b": .text]) { _ in })
        #expect(try identity(CustomTransform("x", version: "1", uses: ["a"], adds: ["b": .text]) { $0.drop() }) == one)
        let others = [
            try identity(CustomTransform("y", version: "1", uses: ["a"], adds: ["b": .text]) { _ in }),
            try identity(CustomTransform("x", version: "2", uses: ["a"], adds: ["b": .text]) { _ in }),
            try identity(CustomTransform("x", version: "1", uses: ["A"], adds: ["b": .text]) { _ in }),
            try identity(CustomTransform("x", version: "1", uses: ["a"], adds: ["b": .decimal(scale: 1, storage: .text)]) { _ in }),
            try identity(CustomTransform("x", version: "1", uses: ["a"], adds: ["b": .decimal(scale: 2, storage: .text)]) { _ in }),
            try identity(CustomTransform("x\\\"", version: "1", uses: ["a"], adds: ["b": .text]) { _ in }),
            try identity(CustomTransform("x", version: "1", uses: ["a"], adds: ["b": .text]) { _ in }, at: 2),
        ]
        #expect(Set(others + [one]).count == others.count + 1)
    }
}
