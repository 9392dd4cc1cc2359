// What the files of a folder of shards are called.

/// Names in the folder that shards are published to.
public enum ShardName {
    /// The plan itself, as the first shard that was published has brought it along.
    public static let plan = "plan.json"

    /// Such as `shard-00003.sqlite`.
    public static func database(_ shard: Int) -> String { "\(stem(shard)).sqlite" }

    /// Such as `shard-00003`.
    public static func stem(_ shard: Int) -> String {
        let number = String(shard)
        return "shard-" + String(repeating: "0", count: max(0, 5 - number.count)) + number
    }

    /// The shard that a file is called after; nil for any other file.
    public static func shard(ofDatabase name: String) -> Int? {
        guard name.hasPrefix("shard-"), name.hasSuffix(".sqlite"),
            let shard = Int(name.dropFirst("shard-".count).dropLast(".sqlite".count)), database(shard) == name
        else { return nil }
        return shard
    }
}
