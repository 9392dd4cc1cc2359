// Makes a plan: lists the inputs, divides those that are too large, and shares them out.

import Flow
import Foundation
import Ledger
import PipelineSpec
import RowModel

/// A plan that is not a file yet.
public struct DraftPlan {
    public let header: PlanHeader
    public let figures: PlanFigures
    private let units: PlanUnits
    private let shares: LargestFirst

    fileprivate init(_ header: PlanHeader, _ units: PlanUnits, _ shares: LargestFirst, _ wholes: [Int: WholeReason]) {
        self.header = header
        self.units = units
        self.shares = shares
        figures = PlanFigures(header, units, shares, wholes)
    }

    /// Those that inputs are in, absolute and free of links.
    var folders: Set<String> { units.files.realFolders }

    /// Writes the lines of the plan.
    /// - Returns: its digest.
    func write(put: @escaping (ArraySlice<UInt8>) throws -> Void) throws -> String {
        var writer = try PlanWriter(header, put: put)
        let (order, ends) = unitsByShard()
        var next = 0
        for end in ends {
            try writer.beginShard()
            while next < end {
                try writer.add(units[Int(order[next])])
                next += 1
            }
            try writer.endShard()
        }
        return try writer.finish()
    }

    /// The units of the shards, one shard behind the other, each in the order of the source; and where each shard ends.
    private func unitsByShard() -> (order: [UInt32], ends: [Int]) {
        var ends = Array(repeating: 0, count: header.shards)
        for shard in shares.shardOf { ends[Int(shard)] += 1 }
        var next: [Int] = []
        for shard in ends.indices {
            next.append(shard > 0 ? ends[shard - 1] : 0)
            ends[shard] += next[shard]
        }
        var order = Array(repeating: UInt32(0), count: shares.shardOf.count)
        for (unit, shard) in shares.shardOf.enumerated() {
            order[next[Int(shard)]] = UInt32(unit)
            next[Int(shard)] += 1
        }
        return (order, ends)
    }
}

public struct ShardPlanner {
    private let spec: PipelineSpec
    private let shards: Int
    private let splitting: Splitting
    private let toolVersion: String

    /// - Parameter shards: at least 1.
    public init(_ spec: PipelineSpec, shards: Int, splitting: Splitting = .auto, toolVersion: String) {
        self.spec = spec
        self.shards = shards
        self.splitting = splitting
        self.toolVersion = toolVersion
    }

    /// - Throws: ``SpecError`` for a spec that can't be loaded in shards, ``FlowError`` for an input that is not there.
    public func plan() throws -> DraftPlan {
        try checkSource()
        let pipeline = try PlannedPipeline(spec)
        try checkStages(pipeline)
        guard let files = try ListedFiles(of: spec) else { throw fault(.start, "the source has no files") }
        let (parts, wholes) = try divide(files, FileSplitter(spec, splitting, stageOverRows: pipeline.stageOverRows))
        let units = PlanUnits(files, parts: parts)
        let header = PlanHeader(
            pipeline: spec.name, specPath: specPath, specText: spec.text, parameters: spec.parameters,
            specDigest: Seal.digest(of: spec.loadIdentity), shards: shards, inputs: files.count, units: units.sizes.count,
            bytes: (0..<files.count).reduce(0) { $0 + files.size(of: $1) }, toolVersion: toolVersion)
        return DraftPlan(header, units, LargestFirst(units.sizes, shards: shards), wholes)
    }

    /// - Returns: the parts of those files that are divided, and why other large ones are not.
    private func divide(
        _ files: ListedFiles, _ splitter: FileSplitter
    ) throws -> (parts: [Int: [InputPart]], wholes: [Int: WholeReason]) {
        var ways: [Int: FileSplitter.Way] = [:]
        let sizes = (0..<files.count).map { files.size(of: $0) }
        let size = PartSize.choose(sizes, shards: shards) { file in
            let way = ways[file] ?? splitter.way(files.identity(of: file).path)
            ways[file] = way
            if case .whole = way { return false }
            return true
        }
        var wholes: [Int: WholeReason] = [:]
        var parts: [Int: [InputPart]] = [:]
        for (file, way) in ways {
            if case .whole(let reason) = way {
                wholes[file] = reason
            } else if let size, sizes[file] > size {
                let cut = try splitter.cut(files.identity(of: file).path, size: sizes[file], into: PartSize.count(sizes[file], size))
                switch cut {
                case .places(let places): parts[file] = FileCut.parts(places)
                case .whole(let reason): wholes[file] = reason
                }
            }
        }
        return (parts, wholes)
    }

    /// Paths in the spec are relative to where it is called by this name.
    private var specPath: String { spec.path.fromRoot }

    private func checkSource() throws(SpecError) {
        switch spec.source.origin {
        case .files: break
        case .stdin(let mark): throw fault(mark, "stdin can be read by one machine only, so it can't be planned; write it to files first")
        case .command(let words):
            throw fault(words.first?.mark ?? .start, "what a command prints can't be planned; write it to files first")
        }
        guard spec.source.columns == nil else { return }
        throw fault(
            spec.source.columnsMark,
            "a plan needs source.columns, since each shard would infer its own; `weir check` prints what it infers")
    }

    private func checkStages(_ pipeline: PlannedPipeline) throws(SpecError) {
        guard let stage = pipeline.stageOverInputs else { return }
        let transforms = spec.transforms + spec.sinks.flatMap(\.transforms)
        let guilty = transforms.first {
            if case .dedupe(let dedupe) = $0.value { dedupe.scope == .run } else { false }
        }
        throw fault(
            guilty?.mark ?? .start,
            "\(stage) goes by rows of other inputs, and shards don't see each other's; with scope: input, or mode: upsert or ignore and a "
                + "key, the same rows can be made of shards")
    }

    private func fault(_ mark: SourceMark, _ message: String) -> SpecError {
        .invalid([Diagnostic(file: spec.path, mark: mark, message: message)])
    }
}

extension String {
    /// The path as seen from the root, `.` and `..` taken out; links stay.
    var fromRoot: String { URL(filePath: isEmpty ? "." : self).standardizedFileURL.path(percentEncoded: false) }
}
