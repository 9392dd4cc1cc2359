// What a plan says: which shard loads what.

import Ledger
import RowModel

/// The head of a plan: what it is a plan of.
public struct PlanHeader: Sendable, Codable, Equatable {
    public static let version = 1
    /// More would be no plan that anyone wants; each is a file.
    public static let mostShards = 1_000_000
    /// More has no disk, nor what is packed on it. Sums of two fit an `Int`.
    static let mostBytes = 1 << 60

    public var version = Self.version
    public var pipeline: String
    /// Absolute path of the spec, its text, and what `--set` gave, so that a merge needs no other file.
    public var specPath: String
    public var specText: String
    public var parameters: [String: String]
    /// As ``Ledger/RunRecord/specDigest``: shards are loaded by a spec that makes the same rows, or not at all.
    public var specDigest: String
    public var shards: Int
    /// Files, each counted once.
    public var inputs: Int
    public var units: Int
    /// Of all files.
    public var bytes: Int
    public var toolVersion: String

    public init(
        pipeline: String, specPath: String, specText: String, parameters: [String: String], specDigest: String, shards: Int,
        inputs: Int, units: Int, bytes: Int, toolVersion: String
    ) {
        self.pipeline = pipeline
        self.specPath = specPath
        self.specText = specText
        self.parameters = parameters
        self.specDigest = specDigest
        self.shards = shards
        self.inputs = inputs
        self.units = units
        self.bytes = bytes
        self.toolVersion = toolVersion
    }

    /// Whether a plan file of so many bytes can have this head. Every shard and unit has a line of it.
    func isPossible(inFileOf size: Int) -> Bool {
        1...Self.mostShards ~= shards && shards <= size && 0...size ~= units && 0...units ~= inputs && 0...Self.mostBytes ~= bytes
    }

    private enum CodingKeys: String, CodingKey {
        case version = "weir_plan", pipeline, specPath = "spec_path", specText = "spec_text", parameters = "params",
            specDigest = "spec_digest", shards, inputs, units, bytes, toolVersion = "tool_version"
    }
}

/// What is loaded as a whole by one shard: a file, or a part of one.
public struct PlannedUnit: Sendable, Codable, Equatable {
    /// The file's position in the source, from 0.
    public var input: Int
    /// As ``Ledger/InputIdentity``.
    public var path: String
    public var size: Int
    public var modified: Int
    /// nil for the whole file.
    public var part: InputPart?

    public init(input: Int, path: String, size: Int, modified: Int, part: InputPart? = nil) {
        self.input = input
        self.path = path
        self.size = size
        self.modified = modified
        self.part = part
    }

    public var identity: InputIdentity { InputIdentity(path: path, size: size, modified: modified) }

    /// Bytes of the file that have to be read for it.
    public var bytes: Int {
        guard let part else { return size }
        return (part.end?.file ?? size) - part.start.file
    }

    /// Whether its numbers are some that a plan with this head can have.
    func isPossible(with header: PlanHeader) -> Bool {
        guard 0..<header.inputs ~= input, 0...PlanHeader.mostBytes ~= size else { return false }
        guard let part else { return true }
        func isPossible(_ place: InputPart.Place) -> Bool {
            0...size ~= place.file && 0...PlanHeader.mostBytes ~= place.decoded && 0...place.decoded ~= place.skip
        }
        guard isPossible(part.start) else { return false }
        guard let end = part.end else { return true }
        return isPossible(end) && end.file >= part.start.file && end.decoded >= part.start.decoded
    }
}

/// The units of one shard, in the order of the source.
public struct ShardAssignment: Sendable, Equatable {
    public var shard: Int
    public var units: [PlannedUnit]

    public init(shard: Int, units: [PlannedUnit]) {
        self.shard = shard
        self.units = units
    }

    public var bytes: Int { units.reduce(0) { $0 + $1.bytes } }

    /// Whether its numbers are some that a plan with this head can have.
    func isPossible(with header: PlanHeader) -> Bool {
        var bytes = 0
        for unit in units {
            guard unit.isPossible(with: header) else { return false }
            bytes += unit.bytes
            guard bytes <= PlanHeader.mostBytes else { return false }
        }
        return true
    }
}
