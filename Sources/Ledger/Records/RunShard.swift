// Which part of a plan a run has loaded.

/// A shard of a plan, as it stands in `_weir_shard`.
public struct RunShard: Sendable, Equatable {
    /// The plan's digest.
    public var plan: String
    /// From 0.
    public var shard: Int
    /// How many the plan has.
    public var shards: Int

    public init(plan: String, shard: Int, shards: Int) {
        self.plan = plan
        self.shard = shard
        self.shards = shards
    }
}
