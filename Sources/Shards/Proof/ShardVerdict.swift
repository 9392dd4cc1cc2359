// What was found of one shard, as a value that can be kept and combined with others.

import RowModel

/// How much is looked at.
public enum ProofDepth: String, Sendable, Codable, Comparable {
    /// What is stored in the ledger, and `count(*)` of the tables.
    case stored
    /// The files are counted again, too.
    case counts
    /// The contents of the tables are compared, too.
    case deep

    public static func < (left: ProofDepth, right: ProofDepth) -> Bool { left.rank < right.rank }
    private var rank: Int { self == .stored ? 0 : self == .counts ? 1 : 2 }
}

/// One shard, held against the plan.
public struct ShardVerdict: Sendable, Codable, Equatable {
    /// What a verdict means; another one is that of a weir that has looked at something else.
    static let version = 1

    public var version = Self.version
    /// The plan's digest.
    public var plan: String
    public var shard: Int
    public var depth: ProofDepth
    /// The database as it was when it was looked at; nil if it was not there.
    public var file: FileMark?
    /// What the plan gives to it.
    public var units: Int
    public var bytes: Int
    public var tables: [TableTotals] = []
    /// Why what is there is not this shard; nil if it is.
    public var foreign: String?
    public var problems: [String] = []

    /// What tells one file from another.
    public struct FileMark: Sendable, Codable, Equatable {
        public var size: Int
        public var modified: Int
    }

    private enum CodingKeys: String, CodingKey {
        case version = "weir_verdict", plan, shard, depth, file, units, bytes, tables, foreign, problems
    }

    public var isMissing: Bool { file == nil }
    public var isBalanced: Bool { !isMissing && foreign == nil && problems.isEmpty }
}

/// The counts of one table, over all inputs of a shard or of all shards.
public struct TableTotals: Sendable, Codable, Equatable {
    public var table: String
    public var records = 0
    /// Rows that stages made beside those they were given.
    public var added = 0
    public var dropped = 0
    public var rejected = 0
    /// Rows in the table.
    public var rows = 0

    public init(table: String) {
        self.table = table
    }

    /// More than this is no count but damage, and adding such numbers up would overflow.
    private static let mostCounted = 1 << 40

    var isPossible: Bool { [records, added, dropped, rejected, rows].allSatisfy { (0...Self.mostCounted).contains($0) } }

    mutating func add(_ other: TableTotals) {
        records += other.records
        added += other.added
        dropped += other.dropped
        rejected += other.rejected
        rows += other.rows
    }

    /// The balance law over all stages; nil if it holds.
    var problem: String? {
        let (left, right) = (records + added, rows + dropped + rejected)
        if left == right { return nil }
        return "records + added = rows + dropped + rejected fails: \(left.grouped) ≠ \(right.grouped)"
    }
}
