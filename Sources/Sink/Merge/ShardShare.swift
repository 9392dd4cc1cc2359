// What a run takes over from a shard.

import Ledger

/// A shard, as what its rows are taken from.
public struct ShardSource {
    public var ledger: ShardDatabase
    /// As messages name it.
    public var name: String
    public var shard: Int

    public init(_ ledger: ShardDatabase, shard: Int) {
        self.ledger = ledger
        name = "shard \(shard) (\(ledger.path))"
        self.shard = shard
    }
}

/// All rows of one table of a shard.
public struct ShardShare {
    /// Which of the writer's targets takes them.
    public var target: Int
    /// The shard's run.
    public var run: Int64
    public var note: MergedShard
    /// In any order.
    public var inputs: [InputShare]

    public init(target: Int, run: Int64, note: MergedShard, inputs: [InputShare]) {
        self.target = target
        self.run = run
        self.note = note
        self.inputs = inputs
    }

    public var rows: Int { inputs.reduce(0) { $0 + $1.account.inserted } }
}
