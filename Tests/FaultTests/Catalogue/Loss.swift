// One way to lose or change data, and what has to notice it.

import TestSupport
import Testing

/// A case of the catalogue (docs/loss-catalogue.md).
struct Loss: Sendable, CustomTestStringConvertible {
    /// Who notices first.
    enum Finder: String, Sendable {
        /// The run that it happens in, or the next one.
        case run = "the run"
        case verifyCounts = "`verify-counts`"
        case deep = "`verify-counts --deep`"
        /// Of all shards together.
        case proof = "`verify-counts --plan`"
        case deepProof = "`verify-counts --plan --deep`"
        /// Out of verdicts that were made before the loss.
        case verdicts = "`verify-counts --plan --verdicts`"
        case merge = "`merge`"
        case nothing = "nothing"
    }

    /// Where it happens, and what the page's chapter is called.
    enum Scene: String, Sendable, CaseIterable {
        case inputBefore = "To an input, before it is loaded"
        case inputAfter = "To an input, after it was loaded"
        case table = "To the table"
        case lineage = "To a table whose rows say where they came from (`lineage: true`)"
        case upsert = "To a table that is loaded by upsert"
        case rejects = "To the rejects"
        case ledger = "To the ledger"
        case unfinished = "To a run that is not finished, before the next one goes on with it"
        case backup = "By a backup that is restored"
        case shards = "To the shards of a plan"
        case verdicts = "To shards that have their verdicts"
        case merged = "To what shards were merged into"
        case inside = "Inside Weir"
    }

    let scene: Scene
    /// The page's first column.
    let what: String
    let finder: Finder
    /// Part of what is said, the culprit's name in it; for a loss that nothing finds, why.
    let says: String
    /// `WEIR_TEST_FAULT` of the run.
    var fault: String?
    /// Further lines at the spec's top level.
    var more: [String] = []
    /// Whether the pipeline is run again before it is verified.
    var runsAgain = false
    /// What is done to the folder.
    var act: @Sendable (PipelineFolder) async throws -> Void = { _ in }

    var testDescription: String { "\(scene.rawValue): \(what)" }

    static let all =
        inputsBefore + inputsAfter + table + lineage + upsert + rejects + ledger + unfinished + backups + shards + verdicts + merged + inside

    /// For what is done by SQL alone.
    static func sql(
        _ scene: Scene, _ what: String, _ finder: Finder, _ says: String, _ sql: String
    ) -> Loss {
        Loss(scene: scene, what: what, finder: finder, says: says) { try await $0.database.execute(sql) }
    }
}
