// What a load touches outside its process: for who has to grant it.

import Foundation
import PipelineSpec

/// The paths that a pipeline reads and writes, and whether it starts programs, as its spec says it.
public struct PipelineFootprint: Sendable, Equatable {
    /// Files beside which SQLite makes others (journals, the lock): the target, and the databases that lookups read.
    public var databases: [String]
    /// Inputs, as paths or patterns, and files that lookups read.
    public var inputs: [String]
    /// Files and databases that lookups read; they are among the others too.
    public var references: [String] = []
    /// Whether a source or a transform is a program. What that touches nobody knows.
    public var startsPrograms = false
    public var readsStdin = false

    public init(_ spec: PipelineSpec) {
        let folder = spec.path.folderPart
        databases = [PipelineCompiler.databasePath(of: spec)]
        inputs = []
        switch spec.source.origin {
        case .files(let patterns): inputs = patterns.map { SpecRelativePath.resolve($0.value, relativeTo: folder) }
        case .command: startsPrograms = true
        case .stdin: readsStdin = true
        }
        for transform in spec.transforms + spec.sinks.flatMap(\.transforms) {
            switch transform.value {
            case .exec: startsPrograms = true
            case .lookup(let lookup):
                let path = SpecRelativePath.resolve(lookup.from.path.value, relativeTo: folder)
                references.append(path)
                if case .table = lookup.from { databases.append(path) } else { inputs.append(path) }
            default: break
            }
        }
    }
}
