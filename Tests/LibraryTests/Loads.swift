// A pipeline over `id,name` in a folder of its own.

import Foundation
import TestSupport
import Weir

struct Load {
    let folder: TemporaryFolder

    init(csv: String) throws {
        folder = try TemporaryFolder()
        try folder.write("in.csv", csv)
    }

    var place: String { folder.url.path(percentEncoded: false) }
    var shell: SQLiteShell { SQLiteShell(folder.path("out.sqlite")) }

    func pipeline(
        _ transforms: [TransformSpec] = [], columns: [ColumnSpec] = [ColumnSpec("id", .integer), ColumnSpec("name", .text)],
        sink: SinkSpec = SinkSpec(database: "out.sqlite", table: "rows", durability: .off),
        rejectLimit: RejectLimit = .count(0), flow: FlowSpec = FlowSpec()
    ) throws -> Pipeline {
        try Pipeline(
            "test", from: SourceSpec(files: ["in.csv"], format: .csv(CSVDialect()), columns: columns), transforms: transforms,
            into: sink, rejectLimit: rejectLimit, flow: flow, folder: place)
    }
}

/// The messages of a spec's faults.
func messages(_ body: () async throws -> Void) async -> [String] {
    do {
        try await body()
        return []
    } catch let error as SpecError {
        return error.diagnostics.map { $0.message + ($0.suggestion.map { "; \($0)?" } ?? "") }
    } catch {
        return ["\(error)"]
    }
}
