// Short ways to write a spec in a test and to see what is wrong with it.

import Testing

@testable import PipelineSpec

/// What a spec text says is wrong, one `line:column: message` each, without the file's name and `error:`.
func faults(
    _ text: String, parameters: [String: String] = [:], environment: [String: String] = [:]
) -> [String] {
    do {
        _ = try PipelineSpec.parse(text: text, path: "s.yaml", parameters: parameters, environment: environment)
        return []
    } catch {
        return error.diagnostics.map {
            $0.description.replacing("s.yaml:", with: "", maxReplacements: 1).replacing(": error: ", with: ": ", maxReplacements: 1)
        }
    }
}

/// The messages alone.
func messages(_ text: String) -> [String] {
    faults(text).map { String($0.split(separator: ": ", maxSplits: 1).last ?? "") }
}

/// A whole spec around the part that a test is about. Its lines stand first, so that the part's own are 1, 2, ….
enum Spec {
    static let head = "\nweir: 1\nname: n\n"
    static let source = "source: { files: a.csv, columns: { id: integer } }\n"
    static let sink = "sink: { database: d.sqlite, table: t }\n"

    /// A part that is none of `source` and `sink`.
    static func with(_ part: String) -> String { part + head + source + sink }
    static func withSource(_ part: String) -> String { part + head + sink }
    static func withSink(_ part: String) -> String { part + head + source }

    /// `csv:` of a source that has columns.
    static func withCSV(_ csv: String) -> String {
        withSource("source: { files: a.csv, columns: { id: integer }, csv: { \(csv) } }")
    }

    static func load(
        _ text: String, parameters: [String: String] = [:], environment: [String: String] = [:]
    ) throws -> PipelineSpec {
        try PipelineSpec.parse(text: text, path: "s.yaml", parameters: parameters, environment: environment)
    }
}

extension SourceSpec {
    /// The paths and patterns of a source of files.
    var files: [Located<String>] {
        if case .files(let patterns) = origin { patterns } else { [] }
    }
}

/// Of a spec with one target.
extension PipelineSpec {
    var sink: SinkSpec { sinks[0] }
    var expectations: ExpectSpec { sinks[0].expectations }
}
