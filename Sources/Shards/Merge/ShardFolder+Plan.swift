// The plan of a folder of shards, for whoever names only the folder.

import Foundation

extension ShardFolder {
    /// The copy that its shards have brought along.
    /// - Throws: ``MergeError/noPlan(folder:)``, ``PlanError``
    public func plan() throws -> PlanReader {
        guard FileManager.default.fileExists(atPath: file(ShardName.plan)) else { throw MergeError.noPlan(folder: path) }
        return try PlanReader(path: file(ShardName.plan))
    }
}
