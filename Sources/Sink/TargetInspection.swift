// The target database as a run would find it, without touching it.

import Foundation
import GRDB
import Ledger

/// What is there already. Of a database that is not there: nothing.
public struct TargetInspection: Sendable {
    public private(set) var earlier = EarlierRuns()
    /// What a run would make different about the table, in words.
    public private(set) var schemaChanges: [String] = []
    /// `count(*)` of the table.
    public private(set) var rows = 0

    /// Opens the database read-only.
    /// - Parameters:
    ///   - pipeline: whose earlier runs are asked for.
    ///   - comparable: most of them that are wanted for comparison.
    /// - Throws: ``SinkError``, also where the table is not what the spec describes.
    public init(of plan: TargetPlan, pipeline: String, comparable: Int = 0) throws {
        guard FileManager.default.fileExists(atPath: plan.databasePath) else { return }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        let target = TargetTable(plan: plan)
        try TargetDatabase.mapping(path: plan.databasePath, table: plan.table) {
            try DatabaseQueue(path: plan.databasePath, configuration: configuration).read { db in
                earlier = try target.earlierRuns(pipeline: pipeline, comparable: comparable, in: db)
                schemaChanges = try target.foreseenChanges(in: db)
                rows = try target.rowCount(of: plan.table, in: db)
            }
        }
    }
}
